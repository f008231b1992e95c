"""What the engine refuses, by name; what it keeps apart; what it cannot be made to change afterwards."""

from collections.abc import Callable

import numpy as np
import pytest

from engines.statistics import (
    UNKNOWN,
    CategoricalColumn,
    Design,
    EmptyBaseError,
    InvalidColumnError,
    InvalidDesignError,
    LengthMismatchError,
    MissingCode,
    MultipleColumn,
    NumericColumn,
    NumpyAggregator,
    OutOfRangeError,
    SingleUnitStratumError,
    StatisticsError,
    UnknownCategoryError,
    crosstab,
    distribution,
    histogram,
    share,
    total,
)

AB = (("a", "A"), ("b", "B"))
TWO = np.array([0, 1], np.uint8)


def column(*codes: int) -> CategoricalColumn:
    return CategoricalColumn(np.array(codes, np.uint8), AB)


@pytest.mark.parametrize(
    ("build", "error"),
    [
        (lambda: Design(0), InvalidDesignError),
        (lambda: Design(2, np.array([1.0, -1.0])), InvalidDesignError),
        (lambda: Design(2, np.array([1.0, np.nan])), InvalidDesignError),
        (lambda: Design(2, np.array([1.0, np.inf])), InvalidDesignError),
        (lambda: Design(2, np.array([1e200, 1e200])), InvalidDesignError),
        (lambda: Design(2, np.zeros(2)), InvalidDesignError),
        (lambda: Design(2, np.ones(3)), LengthMismatchError),
        (lambda: Design(3, strata=np.array([1, 1, 2])), SingleUnitStratumError),
        (lambda: Design(2, fpc=np.array([1.0, 1.0])), InvalidDesignError),
        (lambda: Design(2, fpc=np.array([5.0, 6.0])), InvalidDesignError),
        (lambda: CategoricalColumn(np.array([2], np.uint8), AB), InvalidColumnError),
        (lambda: CategoricalColumn(np.array([255], np.uint8), AB), InvalidColumnError),
        (lambda: CategoricalColumn(np.array([0], np.int64), AB), InvalidColumnError),
        (lambda: CategoricalColumn(TWO, (("a", "A"), ("a", "B"))), InvalidColumnError),
        (lambda: CategoricalColumn(TWO, ()), InvalidColumnError),
        (lambda: CategoricalColumn(TWO, [(str(i), "") for i in range(251)]), InvalidColumnError),
        (lambda: MultipleColumn(np.array([[2, 0]], np.uint8), (("a", "A"),), TWO * 0), InvalidColumnError),
        (lambda: MultipleColumn(np.array([[1, 0]], np.uint8), AB, TWO * 0), InvalidColumnError),
        (lambda: MultipleColumn(np.array([[1, 0]], np.uint8), (("a", "A"),), TWO), InvalidColumnError),
        (lambda: MultipleColumn(np.zeros((1, 3), np.uint8), (("a", "A"),), TWO * 0), LengthMismatchError),
        (lambda: NumericColumn(np.array([1.0, np.nan])), InvalidColumnError),
        (lambda: NumericColumn(np.array([1.0, np.inf])), InvalidColumnError),
        (lambda: NumericColumn(np.array([1], np.int32)), InvalidColumnError),
        (lambda: distribution(Design(3), column(0, 1)), LengthMismatchError),
        (lambda: distribution(Design(2), column(0, 1), domain=np.ones(3, np.bool_)), LengthMismatchError),
        (lambda: crosstab(Design(2), column(0, 1), column(0)), LengthMismatchError),
        (lambda: share(Design(2), column(0, 1), "c"), UnknownCategoryError),
        (lambda: share(Design(2), column(0, 1)), UnknownCategoryError),
        (lambda: share(Design(2), column(252, 252), "a"), EmptyBaseError),
        (lambda: histogram(Design(2), NumericColumn(np.array([1.0, 9.0])), [0, 5]), OutOfRangeError),
        (lambda: histogram(Design(2), NumericColumn(np.array([1.0, 9.0])), [5, 0]), OutOfRangeError),
        (lambda: NumpyAggregator(Design(2), {"q": column(0, 1)}).cell_sums("x"), UnknownCategoryError),
    ],
)
def test_bad_input_is_refused_by_name(build: Callable[[], object], error: type[StatisticsError]) -> None:
    with pytest.raises(error):
        build()


def test_a_stratum_taken_whole_may_hold_one_unit() -> None:
    design = Design(3, strata=np.array([1, 1, 2]), fpc=np.array([10.0, 10.0, 1.0]))
    assert design.variance(np.array([1.0, 3.0, 5.0])) == pytest.approx((1 - 2 / 10) * 2 * 2.0)


def test_sums_of_different_tables_do_not_merge() -> None:
    aggregator = NumpyAggregator(Design(2), {"q": column(0, 1), "r": column(1, 1)})
    with pytest.raises(StatisticsError):
        aggregator.cell_sums("q").merge(aggregator.cell_sums("q", "r"))


@pytest.mark.parametrize(("dtype", "offset"), [(np.uint8, 0), (np.uint16, 65_280)])
def test_five_kinds_of_missing_answers_stay_apart(dtype: type[np.uint8 | np.uint16], offset: int) -> None:
    codes = [0, 1, *(code + offset for code in (250, 251, 251, 252, 252, 252, 253, 254))]
    table = distribution(Design(10), CategoricalColumn(np.array(codes, dtype), AB))
    assert table.base.missing is not None
    assert list(table.base.missing.by_code().values()) == [1, 2, 3, 1, 1]
    assert table.base.missing_total == 8


def test_nothing_ticked_is_an_answer_when_the_question_was_answered() -> None:
    several = MultipleColumn(np.zeros((1, 3), np.uint8), (("a", "A"),), np.array([0, 0, 252], np.uint8))
    result = share(Design(3), several, "a")
    assert (result.value, result.base.n) == (0.0, 2)


def test_dont_know_can_be_a_line_of_the_table() -> None:
    wider = column(0, 0, 1, 253, 252).counting({MissingCode.DONT_KNOW: "Ne sait pas"})
    table = distribution(Design(5), wider)
    assert table.shares[:, 0].tolist() == [0.5, 0.25, 0.25]
    assert table.base.missing_total == 1


def test_unknown_groups_form_a_column_so_that_groups_add_up() -> None:
    table = crosstab(Design(4), column(0, 1, 0, 0), column(0, 1, 252, 250))
    assert table.columns[-1] == UNKNOWN
    assert table.base_counts.tolist() == [1, 1, 2]


def test_input_and_output_cannot_be_changed_afterwards() -> None:
    source = np.array([0, 1], np.uint8)
    held = CategoricalColumn(source, AB)
    source[0] = 1
    assert held.codes.tolist() == [0, 1]
    table = distribution(Design(2), held)
    for array in (held.codes, table.counts, table.shares, table.errors, table.base_counts):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_one_answer_has_no_error() -> None:
    result = share(Design(1), column(0), "a")
    assert (result.value, result.se) == (1.0, None)
    assert distribution(Design(1), column(0)).estimate(0).se is None


def test_a_tally_of_quantities_is_a_plain_sum() -> None:
    assert total(Design(2), NumericColumn(np.array([1.5, 2.0]))).value == 3.5
