"""Means, totals and quantiles of numbers and of money."""

from dataclasses import replace
from fractions import Fraction
from typing import Literal

import numpy as np

from engines.statistics._columns import BoolArray, FloatArray, IntArray, NumericColumn, missing_counts
from engines.statistics._design import LARGEST, Design
from engines.statistics._errors import EmptyBaseError, OutOfRangeError
from engines.statistics._intervals import Interval, Scalar, order_statistic_ranks, student_quantile
from engines.statistics._missing import MissingCounts
from engines.statistics._results import Base, SampleEstimate, known
from engines.statistics._steps import ComputationStep, base_step, new_step, uncertainty_steps

_TIE = 1e-12


class _Answers:
    """Observed rows of the domain, with their weights and the description of the base."""

    def __init__(self, design: Design, column: NumericColumn, domain: BoolArray | None) -> None:
        design.check_rows(column.n)
        kept = design.kept(domain)
        self.design, self.column = design, column
        self.inside: BoolArray = np.asarray(kept & column.observed, np.bool_)
        self.n = int(np.count_nonzero(self.inside))
        if not self.n:
            raise EmptyBaseError("nobody answered this question in this domain")
        self.values: FloatArray | IntArray = column.values[self.inside]
        if not column.is_money and float(np.abs(self.values).max()) > LARGEST:
            raise OutOfRangeError(f"an observed number is above {LARGEST:g}")
        self.weights: FloatArray = design.row_weights[self.inside]
        self.sum_weights = float(self.weights.sum())
        missing: MissingCounts = missing_counts(column, kept)
        outside = design.n - int(np.count_nonzero(kept))
        kish = self.sum_weights**2 / float(np.dot(self.weights, self.weights))
        self.base = Base(self.n, self.sum_weights, kish, missing, missing.total, outside)
        self.base_step = base_step(self.n, outside, missing)
        self.t = student_quantile(design.degrees_of_freedom(self.inside))

    def exact_sum(self) -> int:
        """Sum of whole cents, in Python integers if 64 bits could overflow."""
        largest = max(abs(int(self.values.max())), abs(int(self.values.min())))
        return int(self.values.sum()) if largest * self.n < 2**62 else sum(self.values.tolist())

    def error(self, scores_inside: FloatArray) -> float | None:
        scores = np.zeros(self.design.n)
        scores[self.inside] = scores_inside
        return known(float(np.sqrt(self.design.variance(scores))))

    def student(self, value: Scalar, error: float | None) -> Interval | None:
        if error is None:
            return None
        if self.design.is_census:
            return Interval(value, value, "census")
        centre = float(value)
        return Interval(centre - self.t * error, centre + self.t * error, "student")

    def weighted_sum(self) -> float:
        return float(np.dot(self.weights, self.values.astype(np.float64)))

    def estimate(
        self,
        kind: Literal["mean", "total", "quantile"],
        value: Scalar,
        computed: ComputationStep,
        error: float | None = None,
        interval: Interval | None = None,
    ) -> SampleEstimate:
        """The estimate with its base and every step, `computed` being the one that gave `value`."""
        steps = (self.base_step, computed, *uncertainty_steps(error, interval))
        return SampleEstimate(
            kind, value, error, interval, self.base, steps=steps, is_money=self.column.is_money
        )


def mean(design: Design, column: NumericColumn, *, domain: BoolArray | None = None) -> SampleEstimate:
    """Mean of the observed values, Σwy/Σw.

    Returns
    -------
    SampleEstimate
        Linearised standard error of the ratio (scores w(y − m)/W) and Student interval; degrees of freedom
        are the sampling units less the strata met in the domain. Unweighted money: `value` is an exact
        Fraction of cents.

    Raises
    ------
    EmptyBaseError, LengthMismatchError, OutOfRangeError

    Examples
    --------
    >>> result = mean(Design(3), NumericColumn(np.array([100, 200, 201])))
    >>> result.value, result.cents
    (Fraction(167, 1), 167)
    """
    answers = _Answers(design, column, domain)
    summed: Scalar
    value: Scalar
    if column.is_money and not design.is_weighted:
        summed = answers.exact_sum()
        value = Fraction(summed, answers.n)
    else:
        summed = answers.weighted_sum()
        value = summed / answers.sum_weights
    centred = answers.values.astype(np.float64) - float(value)
    error = answers.error(answers.weights * centred / answers.sum_weights)
    interval = answers.student(value, error)
    if design.is_weighted:
        computed = new_step("weighted_mean", sum=summed, divisor=answers.sum_weights, mean=value)
    else:
        computed = new_step("mean", sum=summed, divisor=answers.n, mean=value)
    return answers.estimate("mean", value, computed, error, interval)


