"""Attacks on what is withheld: subtraction, linear algebra, and search among whole numbers."""

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from engines.statistics import (
    CategoricalColumn,
    Design,
    Mark,
    MultipleColumn,
    NumericColumn,
    OutOfRangeError,
    PublishedTable,
    SampleEstimate,
    crosstab,
    distribution,
    histogram,
    mean,
    median,
    multiple_response,
    quantile,
    share,
    suppress,
    suppress_estimate,
    suppress_groups,
    total,
)
from engines.statistics.tests.conftest import BRIEF

Equations = list[dict[str, int]]


def labelled(count: int) -> list[tuple[str, str]]:
    return [(str(place), f"Choix {place}") for place in range(count)]


def column_of(counts: list[int]) -> CategoricalColumn:
    codes = np.repeat(np.arange(len(counts)), counts).astype(np.uint8)
    return CategoricalColumn(codes, labelled(len(counts)))


def two_way(counts: np.ndarray) -> tuple[CategoricalColumn, CategoricalColumn]:
    rows, columns = np.indices(counts.shape)
    answers = np.repeat(rows.ravel(), counts.ravel()).astype(np.uint8)
    groups = np.repeat(columns.ravel(), counts.ravel()).astype(np.uint8)
    return CategoricalColumn(answers, labelled(counts.shape[0])), CategoricalColumn(
        groups, labelled(counts.shape[1])
    )


def published(counts: np.ndarray, weights: np.ndarray | None = None, **thresholds: int) -> PublishedTable:
    question, groups = two_way(counts)
    return suppress(crosstab(Design(question.n, weights), question, groups), **thresholds)


class Attack:
    """All sums a reader knows of: names of numbers, those that are shown, and equations that sum to zero."""

    def __init__(self, truth: dict[str, int], shown: set[str], equations: Equations) -> None:
        self.truth, self.hidden = truth, sorted(set(truth) - shown)
        self.equations = equations
        for equation in equations:
            assert sum(sign * truth[name] for name, sign in equation.items()) == 0
        self.matrix = np.array([[line.get(name, 0) for name in self.hidden] for line in equations], float)

    def solved_by_algebra(self) -> list[str]:
        """Hidden numbers that the linear system determines: their unit vector lies in its row space."""
        if not self.hidden:
            return []
        rank = np.linalg.matrix_rank(self.matrix)
        units = np.eye(len(self.hidden))
        return [
            name
            for place, name in enumerate(self.hidden)
            if np.linalg.matrix_rank(np.vstack((self.matrix, units[place]))) == rank
        ]

    def solved_by_search(self) -> list[str]:
        """Hidden numbers with one value among whole, non-negative solutions near the truth.

        The system is totally unimodular: a number that can move at all can move by one along a cycle.
        """
        count = len(self.hidden)
        moves = np.array(list(product((-1, 0, 1), repeat=count)), float)
        truth = np.array([self.truth[name] for name in self.hidden])
        possible = (moves @ self.matrix.T == 0).all(axis=1) & (truth + moves >= 0).all(axis=1)
        free = (moves[possible] != 0).any(axis=0)
        return [name for name, can_move in zip(self.hidden, free.tolist(), strict=True) if not can_move]


def attack_on_crosstab(counts: np.ndarray, table: PublishedTable, *, knows_margins: bool) -> Attack:
    r, c = counts.shape
    truth: dict[str, int] = {"n": int(counts.sum())}
    shown = {"n"}
    for i in range(r):
        truth[f"row{i}"] = int(counts[i].sum())
        if knows_margins or table.margin[i].mark is Mark.PUBLISHED:
            shown.add(f"row{i}")
    for j in range(c):
        truth[f"base{j}"] = int(counts[:, j].sum())
        if knows_margins or table.column_bases[j].n is not None:
            shown.add(f"base{j}")
    for i, j in product(range(r), range(c)):
        truth[f"cell{i},{j}"] = int(counts[i, j])
        implied = not counts[i].sum() or not counts[:, j].sum()
        if implied or not table.cells[i][j].mark.is_withheld:
            shown.add(f"cell{i},{j}")
    equations: Equations = [{f"row{i}": -1, **{f"cell{i},{j}": 1 for j in range(c)}} for i in range(r)]
    equations += [{f"base{j}": -1, **{f"cell{i},{j}": 1 for i in range(r)}} for j in range(c)]
    equations.append({"n": -1, **{f"row{i}": 1 for i in range(r)}})
    equations.append({"n": -1, **{f"base{j}": 1 for j in range(c)}})
    return Attack(truth, shown, equations)


