"""One run of equal shares: every voter holds the same, and each project is paid by those who approve it.

Voters hold and pay whole millionths of a cent. The price of a project is the most that one of its supporters
pays, so that supporters, each paying that or all they have left, reach the cost. As a fraction it is exact,
and ranks projects: two that are alike are a tie, which rounding must not break. As it is paid, it is rounded
up: that collects a few millionths too many, fewer than there are payers; they go back one by one to those who
pay the price, in the canonical order of ballots, so that what is paid is the cost exactly.

Prices only rise as money goes, so the last known price of a project is a lower bound of its price now, and a
heap of them asks few projects again. From such a bound the price is found by rising steps: whoever has less
than the bound pays all, the others share the rest.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from engines.allocation._budget import MICRO, ApprovalBudget, Rows
from engines.allocation._rules import Utility

_LARGEST = 2**62

#: Whole numbers, of NumPy or (dtype object) of Python.
Money = npt.NDArray[Any]


@dataclass(frozen=True)
class Purchase:
    """A project paid in a run."""

    place: int
    #: Of one unit of gain, exactly.
    unit_price: Fraction
    price: int
    #: Rows of those who pay the price, or one millionth less for the first ``returned``.
    rich: Rows
    returned: int
    #: Rows of those who pay all that they have left, and what that is.
    poor: Rows
    poor_paid: Money
    #: Places of the projects that stood at the same price for the same gain.
    tied: tuple[int, ...]


@dataclass(frozen=True)
class SharedRun:
    purchases: tuple[Purchase, ...]
    #: By row, what is left.
    money: Money

    @property
    def places(self) -> tuple[int, ...]:
        return tuple(purchase.place for purchase in self.purchases)


def fits_int64(budget: ApprovalBudget, endowment: int) -> bool:
    """Whether no sum of a run can leave 64 bits."""
    dearest = max(project.cost_cents for project in budget.projects) * MICRO
    return len(budget.ballots) * endowment + dearest + len(budget.ballots) < _LARGEST


def share_once(
    budget: ApprovalBudget, endowment: int, utility: Utility, ranks: Sequence[int], *, exact: bool = False
) -> SharedRun:
    """Run the method once, each voter holding ``endowment`` millionths of a cent.

    Parameters
    ----------
    ranks : sequence of int
        By project, its rank among those at the same price.
    exact : bool
        Python's whole numbers even where 64 bits would do.
    """
    dtype = np.dtype(np.int64 if not exact and fits_int64(budget, endowment) else object)
    return _Run(budget, endowment, utility, ranks, dtype).go()


class _Run:
    def __init__(
        self,
        budget: ApprovalBudget,
        endowment: int,
        utility: Utility,
        ranks: Sequence[int],
        dtype: np.dtype[Any],
    ) -> None:
        self.supporters = budget.supporters
        self.costs = [project.cost_cents * MICRO for project in budget.projects]
        by_cost = utility is Utility.COST
        self.gains = [project.cost_cents if by_cost else 1 for project in budget.projects]
        self.ranks = ranks
        self.money: Money = np.full(len(budget.ballots), endowment, dtype=dtype)
        #: (price of one unit of gain, rank, place, price rounded up, purchases when it was known)
        self.heap: list[tuple[Fraction, int, int, int, int]] = []
        self.purchases: list[Purchase] = []
        for place, rows in enumerate(self.supporters):
            if len(rows) and len(rows) * endowment >= self.costs[place]:
                self._push(place, *self._split(place, self.costs[place], len(rows)))

    def go(self) -> SharedRun:
        while self.heap:
            before, rank, place, bound, known = heapq.heappop(self.heap)
            found = (before, bound) if known == len(self.purchases) else self._price(place, bound)
            if found is None:
                continue
            key, price = found
            if key > before and self.heap and (key, rank) > self.heap[0][:2]:
                self._push(place, key, price)
                continue
            self._buy(place, key, price, self._tied(key))
        return SharedRun(tuple(self.purchases), self.money)

    def _split(self, place: int, cost: int, payers: int) -> tuple[Fraction, int]:
        """What one of these payers pays: for a unit of gain exactly, and rounded up."""
        return Fraction(cost, payers * self.gains[place]), -(-cost // payers)

    def _push(self, place: int, key: Fraction, price: int) -> None:
        heapq.heappush(self.heap, (key, self.ranks[place], place, price, len(self.purchases)))

    def _price(self, place: int, bound: int) -> tuple[Fraction, int] | None:
        """The price now, at least ``bound``; None when supporters have too little left, and for good."""
        held, cost = self.money[self.supporters[place]], self.costs[place]
        total = int(held.sum())
        if total < cost:
            return None
        price = bound
        while True:
            rich = held[held >= price]
            rest = cost - (total - int(rich.sum()))
            key, higher = self._split(place, rest, len(rich))
            if higher <= price:
                return key, price
            price = higher

    def _tied(self, key: Fraction) -> tuple[int, ...]:
        """The others whose price for one unit of gain is this one now."""
        tied = []
        waiting = []
        while self.heap and self.heap[0][0] == key:
            _, _, place, bound, known = heapq.heappop(self.heap)
            found = (key, bound) if known == len(self.purchases) else self._price(place, bound)
            if found is not None:
                waiting.append((place, *found))
                if found[0] == key:
                    tied.append(place)
        for place, now, price in waiting:
            self._push(place, now, price)
        return tuple(sorted(tied))

    def _buy(self, place: int, key: Fraction, price: int, tied: tuple[int, ...]) -> None:
        rows = self.supporters[place]
        held = self.money[rows]
        is_rich = held >= price
        rich, poor, poor_paid = rows[is_rich], rows[~is_rich], held[~is_rich]
        returned = int(poor_paid.sum()) + len(rich) * price - self.costs[place]
        self.money[rich] -= price
        self.money[rich[:returned]] += 1
        self.money[poor] = 0
        self.purchases.append(Purchase(place, key, price, rich, returned, poor, poor_paid, tied))
