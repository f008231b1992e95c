"""Quantiles of the normal and Student laws, and the intervals built on them."""

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from engines.statistics._columns import FloatArray
from engines.statistics._errors import OutOfRangeError

LEVEL = 0.95
Scalar = int | float | Fraction


@dataclass(frozen=True)
class Interval:
    """A confidence interval; `method` is wilson, student, woodruff, order_statistics or census."""

    low: Scalar
    high: Scalar
    method: str
    level: float = LEVEL


@lru_cache(maxsize=64)
def normal_quantile(level: float = LEVEL) -> float:
    """z such that a standard normal lies within ±z with this probability."""
    return NormalDist().inv_cdf((1 + level) / 2)


def _beta_fraction(a: float, b: float, x: float) -> float:
    """Continued fraction of the incomplete beta function (NIST DLMF 8.17.22), by Lentz's method."""
    tiny = 1e-300
    c, d = 1.0, 1 / max(1 - (a + b) * x / (a + 1), tiny)
    result = d
    for m in range(1, 400):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / ((1 + term * d) or tiny)
            c = (1 + term / c) or tiny
            result *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return result


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """Regularised incomplete beta function I_x(a, b)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(b, a, 1 - x)
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(log_front) * _beta_fraction(a, b, x) / a


@lru_cache(maxsize=1024)
def student_quantile(df: int, level: float = LEVEL) -> float:
    """t such that a Student variable with `df` degrees of freedom lies within ±t with this probability.

    By bisection on the incomplete beta function; above 100 000 degrees the normal quantile (they differ by
    1e-5).

    Examples
    --------
    >>> round(student_quantile(10), 6)
    2.228139
    """
    if df < 1:
        raise OutOfRangeError("degrees of freedom start at 1")
    if df > 100_000:
        return normal_quantile(level)
    low, high = 0.0, 1e6
    for _ in range(120):
        middle = (low + high) / 2
        outside = _incomplete_beta(df / 2, 0.5, df / (df + middle * middle))
        low, high = (middle, high) if outside > 1 - level else (low, middle)
    return (low + high) / 2


def wilson(share: float, effective_n: float, level: float = LEVEL) -> tuple[float, float]:
    """Wilson's score interval for a share in [0, 1], with the number of answers the design is worth.

    References
    ----------
    Wilson, E. B. (1927), JASA 22, 209-212; Brown, Cai and DasGupta (2001), Statistical Science 16, 101-133.

    Examples
    --------
    >>> [round(bound, 4) for bound in wilson(81 / 263, 263)]
    [0.2553, 0.3662]
    """
    if not 0 <= share <= 1 or not effective_n > 0:
        raise OutOfRangeError("a share lies in [0, 1] and its base is positive")
    low, high = wilson_bounds(np.array([share]), np.array([effective_n]), level)
    return float(low[0]), float(high[0])


def wilson_bounds(
    shares: FloatArray, effective_n: FloatArray, level: float = LEVEL
) -> tuple[FloatArray, FloatArray]:
    """`wilson` for arrays; not a number where the share is not one."""
    z2 = normal_quantile(level) ** 2
    centre = shares + z2 / (2 * effective_n)
    half = np.sqrt(z2 * (shares * (1 - shares) / effective_n + z2 / (4 * effective_n**2)))
    scale = 1 + z2 / effective_n
    # Exact 0 and 1 belong to their interval; rounding must not push a bound past the share itself.
    low = np.where(shares == 0, 0.0, np.minimum((centre - half) / scale, shares))
    high = np.where(shares == 1, 1.0, np.maximum((centre + half) / scale, shares))
    return np.maximum(low, 0.0), np.minimum(high, 1.0)


def against_known(share: float, n: float, known: float, level: float = LEVEL) -> tuple[float, float, float]:
    """The difference between a share observed and one that is known exactly, with its interval.

    Wilson's interval of the share, moved by what is known: the population counts for certain beside a group
    of a few hundred, so that all the uncertainty is the group's.

    Examples
    --------
    >>> [round(bound, 4) for bound in against_known(81 / 263, 263, 0.25)]
    [0.058, 0.0053, 0.1162]
    """
    if not 0 <= known <= 1:
        raise OutOfRangeError("a known share lies in [0, 1]")
    low, high = wilson(share, n, level)
    return share - known, low - known, high - known


def effective_numbers(
    shares: FloatArray, errors: FloatArray, counts: FloatArray, kish: FloatArray
) -> FloatArray:
    """n* = p(1−p)/SE², never above the answers counted; Kish's number where p is 0 or 1."""
    spread = shares * (1 - shares)
    with np.errstate(divide="ignore", invalid="ignore"):
        by_error = np.minimum(spread / np.square(errors), counts)
    usable = (spread > 0) & np.isfinite(errors)
    return np.asarray(np.where(usable, by_error, np.minimum(kish, counts)), np.float64)


def order_statistic_ranks(n: int, probability: float, level: float = LEVEL) -> tuple[int, int] | None:
    """Ranks (from 1) whose values enclose the quantile with at least this probability, or None if n is too
    small.

    The number of answers below the true quantile is binomial, whatever the distribution.

    References
    ----------
    Conover, W. J. (1999). Practical Nonparametric Statistics, 3rd ed., section 3.2.

    Examples
    --------
    >>> order_statistic_ranks(10, 0.5), order_statistic_ranks(20, 0.5), order_statistic_ranks(5, 0.5)
    ((2, 9), (6, 15), None)
    """
    if not 0 < probability < 1:
        raise OutOfRangeError("a quantile lies strictly between 0 and 1")
    logs = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, n + 1)))))
    k = np.arange(n + 1)
    log_mass = (
        logs[n] - logs[k] - logs[n - k] + k * math.log(probability) + (n - k) * math.log1p(-probability)
    )
    cumulative = np.cumsum(np.exp(log_mass))
    tail = (1 - level) / 2
    lower = int(np.searchsorted(cumulative, tail * (1 + 1e-9), side="right"))
    upper = int(np.searchsorted(cumulative, (1 - tail) * (1 - 1e-9), side="left")) + 1
    return (lower, upper) if lower >= 1 and upper <= n else None