def total(design: Design, column: NumericColumn, *, domain: BoolArray | None = None) -> SampleEstimate:
    """Sum of the observed values, Σwy.

    Returns
    -------
    SampleEstimate
        Without weights, the tally of what was declared: exact (int cents for money), with neither error nor
        interval, since nothing is extrapolated. With weights, an estimate for the population: standard
        error of Σwy and Student interval; money is rounded half to even to a whole cent.

    Raises
    ------
    EmptyBaseError, LengthMismatchError, OutOfRangeError

    Examples
    --------
    >>> total(Design(2), NumericColumn(np.array([2**61, 2**61]))).value == 2**62
    True
    """
    answers = _Answers(design, column, domain)
    if not design.is_weighted:
        tally: Scalar = answers.exact_sum() if column.is_money else answers.weighted_sum()
        return answers.estimate("total", tally, new_step("tally", total=tally))
    summed = answers.weighted_sum()
    value: Scalar = round(summed) if column.is_money else summed
    error = answers.error(answers.weights * answers.values.astype(np.float64))
    interval = answers.student(value, error)
    computed = new_step("weighted_total", total=value)
    return answers.estimate("total", value, computed, error, interval)


def median(design: Design, column: NumericColumn, *, domain: BoolArray | None = None) -> SampleEstimate:
    """The value with as many answers (or as much weight) below as above: `quantile` at one half.

    Examples
    --------
    >>> median(Design(4), NumericColumn(np.array([100, 1000, 300, 201]))).value
    Fraction(501, 2)
    """
    return quantile(design, column, 0.5, domain=domain)


def quantile(
    design: Design, column: NumericColumn, probability: float, *, domain: BoolArray | None = None
) -> SampleEstimate:
    """The smallest value with at least this part of the weight at or below it; midway to the next one on a
    tie.

    Returns
    -------
    SampleEstimate
        In a simple design without weights, the interval goes from one observed answer to another by their
        ranks, with the exact binomial law; None below six answers for a median. Otherwise Woodruff's
        interval [1]_: the share at or below the value, plus and minus t standard errors, read back on the
        distribution. The standard error is the interval's width over 2t. Money stays exact: int cents, or a
        Fraction midway between two answers.

    Raises
    ------
    EmptyBaseError, LengthMismatchError, OutOfRangeError

    References
    ----------
    .. [1] Woodruff, R. S. (1952). Confidence intervals for medians and other position measures. JASA 47,
       635-646.

    Examples
    --------
    >>> quantile(Design(10), NumericColumn(np.arange(10.0)), 0.25).value
    2.0
    """
    if not 0 < probability < 1:
        raise OutOfRangeError("a quantile lies strictly between 0 and 1")
    answers = _Answers(design, column, domain)
    order = np.argsort(answers.values, kind="stable")
    ordered, cumulative = answers.values[order], np.cumsum(answers.weights[order])
    value = _read(ordered, cumulative, probability, tie=True)
    interval, error = _quantile_interval(answers, ordered, cumulative, probability, value)
    code = "weighted_quantile" if design.is_weighted else "quantile"
    computed = new_step(code, probability=probability, n=answers.n, value=value)
    estimate = answers.estimate("quantile", value, computed, error, interval)
    return replace(estimate, probability=probability, ordered=ordered)


def _scalar(value: np.generic) -> Scalar:
    return int(value) if isinstance(value, np.int64) else float(value)


def _read(ordered: FloatArray | IntArray, cumulative: FloatArray, probability: float, *, tie: bool) -> Scalar:
    """Inverse of the weighted distribution function."""
    whole = float(cumulative[-1])
    target = probability * whole
    place = int(np.searchsorted(cumulative, target - _TIE * whole))
    place = min(place, ordered.shape[0] - 1)
    first = _scalar(ordered[place])
    if tie and abs(float(cumulative[place]) - target) <= _TIE * whole and place + 1 < ordered.shape[0]:
        second = _scalar(ordered[place + 1])
        if isinstance(first, int) and isinstance(second, int):
            middle = Fraction(first + second, 2)
            return middle.numerator if middle.denominator == 1 else middle
        return first / 2 + second / 2
    return first


def _quantile_interval(
    answers: _Answers,
    ordered: FloatArray | IntArray,
    cumulative: FloatArray,
    probability: float,
    value: Scalar,
) -> tuple[Interval | None, float | None]:
    design = answers.design
    if design.is_census:
        return Interval(value, value, "census"), 0.0
    if design.is_simple and not design.is_weighted:
        ranks = order_statistic_ranks(answers.n, probability)
        if ranks is None:
            return None, None
        low, high = _scalar(ordered[ranks[0] - 1]), _scalar(ordered[ranks[1] - 1])
        return Interval(low, high, "order_statistics"), float(high - low) / (2 * answers.t)
    below = (answers.values <= float(value)).astype(np.float64)
    reached = float(np.dot(answers.weights, below)) / answers.sum_weights
    error = answers.error(answers.weights * (below - reached) / answers.sum_weights)
    if error is None:
        return None, None
    ends = (max(probability - answers.t * error, 0.0), min(probability + answers.t * error, 1.0))
    low, high = (_read(ordered, cumulative, end, tie=False) for end in ends)
    return Interval(low, high, "woodruff"), float(high - low) / (2 * answers.t)
