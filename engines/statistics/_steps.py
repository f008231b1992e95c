"""The steps of a computation, as codes and values: the app that shows them writes the sentences.

| code | values |
| --- | --- |
| `base` | `n`, `missing`, `outside` |
| `count` | `count`, `base` |
| `share` | `count`, `base`, `share` |
| `weighted_share` | `part`, `whole`, `share` |
| `mean`, `weighted_mean` | `sum`, `divisor`, `mean` |
| `tally`, `weighted_total` | `total` |
| `quantile`, `weighted_quantile` | `probability`, `n`, `value` |
| `rounded` | `step`, `threshold`: answers that share the rounded number |
| `standard_error` | `se` |
| `interval_` and its method | `level`, `low`, `high` |
"""

import math
from dataclasses import dataclass

from engines.statistics._intervals import Interval, Scalar
from engines.statistics._missing import MissingCounts


@dataclass(frozen=True)
class ComputationStep:
    """One step: a stable `code` and the numbers it uses, by name; money in cents, as in the estimate."""

    code: str
    values: tuple[tuple[str, Scalar], ...]


def new_step(code: str, **values: Scalar) -> ComputationStep:
    """A step from named values."""
    return ComputationStep(code, tuple(values.items()))


def base_step(n: int, outside: int, missing: MissingCounts) -> ComputationStep:
    """Who is counted, who is left out."""
    return new_step("base", n=n, missing=missing.total, outside=outside)


def share_steps(
    count: int, base: int, weighted: tuple[float, float] | None, share: float
) -> tuple[ComputationStep, ...]:
    """From counts (and sums of weights) to the share."""
    first = new_step("count", count=count, base=base)
    if weighted is None:
        return first, new_step("share", count=count, base=base, share=share)
    part, whole = weighted
    return first, new_step("weighted_share", part=part, whole=whole, share=share)


def uncertainty_steps(error: float | None, interval: Interval | None) -> tuple[ComputationStep, ...]:
    """How far the figure would move from one sample to another, as far as it is known."""
    steps = []
    if error is not None and math.isfinite(error):
        steps.append(new_step("standard_error", se=error))
    if interval is not None:
        ends = {"low": interval.low, "high": interval.high}
        steps.append(new_step(f"interval_{interval.method}", level=interval.level, **ends))
    return tuple(steps)