sizes = st.one_of(st.integers(0, 12), st.sampled_from([0, 0, 1, 2, 3, 4, 5, 30, 80, 200]))


@st.composite
def tables(draw: st.DrawFn) -> np.ndarray:
    r, c = draw(st.integers(2, 5)), draw(st.integers(2, 5))
    counts = np.array(draw(st.lists(sizes, min_size=r * c, max_size=r * c)), np.int64).reshape(r, c)
    assume(counts.sum() > 0)
    return counts


def all_estimates(table: PublishedTable) -> list[SampleEstimate]:
    return [*(cell for row in table.cells for cell in row), *table.margin]


def assert_withheld_hold_nothing(table: PublishedTable) -> None:
    for estimate in all_estimates(table):
        if estimate.mark.is_withheld:
            numbers = (estimate.value, estimate.se, estimate.interval, estimate.count)
            assert numbers == (None, None, None, None)
            assert estimate.steps == ()
            assert (estimate.base.n, estimate.base.sum_weights, estimate.base.missing) == (None, None, None)


@settings(max_examples=80)
@given(tables())
@example(np.array([[11, 5], [3, 36], [2, 2]]))
@example(np.array([[0, 2], [31, 12], [5, 0]]))
def test_no_hidden_number_of_a_crosstab_is_found_by_algebra(counts: np.ndarray) -> None:
    table = published(counts)
    assert_withheld_hold_nothing(table)
    if table.base.n is None:
        assert all(estimate.mark is not Mark.PUBLISHED for estimate in all_estimates(table))
        return
    assert attack_on_crosstab(counts, table, knows_margins=False).solved_by_algebra() == []
    assert attack_on_crosstab(counts, table, knows_margins=True).solved_by_algebra() == []


@settings(max_examples=80)
@given(tables())
def test_no_hidden_number_of_a_small_crosstab_is_found_by_search(counts: np.ndarray) -> None:
    table = published(counts)
    assume(table.base.n is not None)
    for knows_margins in (False, True):
        attack = attack_on_crosstab(counts, table, knows_margins=knows_margins)
        if len(attack.hidden) <= 8:
            assert attack.solved_by_search() == []


def test_many_dense_small_tables_resist_both_attacks() -> None:
    """Tables full of counts near the threshold, where secondary cells chain into each other."""
    generator = np.random.default_rng(3)
    tried = 0
    for _ in range(250):
        shape = generator.integers(2, 4, 2)
        counts = generator.poisson(generator.choice([2, 8, 30], shape))
        table = published(counts)
        if table.base.n is None or not table.has_withheld:
            continue
        tried += 1
        for knows_margins in (False, True):
            attack = attack_on_crosstab(counts, table, knows_margins=knows_margins)
            assert attack.solved_by_algebra() == []
            if len(attack.hidden) <= 7:
                assert attack.solved_by_search() == []
    assert tried > 200


@BRIEF
@given(tables(), st.integers(2, 8))
def test_small_counts_and_small_remainders_are_never_shown(counts: np.ndarray, threshold: int) -> None:
    table = published(counts, threshold=threshold, base_threshold=2 * threshold)
    r, c = counts.shape
    for i, j in product(range(r), range(c)):
        cell = table.cells[i][j]
        if 0 < counts[i, j] < threshold or 0 < counts[:, j].sum() < 2 * threshold:
            assert cell.mark.is_withheld
        if cell.mark is Mark.PUBLISHED:
            assert cell.count == counts[i, j]
            assert table.column_bases[j].n == counts[:, j].sum()
    if table.base.n is None:
        return
    for i in range(r):
        hidden = sum(int(counts[i, j]) for j in range(c) if table.cells[i][j].mark.is_withheld)
        if table.margin[i].mark is Mark.PUBLISHED:
            assert hidden == 0 or hidden >= threshold
    for j in range(c):
        hidden = sum(int(counts[i, j]) for i in range(r) if table.cells[i][j].mark.is_withheld)
        if table.column_bases[j].n is not None:
            assert hidden == 0 or hidden >= threshold


