"""The attendance sheet: the roll in the order of names, the proxies each person holds, a box to sign."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from french import format_date, format_time, plural
from milliard.assemblies.enums import ProxyState
from milliard.assemblies.models import Assembly, Proxy, RollEntry
from milliard.ui.documents import compile_pdf

_FOLDER = Path(__file__).parent
#: Rows of one sheet. Ten thousand in one document took 470 MB and 5.6 s; this many, a quarter of it.
PART_ROWS = 2_500
_ORDER = ("member__family_name", "member__given_name", "number")


def heading_of(assembly: Assembly) -> dict[str, Any]:
    """What stands at the top of each paper."""
    wall = assembly.wall_held
    where = ", ".join(filter(None, (str(assembly.place or ""), assembly.address_line)))
    zone = f" ({assembly.get_zone_display()})" if assembly.is_elsewhere else ""
    return {
        "assembly": assembly.title,
        "when": f"Le {format_date(wall.date())} à {format_time(wall)}{zone}",
        "where": where,
        "simulated": settings.IS_DEMONSTRATION,
    }


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One of the sheets of a long roll: who is first, who is last on it."""

    number: int
    first: str
    last: str


def parts_of(assembly: Assembly) -> list[SheetPart]:
    """The sheets of a roll, in the order of names: each makes a document a server holds in memory."""
    count = assembly.roll_count or 0
    starts = range(1, count + 1, PART_ROWS)
    ends = [min(start + PART_ROWS - 1, count) for start in starts]
    ranked = _by_name(assembly).annotate(rank=Window(RowNumber(), order_by=_ORDER))
    found = ranked.filter(rank__in=[*starts, *ends])
    names = dict(found.values_list("rank", "member__family_name"))
    return [
        SheetPart(number, names.get(start, ""), names.get(end, ""))
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), start=1)
    ]


def print_attendance_sheet(assembly: Assembly, part: int = 1) -> bytes:
    """One part of the roll, on as many pages as it needs; beyond the last, none. Raises `FontsMissing`."""
    count = assembly.roll_count or 0
    parts = -(-count // PART_ROWS)
    which = f", feuille {part} sur {parts}" if parts > 1 else ""
    data = {
        **heading_of(assembly),
        "title": f"Feuille d’émargement{which}",
        "count": f"{plural(count, 'membre')}, liste arrêtée au {format_date(assembly.reference_on)}",
        "rows": list(_rows(assembly, part)),
    }
    return compile_pdf(_FOLDER / "attendance.typ", data, at=timezone.now())


def _by_name(assembly: Assembly) -> QuerySet[RollEntry]:
    return RollEntry.objects.filter(assembly=assembly).order_by(*_ORDER)


def _rows(assembly: Assembly, part: int) -> Iterator[list[str]]:
    """(number, name, proxies held or given) as words, in the order of names."""
    start = (part - 1) * PART_ROWS
    held: dict[int, list[int]] = {}
    given: dict[int, int] = {}
    accepted = Proxy.objects.filter(assembly=assembly, state=ProxyState.ACCEPTED)
    for giver, giver_number, holder, holder_number in accepted.order_by("giver__number").values_list(
        "giver", "giver__number", "holder", "holder__number"
    ):
        held.setdefault(holder, []).append(giver_number)
        given[giver] = holder_number
    people = _by_name(assembly)[start : start + PART_ROWS]
    for pk, number, family, first in people.values_list(
        "pk", "number", "member__family_name", "member__given_name"
    ):
        carried = ", ".join(f"n°\u00a0{one}" for one in held.get(pk, ()))
        note = f"porte les pouvoirs\u00a0: {carried}" if carried else ""
        if pk in given:
            note = f"a donné pouvoir au n°\u00a0{given[pk]}"
        yield [str(number), f"{family} {first}".strip(), note]
