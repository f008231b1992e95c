"""The rules every panel follows, over kinds of people rather than people.

People with the same values who live with no other volunteer are interchangeable: a panel is then described
by how many of each kind it holds, and everybody of a kind is given the same chance. So are people of one
household with the same values, of whom at most one is drawn.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.sortition._selection import Selection

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Constraints:
    """Row by row: the size of a panel, then each target, then each household, as ``low <= sum <= high``.

    The sums are sparse: entry ``e`` says that kind ``kind_of[e]`` counts in row ``row_of[e]``.
    """

    #: By kind, the ranks of its people.
    members: tuple[tuple[int, ...], ...]
    #: By kind, how many people, and how many of them a panel can hold.
    people: FloatArray
    most: FloatArray
    row_of: IntArray
    kind_of: IntArray
    low: FloatArray
    high: FloatArray

    @property
    def size(self) -> int:
        return len(self.members)

    def sums(self, panel: FloatArray) -> FloatArray:
        """What a panel, described by kinds, holds in each row."""
        held: FloatArray = np.bincount(
            self.row_of, weights=panel[self.kind_of], minlength=self.low.shape[0]
        ).astype(np.float64)
        return held


def constraints_of(selection: Selection) -> Constraints:
    """The rules of a selection; kinds stand in the order of their first person."""
    kinds: dict[tuple[int, tuple[str, ...]], list[int]] = defaultdict(list)
    for rank, person in enumerate(selection.volunteers):
        kinds[person.household, person.values].append(rank)
    place = {feature: rank for rank, feature in enumerate(selection.features)}
    having: dict[tuple[int, str], list[int]] = defaultdict(list)
    living: dict[int, list[int]] = defaultdict(list)
    for number, (household, values) in enumerate(kinds):
        for rank, value in enumerate(values):
            having[rank, value].append(number)
        if household:
            living[household].append(number)
    rows = [(list(range(len(kinds))), selection.seats, selection.seats)]
    rows += [
        (having[place[target.feature], target.value], target.low, target.high) for target in selection.targets
    ]
    rows += [(together, 0, 1) for together in living.values() if len(together) > 1]
    people = np.array([len(members) for members in kinds.values()], np.float64)
    return Constraints(
        members=tuple(tuple(members) for members in kinds.values()),
        people=people,
        most=np.where([household > 0 for household, _ in kinds], 1.0, people),
        row_of=np.repeat(np.arange(len(rows), dtype=np.int32), [len(kept) for kept, _, _ in rows]),
        kind_of=np.concatenate([np.array(kept, np.int32) for kept, _, _ in rows]),
        low=np.array([low for _, low, _ in rows], np.float64),
        high=np.array([high for _, _, high in rows], np.float64),
    )