@BRIEF
@given(tables())
def test_the_margin_hides_the_same_lines_as_the_distribution(counts: np.ndarray) -> None:
    question, _ = two_way(counts)
    alone = suppress(distribution(Design(question.n), question))
    table = published(counts)
    assume(table.base.n is not None)
    assert [one.mark for one in table.margin] == [row[0].mark for row in alone.cells]


@BRIEF
@given(st.lists(sizes, min_size=1, max_size=8))
def test_no_hidden_number_of_a_distribution_is_found(counts: list[int]) -> None:
    assume(sum(counts))
    table = suppress(distribution(Design(sum(counts)), column_of(counts)))
    assert_withheld_hold_nothing(table)
    if sum(counts) < 10:
        assert table.base.n is None
    if table.base.n is None:
        return
    truth = {"n": sum(counts), **{f"cell{i}": count for i, count in enumerate(counts)}}
    shown = {"n"} | {f"cell{i}" for i, row in enumerate(table.cells) if not row[0].mark.is_withheld}
    attack = Attack(truth, shown, [{"n": -1, **{f"cell{i}": 1 for i in range(len(counts))}}])
    assert attack.solved_by_algebra() == []
    assert attack.solved_by_search() == []
    hidden = sum(attack.truth[name] for name in attack.hidden)
    assert hidden == 0 or hidden >= 5


@BRIEF
@given(tables(), st.integers(0, 2**32))
def test_no_choice_nor_its_complement_is_found_in_a_multiple_response(counts: np.ndarray, seed: int) -> None:
    _, groups = two_way(counts)
    generator = np.random.default_rng(seed)
    ticks = (generator.random((3, groups.n)) < np.array([[0.05], [0.5], [0.95]])).astype(np.uint8)
    column = MultipleColumn(ticks, labelled(3), np.zeros(groups.n, np.uint8))
    table = suppress(multiple_response(Design(groups.n), column, groups))
    assert_withheld_hold_nothing(table)
    if table.base.n is None:
        return
    c = counts.shape[1]
    for choice in range(3):
        inside = np.array(
            [[int((ticks[choice][groups.codes == j] == wanted).sum()) for j in range(c)] for wanted in (1, 0)]
        )
        for j in range(c):
            if any(0 < count < 5 for count in inside[:, j].tolist()):
                assert table.cells[choice][j].mark.is_withheld
        if not inside.sum(axis=1).all():
            continue  # Nobody or everybody ticked: the margin says so for every group.
        pair = PublishedTable(
            "single",
            (),
            table.columns,
            (table.cells[choice], table.cells[choice]),
            table.column_bases,
            (table.margin[choice], table.margin[choice]),
            table.base,
            5,
            False,
        )
        for knows_margins in (False, True):
            attack = attack_on_crosstab(inside, pair, knows_margins=knows_margins)
            assert attack.solved_by_algebra() == []


def test_a_multiple_response_hides_small_complements() -> None:
    ticks = np.ones((1, 100), np.uint8)
    ticks[0, :3] = 0
    column = MultipleColumn(ticks, labelled(1), np.zeros(100, np.uint8))
    assert suppress(multiple_response(Design(100), column)).cells[0][0].mark is Mark.WITHHELD


def test_a_naive_threshold_would_be_broken() -> None:
    """The attack itself works: hiding only the small cell lets subtraction find it."""
    truth = {"n": 50, "cell0": 47, "cell1": 3}
    equations: Equations = [{"n": -1, "cell0": 1, "cell1": 1}]
    assert Attack(truth, {"n", "cell0"}, equations).solved_by_algebra() == ["cell1"]
    assert Attack(truth, {"n", "cell0"}, equations).solved_by_search() == ["cell1"]
    # Linear algebra is blind to signs: two hidden cells that sum to nothing are both nothing.
    zeros = {"n": 47, "cell0": 47, "cell1": 0, "cell2": 0}
    line: Equations = [{"n": -1, "cell0": 1, "cell1": 1, "cell2": 1}]
    assert Attack(zeros, {"n", "cell0"}, line).solved_by_algebra() == []
    assert Attack(zeros, {"n", "cell0"}, line).solved_by_search() == ["cell1", "cell2"]


