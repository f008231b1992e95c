"""Classes of a number beside its total: where the classes are narrow, the exact total is one more equation.

The total and the mean of a question stay exact, since they are what it was asked for; its classes give way.
A class is hidden until each small one may still hold 1 to k−1 people in some set of answers with that total.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray

from engines import statistics
from engines.statistics import NumericColumn

Mask = NDArray[np.bool_]
#: Sums looked at one by one; beyond, a sum between the least and the most is taken as possible.
_MOST_SUMS = 100_000


@dataclass(frozen=True, eq=False)
class Classes:
    """Classes on the grid of the answers: people, least and most an answer of the class can be, their sum.

    All in steps of the grid (5 for a slider from 0 to 100 by fives), from the lowest of all.
    """

    counts: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    total: int

    def may_hold(self, place: int, people: int, hidden: Mask) -> bool:
        """Whether a hidden class may hold so many, the other hidden ones at least one, for a known total."""
        others = hidden & (np.arange(hidden.shape[0]) != place)
        spare = int(self.counts[hidden].sum()) - people - int(np.count_nonzero(others))
        if spare < 0:
            return False
        settled = np.where(hidden, np.where(others, 1, people), self.counts)
        least, most = int(settled @ self.low), int(settled @ self.high)
        lows, highs = self.low[others], self.high[others]
        if most + spare * int(highs.max()) < self.total or self.total < least + spare * int(lows.min()):
            return False
        # What one spare person more or less can absorb inside the classes, at the least.
        slack = most - least + spare * int((highs - lows).min())
        wanted = self.total - least
        return any(wanted - slack <= found <= wanted for found in _sums(spare, lows, wanted))


def _sums(people: int, values: NDArray[np.int64], most: int) -> list[int]:
    """Sums of so many of these values, each as often as one likes, up to ``most``."""
    first = int(values.min())
    steps = sorted({int(value) - first for value in values} - {0})
    rest = most - people * first
    if rest < 0:
        return []
    if rest * max(len(steps), 1) > _MOST_SUMS or not steps:
        return [most] if steps else [people * first]
    # Fewest people above the first value that make each sum.
    fewest = np.full(rest + 1, people + 1, np.int64)
    fewest[0] = 0
    for sum_ in range(1, rest + 1):
        fewest[sum_] = min((fewest[sum_ - step] + 1 for step in steps if step <= sum_), default=people + 1)
    return [int(found) + people * first for found in np.flatnonzero(fewest <= people)]


def hidden_classes(
    column: NumericColumn,
    domain: Mask | None,
    bounds: tuple[int | float, ...],
    counts: NDArray[np.int64],
    k: int,
) -> Mask | None:
    """Classes to hide beside the total; None when nothing is small or the classes can not be told apart."""
    classes = _classes(column, domain, bounds, counts)
    if classes is None:
        return None
    try:
        hidden = statistics.hide_in_line(counts, k)
        while hidden.any() and not _is_protected(classes, hidden, k):
            shown = np.where(~hidden & (counts > 0), counts, np.iinfo(np.int64).max)
            if not (~hidden & (counts > 0)).any():
                break
            hidden[int(np.argmin(shown))] = True
    except statistics.CannotProtectError:
        return np.asarray(counts > 0, np.bool_)
    return hidden


def _is_protected(classes: Classes, hidden: Mask, k: int) -> bool:
    small = np.flatnonzero((classes.counts > 0) & (classes.counts < k))
    return all(classes.may_hold(int(place), people, hidden) for place in small for people in (1, k - 1))


def _classes(
    column: NumericColumn, domain: Mask | None, bounds: tuple[int | float, ...], counts: NDArray[np.int64]
) -> Classes | None:
    rows = column.observed if domain is None else column.observed & domain
    values = column.values[rows]
    if not values.shape[0] or not np.array_equal(values, np.round(values)):
        return None  # a continuous number: its total says nothing of how many
    whole = values.astype(np.int64)
    base = int(whole.min())
    grid = gcd(*(whole - base).tolist()) or 1
    ends = np.clip(np.asarray(bounds, np.float64), base, whole.max())
    low = np.ceil((ends[:-1] - base) / grid).astype(np.int64)
    high = np.ceil((ends[1:] - base) / grid).astype(np.int64) - 1
    high[-1] = (whole.max() - base) // grid
    return Classes(counts, low, np.maximum(high, low), int((whole - base).sum()) // grid)
