"""Quantiles and the ends of their intervals are answers: rounded until nobody's own shows.

A number read off the sorted answers is shown to the finest step (1, 2 or 5 times a power of ten) at which at
least k answers are written alike. Where k people gave that very answer, it is shown as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from typing import Literal

import numpy as np

from engines.statistics._columns import FloatArray, IntArray
from engines.statistics._intervals import Interval, Scalar
from engines.statistics._results import SampleEstimate
from engines.statistics._steps import ComputationStep, new_step, uncertainty_steps

_FINEST, _WIDEST = -6, 18


@dataclass(frozen=True, eq=False)
class Rounded:
    """A number as it may be shown. ``step``: None when nothing was rounded."""

    value: Scalar
    step: Scalar | None


def _steps(is_whole: bool) -> Iterator[Fraction]:
    for power in range(0 if is_whole else _FINEST, _WIDEST):
        for unit in (1, 2, 5):
            yield Fraction(unit) * Fraction(10) ** power


def round_for_many(
    ordered: FloatArray | IntArray,
    value: Scalar,
    threshold: int,
    towards: Literal["nearest", "down", "up"] = "nearest",
) -> Rounded | None:
    """``value`` at the finest step that at least ``threshold`` of the answers share; None if none is.

    Examples
    --------
    >>> ordered = np.array([1_204, 1_250, 1_280, 1_310, 1_490, 2_024])
    >>> round_for_many(ordered, 1_280, 5).value
    1000
    >>> round_for_many(ordered, 2_024, 5, "up").value
    5000
    """
    if _between(ordered, value, value, is_closed=True) >= threshold:
        return Rounded(value, None)
    is_whole = isinstance(value, int | Fraction)
    for step in _steps(is_whole):
        exact = Fraction(value) / step
        place = {"down": floor(exact), "up": ceil(exact)}.get(towards, floor(exact + Fraction(1, 2)))
        shown = place * step
        start = {"down": shown, "up": shown - step}.get(towards, shown - step / 2)
        if _between(ordered, start, start + step, is_closed=towards != "down") >= threshold:
            return Rounded(int(shown) if is_whole and step >= 1 else float(shown), _plain(step))
    return None


def _plain(step: Fraction) -> Scalar:
    return int(step) if step.denominator == 1 else float(step)


def _between(ordered: FloatArray | IntArray, start: Scalar, end: Scalar, *, is_closed: bool) -> int:
    low = int(np.searchsorted(ordered, float(start), side="left"))
    high = int(np.searchsorted(ordered, float(end), side="right" if is_closed else "left"))
    return high - low


def blur_quantile(estimate: SampleEstimate, threshold: int) -> SampleEstimate:
    """A quantile whose value and interval are nobody's own answer; its steps say the same numbers."""
    ordered = estimate.ordered
    if ordered is None or estimate.value is None:
        return estimate
    value = round_for_many(ordered, estimate.value, threshold)
    assert value is not None  # a step as wide as all the answers is shared by all of them
    interval = _interval(estimate, value.value, ordered, threshold)
    error = estimate.se if interval == estimate.interval else _error(estimate, interval)
    steps: list[ComputationStep] = []
    for step in estimate.steps:
        if step.code in ("quantile", "weighted_quantile"):
            steps.append(new_step(step.code, **{**dict(step.values), "value": value.value}))
        elif step.code == "base":
            steps.append(step)
    if value.step is not None:
        steps.append(new_step("rounded", step=value.step, threshold=threshold))
    return replace(
        estimate,
        value=value.value,
        interval=interval,
        se=error,
        steps=(*steps, *uncertainty_steps(error, interval)),
        ordered=None,
    )


def _interval(
    estimate: SampleEstimate, value: Scalar, ordered: FloatArray | IntArray, threshold: int
) -> Interval | None:
    """The interval, each end rounded away from the value; None if an end is shared by too few."""
    before = estimate.interval
    if before is None:
        return None
    if before.method == "census":
        return Interval(value, value, "census")
    low = round_for_many(ordered, before.low, threshold, "down")
    high = round_for_many(ordered, before.high, threshold, "up")
    return None if low is None or high is None else Interval(low.value, high.value, before.method)


def _error(estimate: SampleEstimate, interval: Interval | None) -> float | None:
    """The error is read off the width of the interval: it follows it."""
    before = estimate.interval
    if interval is None or before is None or estimate.se is None or before.high == before.low:
        return None
    return float(estimate.se * float(interval.high - interval.low) / float(before.high - before.low))
