"""Small selections, written by hand or drawn."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from engines.sortition import TICKETS, Lottery, Selection, Target, Volunteer, select

SHARES = {
    "genre": {"femme": 0.52, "homme": 0.48},
    "age": {"18-34": 0.25, "35-64": 0.5, "65+": 0.25},
    "densite": {"dense": 0.4, "intermediaire": 0.3, "rural": 0.3},
    "diplome": {"aucun": 0.3, "bac": 0.3, "superieur": 0.4},
}
#: What those who volunteer are: older, denser, more educated than the country.
BIAS = {
    "genre": (45, 55),
    "age": (15, 45, 40),
    "densite": (60, 25, 15),
    "diplome": (10, 25, 65),
}


def made(
    groups: Mapping[str, int],
    targets: Mapping[str, Mapping[str, tuple[int, int]]],
    *,
    seats: int,
    households: Mapping[str, int] | None = None,
) -> Selection:
    """So many people of each group («femme rural»: one word for each feature), named by it and a number."""
    people = [
        Volunteer(name, tuple(group.split()), (households or {}).get(name, 0))
        for group, count in groups.items()
        for number in range(count)
        for name in [f"{group} {number}"]
    ]
    wanted = [
        Target(feature, value, low, high)
        for feature, values in targets.items()
        for value, (low, high) in values.items()
    ]
    return select(list(targets), people, wanted, seats=seats)


def drawn(seed: int, *, people: int, seats: int, features: int, slack: int = 1, homes: int = 0) -> Selection:
    """A pool whose targets one panel of it meets, so that they can be."""
    draw = random.Random(seed)
    names = list(SHARES)[:features]
    rows = [tuple(draw.choices(list(SHARES[name]), BIAS[name])[0] for name in names) for _ in range(people)]
    panel = draw.sample(range(people), seats)
    apart = [rank for rank in range(people) if rank not in panel]
    household = [0] * people
    for number in range(1, homes + 1):  # one of the panel with one or two of the others
        for rank in (panel[number % seats], *draw.sample(apart, draw.choice((1, 2)))):
            household[rank] = household[rank] or number
    household = [number if household.count(number) > 1 else 0 for number in household]
    household = _one_each(household, panel)
    targets = []
    for place, name in enumerate(names):
        for value in SHARES[name]:
            count = sum(rows[rank][place] == value for rank in panel)
            targets.append(Target(name, value, max(0, count - slack), count + slack))
    return select(
        names,
        [Volunteer(f"v{rank:03}", row, household[rank]) for rank, row in enumerate(rows)],
        targets,
        seats=seats,
    )


def _one_each(household: list[int], panel: Sequence[int]) -> list[int]:
    """Nobody of the panel lives with another of it."""
    seen: set[int] = set()
    for rank in panel:
        if household[rank] in seen:
            household[rank] = 0
        seen.add(household[rank])
    return [number if household.count(number) > 1 else 0 for number in household]


def assert_stands(lottery: Lottery) -> None:
    """Every panel meets every rule, and the tickets are all given."""
    selection = lottery.selection
    assert sum(panel.tickets for panel in lottery.panels) == TICKETS
    for panel in lottery.panels:
        assert panel.tickets > 0
        assert len(set(panel.members)) == len(panel.members) == selection.seats
        assert not selection.has_housemates(panel.members)
        for target, reached in zip(selection.targets, selection.reached(panel.members), strict=True):
            assert target.low <= reached <= target.high
    assert sum(lottery.chances.values()) == TICKETS * selection.seats
