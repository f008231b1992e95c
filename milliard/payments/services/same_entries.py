"""The same entry told by files of two kinds, in other words: notification, then statement, or CSV.

A statement holds every entry of its days. So an entry of the same day and amount that another kind of file
told, that nothing contradicts and that no file of this kind told yet, is the same one.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from milliard.payments.models import BankAccount, BankLine, EntryName
from milliard.payments.models.bank import BankLineState
from milliard.payments.names import name_words
from milliard.payments.references import find_references
from milliard.payments.statements import Movement

#: Beyond as many entries of one day and amount, only those that share a reference are compared.
_MOST_COMPARED = 400
_Money = tuple[dt.date, int]


@dataclass(slots=True)
class NewEntry:
    """An entry of the file being imported, under its name."""

    name: str
    movements: list[Movement]
    traits: "_Traits" = field(init=False)

    @property
    def booked_on(self) -> dt.date:
        return self.movements[0].booked_on

    @property
    def amount_cents(self) -> int:
        return sum(movement.amount_cents for movement in self.movements)


@dataclass(frozen=True, slots=True)
class _Traits:
    """What could tell two entries apart."""

    who: frozenset[str]
    words: frozenset[str]
    references: frozenset[str]
    ours: frozenset[str]

    @classmethod
    def of(cls, counterparty: str, label: str, references: Sequence[str]) -> "_Traits":
        ours = find_references("\n".join((label, *references)))
        return cls(
            name_words(counterparty),
            name_words(f"{counterparty} {label}"),
            frozenset(references),
            frozenset(ours),
        )

    def likeness(self, other: "_Traits") -> int | None:
        """How much the two say alike; None when they cannot be the same."""
        if self.ours and other.ours and self.ours.isdisjoint(other.ours):
            return None
        shared = len(self.references & other.references) + len(self.ours & other.ours)
        if self.who and other.who and self.who.isdisjoint(other.who):
            return None
        alike = len(self.words & other.words)
        if self.words and other.words and not alike and not shared:
            return None
        return 10 * shared + alike


_SILENT = _Traits(frozenset(), frozenset(), frozenset(), frozenset())


def pair_with_known(*, account: BankAccount, kind: str, entries: Sequence[NewEntry]) -> dict[str, str]:
    """Name of each entry that another kind of file told -> fingerprint of its (first) line."""
    if not entries:
        return {}
    known = _known(account, kind, entries)
    if not known:
        return {}
    groups: dict[_Money, list[NewEntry]] = defaultdict(list)
    for entry in entries:
        if (entry.booked_on, entry.amount_cents) in known:
            groups[entry.booked_on, entry.amount_cents].append(entry)
    pairs: dict[str, str] = {}
    told: dict[int, NewEntry] = {}
    for money, group in groups.items():
        for entry, (line_id, fingerprint) in _pair(group, known[money]):
            pairs[entry.name] = fingerprint
            told[line_id] = entry
    complete_lines(told)
    return pairs


def _known(
    account: BankAccount, kind: str, entries: Sequence[NewEntry]
) -> dict[_Money, list[tuple[int, str, _Traits]]]:
    """By day and amount: line, its fingerprint and traits, of what no file of this kind told yet."""
    days = [entry.booked_on for entry in entries]
    told_by_kind = EntryName.objects.filter(line=OuterRef("line"), kind=kind)
    rows = (
        EntryName.objects.filter(account=account, booked_on__range=(min(days), max(days)))
        .exclude(kind=kind)
        .exclude(Exists(told_by_kind))
        .values_list(
            "booked_on",
            "amount_cents",
            "details",
            "line_id",
            "line__fingerprint",
            "line__counterparty",
            "line__label",
            "line__references",
        )
    )
    found: dict[_Money, dict[int, tuple[int, str, _Traits]]] = defaultdict(dict)
    for day, cents, details, line_id, fingerprint, who, label, references in rows.iterator():
        traits = _SILENT if details > 1 else _Traits.of(who, label, references)
        found[day, cents].setdefault(line_id, (line_id, fingerprint, traits))
    return {money: list(lines.values()) for money, lines in found.items()}


def _pair(
    group: list[NewEntry], known: list[tuple[int, str, _Traits]]
) -> list[tuple[NewEntry, tuple[int, str]]]:
    """Each with the most alike that is left, once."""
    for entry in group:
        first = entry.movements[0]
        is_batch = len(entry.movements) > 1
        entry.traits = _SILENT if is_batch else _Traits.of(first.counterparty, first.label, first.references)
    if len(group) * len(known) > _MOST_COMPARED**2:
        return _pair_by_reference(group, known)
    alike = [
        (likeness, -here, -there)
        for here, entry in enumerate(group)
        for there, (_, _, traits) in enumerate(known)
        if (likeness := entry.traits.likeness(traits)) is not None
    ]
    pairs, used = [], set()
    for _, here, there in sorted(alike, reverse=True):
        if ("here", here) not in used and ("there", there) not in used:
            used |= {("here", here), ("there", there)}
            pairs.append((group[-here], known[-there][:2]))
    return pairs


def _pair_by_reference(
    group: list[NewEntry], known: list[tuple[int, str, _Traits]]
) -> list[tuple[NewEntry, tuple[int, str]]]:
    by_reference = {reference: line for line in known for reference in line[2].references | line[2].ours}
    pairs, used = [], set()
    for entry in group:
        for reference in entry.traits.references | entry.traits.ours:
            line = by_reference.get(reference)
            if line is not None and line[0] not in used and entry.traits.likeness(line[2]) is not None:
                used.add(line[0])
                pairs.append((entry, line[:2]))
                break
    return pairs


def complete_lines(told: dict[int, NewEntry]) -> None:
    """Give a line that still waits the words its other file adds: a batch without details gets them."""
    waiting = BankLine.objects.filter(pk__any=told, state=BankLineState.TO_MATCH)
    changed = []
    for line in waiting.select_for_update().iterator():
        movements = told[line.pk].movements
        if sum(movement.amount_cents for movement in movements) != line.amount_cents:
            continue
        texts = dict.fromkeys([line.label, *(movement.label for movement in movements)])
        label = " ".join(text for text in texts if text)[:500].rstrip()
        references = [*line.references, *(one for movement in movements for one in movement.references)]
        line.references = list(dict.fromkeys(references))
        line.counterparty = line.counterparty or (movements[0].counterparty if len(movements) == 1 else "")
        if label != line.label:
            line.label = label
        changed.append(line)
    BankLine.objects.bulk_update(changed, ["label", "references", "counterparty"], batch_size=500)
