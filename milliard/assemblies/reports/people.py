"""Who is on a roll: found at the desk by number, code or name; what each holds; whether they are there."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.db.models.lookups import Contains

from milliard.assemblies.enums import AttendanceMode, MarkKind, ProxyState
from milliard.assemblies.models import Assembly, AttendanceMark, Proxy, RollEntry
from milliard.members.lookup import MAX_WORDS
from milliard.members.models.people import plain_name

#: Letters of a name that are looked for at least.
MIN_LETTERS = 3
_CODE_LENGTH = 12
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class PersonAtDesk:
    """One line of the desk: who, whether they are there and how, the proxies that concern them."""

    entry: RollEntry
    is_present: bool
    has_left: bool
    mode: AttendanceMode
    #: Proxies they hold, accepted.
    held: tuple[Proxy, ...]
    #: The proxy they gave, offered or accepted.
    given: Proxy | None

    @property
    def held_words(self) -> str:
        """«porte 2 pouvoirs, de A et B»; "" for none."""
        if not self.held:
            return ""
        names = [proxy.giver.member.name for proxy in self.held]
        listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}"
        count = "un pouvoir" if len(names) == 1 else f"{len(names)} pouvoirs"
        return f"porte {count}, de {listed}"

    @property
    def is_remote(self) -> bool:
        return self.mode == AttendanceMode.REMOTE


def entries_called(assembly: Assembly, text: str) -> QuerySet[RollEntry]:
    """Entries with this number or code, or whose name has every word, in the order of names."""
    rows = RollEntry.objects.filter(assembly=assembly).select_related("member", "assembly__statutes")
    rows = rows.order_by("member__search_name", "number")
    text = code_shown(text.replace("\0", "").strip()[:_LONGEST])
    # Before numbers: one code in three hundred has no letter.
    if is_code(text) and (by_code := rows.filter(code=text.upper())).exists():
        return by_code
    if text.isascii() and text.isdecimal():
        return rows.filter(number=int(text)) if len(text) < 10 else rows.none()
    words = text.split()[:MAX_WORDS]
    if sum(len(word) for word in words) < MIN_LETTERS:
        return rows.none()
    for word in words:
        rows = rows.filter(Contains(F("member__search_name"), plain_name(word)))
    return rows


def code_shown(text: str) -> str:
    """The code at the end of the address that a QR code holds, as a reader types it; else the text itself."""
    last = text.rstrip("/").rpartition("/")[2]
    return last if is_code(last) else text


def is_code(text: str) -> bool:
    """Whether a text has the shape of what a QR code of a convocation holds."""
    return (
        len(text) == _CODE_LENGTH
        and text.isascii()
        and all(sign in "0123456789abcdefABCDEF" for sign in text)
    )


def at_desk(entries: Iterable[RollEntry]) -> list[PersonAtDesk]:
    """What the desk shows of some entries: three queries, however many."""
    rows = list(entries)
    keys = [row.pk for row in rows]
    last: dict[int, AttendanceMark] = {}
    for mark in AttendanceMark.objects.filter(entry__in=keys).order_by("pk"):
        last[mark.entry_id] = mark
    held: dict[int, list[Proxy]] = {}
    accepted = Proxy.objects.filter(holder__in=keys, state=ProxyState.ACCEPTED)
    for proxy in accepted.select_related("giver__member").order_by("giver__number"):
        held.setdefault(proxy.holder_id or 0, []).append(proxy)
    standing = Proxy.objects.standing().filter(giver__in=keys).select_related("holder__member")
    given = {proxy.giver_id: proxy for proxy in standing}
    return [_person(row, last.get(row.pk), tuple(held.get(row.pk, ())), given.get(row.pk)) for row in rows]


def _person(
    row: RollEntry, mark: AttendanceMark | None, held: tuple[Proxy, ...], given: Proxy | None
) -> PersonAtDesk:
    return PersonAtDesk(
        entry=row,
        is_present=mark is not None and mark.kind == MarkKind.ARRIVED,
        has_left=mark is not None and mark.kind == MarkKind.LEFT,
        mode=AttendanceMode(mark.mode) if mark is not None else AttendanceMode.HALL,
        held=held,
        given=given,
    )
