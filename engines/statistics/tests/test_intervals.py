"""Intervals against values printed in the literature, and by how often they hold the truth."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.statistics import (
    CategoricalColumn,
    Design,
    NumericColumn,
    OutOfRangeError,
    against_known,
    median,
    order_statistic_ranks,
    share,
    student_quantile,
    wilson,
)
from engines.statistics.tests.conftest import BRIEF


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_equals_the_examples_of_newcombe_1998(count: int, n: int, low: float, high: float) -> None:
    assert wilson(count / n, n) == pytest.approx((low, high), abs=5e-5)


def test_against_a_known_share_by_hand() -> None:
    # 4 of 20, known 0.3; z² = 3.841459. Centre (0.2 + 3.841459 / 40) / (1 + 3.841459 / 20) = 0.248341;
    # half √(3.841459 (0.2 · 0.8 / 20 + 3.841459 / 1600)) / 1.192073 = √0.039955 / 1.192073 = 0.167680.
    difference, low, high = against_known(4 / 20, 20, 0.3)
    assert difference == pytest.approx(-0.1)
    assert (low, high) == pytest.approx((0.080661 - 0.3, 0.416021 - 0.3), abs=5e-6)


@pytest.mark.parametrize("known", [-0.01, 1.01, math.nan])
def test_what_is_known_is_a_share(known: float) -> None:
    with pytest.raises(OutOfRangeError):
        against_known(0.5, 10, known)


@pytest.mark.parametrize(
    ("df", "expected"), [(1, 12.7062047), (2, 4.3026527), (5, 2.5705818), (10, 2.2281389), (30, 2.0422725)]
)
def test_student_quantile_equals_printed_tables(df: int, expected: float) -> None:
    assert student_quantile(df) == pytest.approx(expected, rel=1e-7)


def test_student_quantile_meets_the_normal_one() -> None:
    assert student_quantile(100_000) == pytest.approx(student_quantile(100_001), abs=5e-5)


@pytest.mark.parametrize(
    ("n", "ranks"), [(5, None), (6, (1, 6)), (10, (2, 9)), (20, (6, 15)), (100, (40, 61))]
)
def test_median_ranks_equal_the_exact_binomial_table(n: int, ranks: tuple[int, int] | None) -> None:
    assert order_statistic_ranks(n, 0.5) == ranks


@BRIEF
@given(st.integers(1, 80), st.floats(0.05, 0.95))
def test_ranks_are_the_tightest_that_keep_the_level(n: int, p: float) -> None:
    mass = [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
    ranks = order_statistic_ranks(n, p)
    if ranks is None:
        assert mass[0] > 0.025 * (1 - 1e-6) or mass[n] > 0.025 * (1 - 1e-6)
        return
    low, high = ranks
    assert sum(mass[:low]) <= 0.025 * (1 + 1e-6)
    assert sum(mass[: low + 1]) > 0.025 * (1 - 1e-6)
    assert sum(mass[high:]) <= 0.025 * (1 + 1e-6)
    assert sum(mass[high - 1 :]) > 0.025 * (1 - 1e-6)


@BRIEF
@given(st.floats(0, 1), st.floats(0.5, 1e6))
def test_wilson_holds_the_share_and_stays_in_range(p: float, n: float) -> None:
    low, high = wilson(p, n)
    assert 0 <= low <= p <= high <= 1


@pytest.mark.parametrize(("p", "n"), [(-0.1, 10.0), (1.1, 10.0), (0.5, 0.0)])
def test_wilson_refuses_the_absurd(p: float, n: float) -> None:
    with pytest.raises(OutOfRangeError):
        wilson(p, n)


def yes_no(answers: np.ndarray) -> CategoricalColumn:
    return CategoricalColumn((1 - answers).astype(np.uint8), (("yes", "Oui"), ("no", "Non")))


def test_wilson_keeps_its_promise_where_the_usual_interval_fails() -> None:
    generator = np.random.default_rng(20261123)
    truth, n, rounds = 0.03, 30, 1200
    held, usual = 0, 0
    for _ in range(rounds):
        weights = generator.uniform(0.5, 1.5, n)
        result = share(Design(n, weights), yes_no(generator.random(n) < truth), "yes")
        assert result.interval is not None
        assert result.se is not None
        held += result.interval.low <= truth <= result.interval.high
        usual += abs(float(result.value or 0) - truth) <= 1.96 * result.se
    assert held / rounds > 0.93
    assert usual / rounds < 0.65


def test_median_interval_holds_the_median_often_enough() -> None:
    generator = np.random.default_rng(7)
    held = {"order_statistics": 0, "woodruff": 0}
    rounds = 400
    for _ in range(rounds):
        column = NumericColumn(generator.lognormal(0, 1, 60))
        for design in (Design(60), Design(60, generator.uniform(0.5, 1.5, 60))):
            interval = median(design, column).interval
            assert interval is not None
            held[interval.method] += interval.low <= 1.0 <= interval.high
    assert held["order_statistics"] / rounds > 0.93
    assert held["woodruff"] / rounds > 0.91


def test_few_clusters_widen_the_interval() -> None:
    answers = np.tile([1, 1, 0, 0, 1, 0], 20)
    plain = share(Design(120), yes_no(answers), "yes")
    grouped = share(Design(120, clusters=np.repeat(np.arange(4), 30)), yes_no(answers), "yes")
    assert plain.interval is not None
    assert grouped.interval is not None
    # Four clusters that happen to agree: the error is nil, but four units are not trusted that far.
    assert grouped.se == pytest.approx(0, abs=1e-12)
    assert grouped.interval.low < plain.interval.low
    assert grouped.interval.high > plain.interval.high
    uneven = share(Design(120, clusters=np.repeat(np.arange(4), 30)), yes_no(np.sort(answers)), "yes")
    assert uneven.interval is not None
    assert uneven.interval.high - uneven.interval.low > 2 * (plain.interval.high - plain.interval.low)


def test_a_census_has_no_sampling_error() -> None:
    result = share(Design(4, fpc=np.full(4, 4.0)), yes_no(np.array([1, 0, 1, 1])), "yes")
    assert result.se == 0
    assert result.interval is not None
    assert (result.interval.low, result.interval.high, result.interval.method) == (0.75, 0.75, "census")
