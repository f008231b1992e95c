"""Pools so small that all panels can be listed: the lottery beside linear programs over every one of them.

Many of these targets leave no slack, so that whole panels cannot do what fractions could: column generation
has to prove the best there is.
"""

from __future__ import annotations

from itertools import combinations

import highspy
import numpy as np
import pytest

from engines.sortition import TICKETS, Fairness, Selection, make_lottery
from engines.sortition._constraints import constraints_of
from engines.sortition._decomposition import ENOUGH, decompose
from engines.sortition._finding import PanelFinder
from engines.sortition._ideal import ideal_of
from engines.sortition.tests.building import drawn

SEEDS = range(10)


def small(seed: int) -> Selection:
    return drawn(seed, people=12, seats=4, features=4, slack=seed % 2, homes=seed % 3)


def every_panel(selection: Selection) -> np.ndarray:
    """One row by panel that meets every rule, one column by person."""
    rows = []
    for ranks in combinations(range(len(selection.volunteers)), selection.seats):
        panel = [selection.volunteers[rank].id for rank in ranks]
        counts = zip(selection.targets, selection.reached(panel), strict=True)
        if not selection.has_housemates(panel) and all(t.low <= n <= t.high for t, n in counts):
            rows.append([rank in ranks for rank in range(len(selection.volunteers))])
    return np.array(rows, float)


def best(panels: np.ndarray, floors: np.ndarray, raised: list[int]) -> float:
    """The largest number that all chances in ``raised`` can reach, the others keeping their floors."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    weights = [solver.addVariable(lb=0, ub=1) for _ in panels]
    number = solver.addVariable(lb=0, ub=1)
    solver.addConstr(sum(weights) == 1)
    for rank in range(panels.shape[1]):
        chance = sum((weight for weight, row in zip(weights, panels, strict=True) if row[rank]), 0 * number)
        solver.addConstr(chance >= (number if rank in raised else float(floors[rank])))
    solver.maximize(number)
    return float(solver.getObjectiveValue())


def leximin(panels: np.ndarray) -> np.ndarray:
    """Each person tried alone at each step: slow, and with no dual price to trust."""
    chances, free = (
        np.zeros(panels.shape[1]),
        [rank for rank in range(panels.shape[1]) if panels[:, rank].any()],
    )
    while free:
        common = best(panels, chances, free)
        floors = chances.copy()
        floors[free] = common - 1e-9
        stuck = [rank for rank in free if best(panels, floors, [rank]) < common + 1e-7]
        chances[stuck] = common
        free = [rank for rank in free if rank not in stuck]
    return chances


def test_some_of_them_are_out_of_reach_of_the_ideal() -> None:
    left = []
    for seed in SEEDS:
        rules = constraints_of(small(seed))
        wanted = ideal_of(rules)
        assert wanted is not None
        left.append(decompose(rules, wanted, PanelFinder(rules)).left)
    assert sum(probability > ENOUGH for probability in left) >= 3
    assert sum(probability <= ENOUGH for probability in left) >= 3


@pytest.mark.parametrize("seed", SEEDS)
def test_maximin_is_that_of_all_panels(seed: int) -> None:
    selection = small(seed)
    panels = every_panel(selection)
    possible = np.flatnonzero(panels.any(axis=0)).tolist()
    chances = list(make_lottery(selection, method=Fairness.MAXIMIN).chances.values())
    assert [rank for rank, tickets in enumerate(chances) if tickets] == possible
    expected = best(panels, np.zeros(panels.shape[1]), possible)
    assert min(chances[rank] for rank in possible) / TICKETS == pytest.approx(expected, abs=3e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_leximin_is_that_of_all_panels(seed: int) -> None:
    selection = small(seed)
    chances = np.array(list(make_lottery(selection).chances.values())) / TICKETS
    assert chances == pytest.approx(leximin(every_panel(selection)), abs=1e-5)
