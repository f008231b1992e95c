"""Money stays exact to the cent; means and medians are fractions until someone rounds them."""

from fractions import Fraction
from statistics import median as plain_median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.statistics import (
    Design,
    EmptyBaseError,
    MissingCode,
    NumericColumn,
    OutOfRangeError,
    StatisticsError,
    mean,
    median,
    quantile,
    total,
)
from engines.statistics.tests.conftest import BRIEF

cents = st.lists(st.integers(-(2**62), 2**62), min_size=1, max_size=40)


@BRIEF
@given(cents)
def test_totals_means_and_medians_of_cents_are_exact(amounts: list[int]) -> None:
    design, column = Design(len(amounts)), NumericColumn(np.array(amounts, np.int64))
    assert total(design, column).value == sum(amounts)
    assert isinstance(total(design, column).value, int)
    assert mean(design, column).value == Fraction(sum(amounts), len(amounts))
    assert mean(design, column).cents == round(Fraction(sum(amounts), len(amounts)))
    assert median(design, column).value == plain_median([Fraction(amount) for amount in amounts])


def test_a_billion_declared_euro_by_euro_loses_no_cent() -> None:
    amounts = np.full(1_000_000, 140_000_001, np.int64)
    result = total(Design(1_000_000), NumericColumn(amounts))
    assert result.cents == 140_000_001_000_000
    assert (result.se, result.interval) == (None, None)


def test_rounding_is_half_to_even() -> None:
    assert mean(Design(2), NumericColumn(np.array([1, 2]))).cents == 2
    assert mean(Design(2), NumericColumn(np.array([0, 1]))).cents == 0
    assert total(Design(1, np.array([0.5])), NumericColumn(np.array([5]))).cents == 2


def test_weighted_totals_of_money_are_whole_cents_with_an_error() -> None:
    result = total(Design(3, np.array([1.5, 2.0, 1.0])), NumericColumn(np.array([101, 200, 300])))
    assert result.value == 852  # 151.5 + 400 + 300 = 851.5, half to even
    assert result.se is not None
    assert result.interval is not None


def test_missing_amounts_are_put_aside_and_counted_by_reason() -> None:
    status = np.array([0, 0, 0, 250, 251, 251, 252, 253, 254], np.uint8)
    column = NumericColumn(np.array([1, 2, 3, 9, 9, 9, 9, 9, 9], np.int64), status)
    result = total(Design(9), column)
    assert (result.value, result.base.n) == (6, 3)
    assert result.base.missing is not None
    by_code = result.base.missing.by_code()
    assert [by_code[code] for code in MissingCode] == [1, 2, 1, 1, 1]


def test_quantiles_of_a_weighted_sample_follow_the_weights() -> None:
    column = NumericColumn(np.array([10.0, 20.0, 30.0]))
    assert median(Design(3, np.array([1.0, 1.0, 8.0])), column).value == 30.0
    assert median(Design(3, np.array([1.0, 1.0, 2.0])), column).value == 25.0
    assert quantile(Design(3, np.array([5.0, 1.0, 1.0])), column, 0.5).value == 10.0


def test_figures_about_nobody_or_too_large_are_refused() -> None:
    column = NumericColumn(np.array([1e308, 1e308]))
    nobody = np.zeros(2, np.bool_)
    for figure in (mean, total, median):
        with pytest.raises(EmptyBaseError):
            figure(Design(2), column, domain=nobody)
    for figure in (mean, total, median):
        with pytest.raises(OutOfRangeError):
            figure(Design(2), column)
    with pytest.raises(OutOfRangeError):
        quantile(Design(2), column, 1.0)
    with pytest.raises(StatisticsError):
        _ = mean(Design(2), NumericColumn(np.array([1.0, 2.0]))).cents
