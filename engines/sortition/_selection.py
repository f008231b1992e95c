"""Who can be drawn and what a panel must look like, checked together before anything is computed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from engines.sortition._errors import InputFault, InputRefusedError, fault


@dataclass(frozen=True, slots=True)
class Volunteer:
    """A person of the pool."""

    id: str
    #: One for each feature of the selection, in its order.
    values: tuple[str, ...]
    #: Shared by those who live together; 0 for whoever lives with no other volunteer.
    household: int = 0
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Target:
    """How many people of a panel may have this value: from ``low`` to ``high``, both included."""

    feature: str
    value: str
    low: int
    high: int
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Selection:
    """A pool, its targets and the number of seats; made by `select`, which checks them.

    People stand in the order of their identifiers, whatever the order of the file: it breaks every tie.
    """

    features: tuple[str, ...]
    volunteers: tuple[Volunteer, ...]
    targets: tuple[Target, ...]
    seats: int
    #: What faults found later are said of.
    targets_file: str = field(default="", compare=False)

    @cached_property
    def place(self) -> dict[str, int]:
        """By identifier, the rank of the person."""
        return {person.id: rank for rank, person in enumerate(self.volunteers)}

    def reached(self, panel: Iterable[str]) -> tuple[int, ...]:
        """By target, how many people of the panel have its value."""
        people = [self.volunteers[self.place[name]] for name in panel]
        counts = Counter(
            (feature, person.values[rank]) for person in people for rank, feature in enumerate(self.features)
        )
        return tuple(counts[target.feature, target.value] for target in self.targets)

    def has_housemates(self, panel: Iterable[str]) -> bool:
        """Whether two of the panel live together."""
        households = [self.volunteers[self.place[name]].household for name in panel]
        shared = [number for number in households if number]
        return len(shared) != len(set(shared))


def select(
    features: Sequence[str],
    volunteers: Iterable[Volunteer],
    targets: Iterable[Target],
    *,
    seats: int,
    pool_file: str = "",
    targets_file: str = "",
) -> Selection:
    """The selection; raises ``InputRefusedError`` with all that is wrong, each with its file and line."""
    people = tuple(sorted(volunteers, key=lambda person: person.id))
    wanted = tuple(targets)
    faults = [
        *_seats_faults(people, seats, pool_file),
        *_pool_faults(features, people, wanted, pool_file),
        *_target_faults(features, people, wanted, seats, targets_file),
    ]
    if faults:
        raise InputRefusedError(faults)
    return Selection(tuple(features), people, wanted, seats, targets_file)


def _seats_faults(people: Sequence[Volunteer], seats: int, file: str) -> Iterator[InputFault]:
    if seats < 1:
        yield fault(file, 0, "il faut au moins une place à tirer")
    elif seats > len(people):
        yield fault(file, 0, f"{seats} places à tirer pour {len(people)} volontaires")


def _pool_faults(
    features: Sequence[str], people: Sequence[Volunteer], targets: Sequence[Target], file: str
) -> Iterator[InputFault]:
    for before, person in pairwise(people):
        if before.id == person.id:
            first, second = sorted((before.line, person.line))
            yield fault(file, second, f"identifiant {person.id} déjà lu ligne {first}")
    known = {(target.feature, target.value) for target in targets}
    unknown: dict[tuple[str, str], list[int]] = defaultdict(list)
    for person in people:
        for feature, value in zip(features, person.values, strict=True):
            if (feature, value) not in known:
                unknown[feature, value].append(person.line)
    for (feature, value), lines in unknown.items():
        others = f" (et {len(lines) - 1} autres lignes)" if len(lines) > 1 else ""
        yield fault(file, min(lines), f"{feature} = {value} : aucune cible pour cette valeur{others}")


def _target_faults(
    features: Sequence[str], people: Sequence[Volunteer], targets: Sequence[Target], seats: int, file: str
) -> Iterator[InputFault]:
    present = {
        (feature, value) for person in people for feature, value in zip(features, person.values, strict=True)
    }
    seen: dict[tuple[str, str], int] = {}
    for target in targets:
        name = f"{target.feature} = {target.value}"
        if target.low < 0 or target.low > target.high:
            yield fault(
                file, target.line, f"{name} : le minimum {target.low} dépasse le maximum {target.high}"
            )
        if (target.feature, target.value) in seen:
            before = seen[target.feature, target.value]
            yield fault(file, target.line, f"{name} : déjà lu ligne {before}")
        seen.setdefault((target.feature, target.value), target.line)
        if target.low > 0 and (target.feature, target.value) not in present:
            yield fault(file, target.line, f"{name} : aucun·e volontaire n'a cette valeur")
    for feature in features:
        ours = [target for target in targets if target.feature == feature]
        low, high = sum(target.low for target in ours), sum(target.high for target in ours)
        if not ours:
            yield fault(file, 0, f"{feature} : aucune cible")
        elif low > seats:
            yield fault(
                file, ours[0].line, f"{feature} : les minimums font {low}, plus que les {seats} places"
            )
        elif high < seats:
            yield fault(
                file, ours[0].line, f"{feature} : les maximums font {high}, moins que les {seats} places"
            )
