"""The criterion on one line and on one two-way table, against exact bounds by linear programming (HiGHS)."""

import itertools

import highspy
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engines.statistics._protection import CannotProtectError, TwoWay, hide_in_line, is_small
from engines.statistics.tests.conftest import BRIEF

K = 5


def possible(counts: np.ndarray, hidden: np.ndarray, lower: np.ndarray, cell: tuple[int, int]) -> list[int]:
    """The least and the most a hidden count can be, its totals and what is shown being known."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    for place, n in np.ndenumerate(counts):
        solver.addVar(*((lower[place], np.inf) if hidden[place] else (n, n)))
    numbers = np.arange(counts.size).reshape(counts.shape)
    for line in [*numbers, *numbers.T]:
        total = float(counts.ravel()[line].sum())
        solver.addRow(total, total, line.shape[0], line.astype(np.int32), np.ones(line.shape[0]))
    solver.changeColCost(int(numbers[cell]), 1.0)
    found = []
    for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
        solver.changeObjectiveSense(sense)
        solver.run()
        found.append(round(solver.getObjectiveValue()))
    return found


def allowed(counts: np.ndarray, cell: tuple[int, int]) -> tuple[int, int]:
    """1 to k−1, as far as the totals alone leave it open."""
    across, down = int(counts[cell[0]].sum()), int(counts[:, cell[1]].sum())
    return max(1, across + down - int(counts.sum())), min(K - 1, across, down)


def two_way(counts: np.ndarray, small: int = 2 * K) -> TwoWay:
    nothing = np.zeros(counts.shape, np.bool_)
    table = TwoWay(
        counts, K, nothing, np.zeros(counts.shape[0], np.bool_), is_small(counts.sum(axis=0), small)
    )
    table.close()
    return table


sizes = st.one_of(st.integers(0, 12), st.sampled_from([0, 0, 1, 2, 3, 4, 5, 30, 80, 200]))


@st.composite
def tables(draw: st.DrawFn) -> np.ndarray:
    """Two-way tables whose lines are large enough to be counted at all."""
    r, c = draw(st.integers(2, 5)), draw(st.integers(2, 5))
    counts = np.array(draw(st.lists(sizes, min_size=r * c, max_size=r * c)), np.int64).reshape(r, c)
    for axis in (0, 1):
        counts = np.compress(counts.sum(axis=axis) >= K, counts, axis=1 - axis)
    return counts


@pytest.mark.slow
@settings(max_examples=120)
@given(tables())
@example(np.array([[11, 5], [3, 36], [6, 2]]))
@example(np.array([[3, 47], [50, 0]]))  # no cycle but through the zero
@example(np.array([[1, 1, 1, 1, 1], [30, 40, 20, 60, 50]]))  # a line that its total alone would tell
@example(np.array([[125, 29, 9, 4, 2], [60, 40, 20, 11, 8]]))
def test_every_small_count_may_be_any_small_count(counts: np.ndarray) -> None:
    if min(counts.shape) < 2:
        return
    table = two_way(counts)
    lower = table.lower()
    assert (table.hidden | ~is_small(counts, K)).all()
    for row, column in np.argwhere(is_small(counts, K)).tolist():
        low, high = possible(counts, table.hidden, lower, (row, column))
        least, most = allowed(counts, (row, column))
        assert (low, high) == table.bounds((row, column))  # the audit of the engine is exact
        assert low <= least, (row, column)
        assert high >= most, (row, column)


@settings(max_examples=60)
@given(tables())
def test_nothing_is_hidden_that_could_be_shown(counts: np.ndarray) -> None:
    """Showing any one more cell, but for those of lines hidden whole, would bound a small count."""
    if min(counts.shape) < 2:
        return
    table = two_way(counts)
    whole = table.rows[:, None] | table.columns[None, :]
    small = np.argwhere(is_small(counts, K)).tolist()
    for extra in np.argwhere(table.hidden & ~whole & ~is_small(counts, K)).tolist():
        shown = table.hidden.copy()
        shown[tuple(extra)] = False
        bounds = [possible(counts, shown, table.lower(), (row, column)) for row, column in small]
        limits = [allowed(counts, (row, column)) for row, column in small]
        protected = [
            low <= least and high >= most for (low, high), (least, most) in zip(bounds, limits, strict=True)
        ]
        described = counts[:, ~table.columns].size  # a group too small to be described must move too
        assert not all(protected) or described < counts.size


def test_a_pair_of_rows_hides_both_answers_of_two_groups_or_none() -> None:
    """«Oui» of large groups is not hidden while «Non» and n are shown (team.md M8)."""
    table = two_way(np.array([[46, 20, 4, 9, 8], [44, 24, 16, 12, 11]]))
    assert (table.hidden[0] == table.hidden[1]).all()
    assert table.hidden[0].tolist() == [False, False, True, False, True]


@pytest.mark.parametrize(
    "line",
    [
        [40, 1, 5],  # zeros are shown, so 46 − 40 = 6 is 1 + 5
        [50, 1, 1, 1, 1, 1],
        [50, 4, 4],
        [125, 29, 9, 1, 5],
    ],
)
def test_a_hidden_line_may_hold_any_small_count(line: list[int]) -> None:
    counts = np.array(line)
    hidden = hide_in_line(counts, K)
    number, people = int(hidden.sum()), int(counts[hidden].sum())
    assert number >= 2
    assert people - (number - 1) >= K - 1


@BRIEF
@given(st.lists(st.integers(0, 60), min_size=2, max_size=7))
def test_a_line_hides_as_few_people_as_it_can(line: list[int]) -> None:
    counts = np.array(line)
    try:
        hidden = hide_in_line(counts, K)
    except CannotProtectError:
        hidden = counts > 0
        assert hidden.sum() < 2 or counts.sum() < hidden.sum() + K - 2
        return
    cost = int((counts + 1)[hidden].sum())
    for chosen in itertools.product((False, True), repeat=len(line)):
        other = np.array(chosen) & (counts > 0)
        covers = (other | ~is_small(counts, K)).all()
        if other.any() and covers and other.sum() > 1 and counts[other].sum() >= other.sum() + K - 2:
            assert cost <= int((counts + 1)[other].sum()) or not is_small(counts, K).any()