def test_a_hand_made_table_hides_one_cycle_and_no_more() -> None:
    counts = np.array([[3, 40, 60], [50, 20, 70], [30, 80, 90]])
    marks = [[cell.mark for cell in row] for row in published(counts).cells]
    assert marks[0][:2] == [Mark.WITHHELD, Mark.WITHHELD]
    hidden = [(i, j) for i in range(3) for j in range(3) if marks[i][j].is_withheld]
    # The cheapest cycle through (0, 0): it hides 40 + 20 + 50 people rather than, say, 40 + 80 + 30.
    assert hidden == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_weights_do_not_change_what_is_withheld() -> None:
    counts = np.array([[3, 40], [50, 20]])
    weights = np.random.default_rng(1).uniform(0.1, 9, int(counts.sum()))
    plain, weighted = published(counts), published(counts, weights)
    assert [one.mark for one in all_estimates(plain)] == [one.mark for one in all_estimates(weighted)]


def test_zeros_are_shown_and_empty_groups_say_so() -> None:
    table = published(np.array([[0, 40, 0], [30, 20, 0]]))
    assert (table.cells[0][0].mark, table.cells[0][0].count) == (Mark.PUBLISHED, 0)
    assert table.cells[0][2].mark is Mark.EMPTY
    assert not table.has_withheld


def test_small_reasons_of_missing_answers_are_not_told() -> None:
    codes = np.repeat(np.array([0, 1, 252, 254], np.uint8), [20, 20, 9, 2])
    table = suppress(distribution(Design(51), CategoricalColumn(codes, labelled(2))))
    assert (table.base.missing, table.base.missing_total) == (None, 11)
    assert all(step.code != "base" for step in table.cells[0][0].steps)


def test_a_histogram_is_protected_like_a_distribution() -> None:
    values = np.repeat([5.0, 15.0, 25.0], [30, 2, 8])
    table = suppress(histogram(Design(40), NumericColumn(values), [0, 10, 20, 30]))
    assert [row[0].mark.is_withheld for row in table.cells] == [False, True, True]
    assert table.bounds == (0, 10, 20, 30)


@pytest.mark.parametrize(("n", "shown"), [(9, False), (10, True)])
def test_means_totals_and_medians_need_enough_answers(n: int, shown: bool) -> None:
    column = NumericColumn(np.arange(n, dtype=np.int64))
    for figure in (mean, total, median):
        result = suppress_estimate(figure(Design(n), column))
        assert (result.mark is Mark.PUBLISHED) is shown
        assert (result.value is not None) is shown
        assert (result.steps != ()) is shown


def test_a_quantile_near_the_end_is_someones_figure() -> None:
    column = NumericColumn(np.arange(40, dtype=np.float64))
    assert suppress_estimate(quantile(Design(40), column, 0.9)).mark is Mark.WITHHELD
    assert suppress_estimate(quantile(Design(40), column, 0.8)).mark is Mark.PUBLISHED


@pytest.mark.parametrize(
    ("counts", "shown"),
    [([3, 47], False), ([47, 3], False), ([5, 45], True), ([0, 50], True), ([5, 4], False)],
)
def test_a_share_needs_enough_answers_on_both_sides(counts: list[int], shown: bool) -> None:
    result = suppress_estimate(share(Design(sum(counts)), column_of(counts), "0"))
    assert (result.mark is Mark.PUBLISHED) is shown


@BRIEF
@given(st.lists(st.integers(1, 60), min_size=1, max_size=6))
def test_a_withheld_group_mean_cannot_be_found_from_the_overall_mean(counts: list[int]) -> None:
    n = sum(counts)
    groups = np.repeat(np.arange(len(counts)), counts)
    column = NumericColumn(np.arange(n, dtype=np.float64))
    estimates = [mean(Design(n), column, domain=groups == place) for place in range(len(counts))]
    shown = suppress_groups(estimates)
    hidden = [count for count, one in zip(counts, shown, strict=True) if one.mark.is_withheld]
    assert len(hidden) != 1 or len(counts) == 1
    assert not hidden or sum(hidden) >= 10 or len(hidden) == len(counts)


@pytest.mark.parametrize(("threshold", "base"), [(0, 10), (5, 4)])
def test_absurd_thresholds_are_refused(threshold: int, base: int) -> None:
    with pytest.raises(OutOfRangeError):
        published(np.array([[30, 40], [50, 20]]), threshold=threshold, base_threshold=base)
