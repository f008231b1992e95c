"""What is withheld of tables and of single figures; `test_protection` holds the bounds of what is hidden."""

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
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
from engines.statistics._protection import is_small
from engines.statistics.tests.conftest import BRIEF


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


@BRIEF
@given(tables(), st.integers(2, 8))
def test_small_counts_and_small_remainders_are_never_shown(counts: np.ndarray, threshold: int) -> None:
    table = published(counts, threshold=threshold, base_threshold=2 * threshold)
    r, c = counts.shape
    for i, j in product(range(r), range(c)):
        cell = table.cells[i][j]
        if 0 < counts[i, j] < threshold or 0 < counts[:, j].sum() < 2 * threshold:
            assert cell.mark.is_withheld
        if 0 < counts[:, j].sum() < threshold:
            assert table.column_bases[j].n is None
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
def test_a_small_count_of_a_distribution_may_be_any_small_count(counts: list[int]) -> None:
    assume(sum(counts))
    table = suppress(distribution(Design(sum(counts)), column_of(counts)))
    assert_withheld_hold_nothing(table)
    if sum(counts) < 10:
        assert table.base.n is None
    if table.base.n is None:
        return
    hidden = [n for n, row in zip(counts, table.cells, strict=True) if row[0].mark.is_withheld]
    assert not hidden or (len(hidden) > 1 and sum(hidden) - (len(hidden) - 1) >= 4)
    assert all(n > 0 for n in hidden)


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
    bases = counts.sum(axis=0)
    for choice in range(3):
        ticked = np.array([int(ticks[choice][groups.codes == j].sum()) for j in range(counts.shape[1])])
        hidden = np.array([cell.mark.is_withheld for cell in table.cells[choice]])
        small = is_small(ticked, 5) | is_small(bases - ticked, 5)
        assert (hidden | ~small).all()
        if table.margin[choice].mark is Mark.PUBLISHED and small.any():
            assert hidden.sum() > 1


def test_a_multiple_response_hides_small_complements() -> None:
    ticks = np.ones((1, 100), np.uint8)
    ticks[0, :3] = 0
    column = MultipleColumn(ticks, labelled(1), np.zeros(100, np.uint8))
    assert suppress(multiple_response(Design(100), column)).cells[0][0].mark is Mark.WITHHELD


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
