"""What the engine hands back: estimates, tables, and the same once small counts are withheld."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Literal

import numpy as np

from engines.statistics._columns import Category, FloatArray, IntArray
from engines.statistics._errors import StatisticsError
from engines.statistics._intervals import Interval, Scalar, effective_numbers, wilson_bounds
from engines.statistics._missing import MissingCounts
from engines.statistics._steps import ComputationStep, base_step, share_steps, uncertainty_steps


class Mark(StrEnum):
    """Why a figure is shown or not. Stored values: they never change meaning."""

    PUBLISHED = "published"
    EMPTY = "empty"
    """Nobody is in the base."""
    WITHHELD = "withheld"
    """Too few answers, or it would let such a count be worked out: which of the two is told to nobody."""

    @property
    def is_withheld(self) -> bool:
        """Whether the number is kept back."""
        return self is Mark.WITHHELD


@dataclass(frozen=True)
class Base:
    """«Part de quoi»: who is counted in a figure. None stands for a number that is withheld."""

    n: int | None
    """Unweighted answers counted."""
    sum_weights: float | None
    effective_n: float | None
    """Kish's number: how many equal-weight answers these weights are worth."""
    missing: MissingCounts | None = None
    missing_total: int = 0
    outside_domain: int = 0


WITHHELD_BASE = Base(None, None, None, None)


@dataclass(frozen=True)
class SampleEstimate:
    """One figure with its uncertainty, its base and the steps that explain it.

    `value` is a share in [0, 1], a quantity, or money in cents: int or Fraction when exact, float when
    weights make it an estimate. Errors and intervals of money are floats in cents: uncertainty is not an
    amount. None in `value`, `se`, `interval` or `count` means withheld, empty, or impossible to estimate
    from one answer.
    """

    kind: Literal["share", "mean", "total", "quantile"]
    value: Scalar | None
    se: float | None
    interval: Interval | None
    base: Base
    count: int | None = None
    """Unweighted answers that match, for shares."""
    steps: tuple[ComputationStep, ...] = ()
    mark: Mark = Mark.PUBLISHED
    is_money: bool = False
    probability: float | None = None
    """Of a quantile; 0.5 is the median."""
    ordered: FloatArray | IntArray | None = field(default=None, repr=False, compare=False)
    """Of a quantile before disclosure control: the answers it is read off, sorted."""

    @property
    def cents(self) -> int:
        """Money rounded half to even to the cent; `StatisticsError` if no amount of money is shown."""
        if not self.is_money or self.value is None:
            raise StatisticsError("this figure is not a shown amount of money")
        return round(self.value)


def known(value: float) -> float | None:
    """None instead of not-a-number."""
    return float(value) if math.isfinite(value) else None


@dataclass(frozen=True, eq=False)
class ShareTable:
    """Shares by category (rows) and group (columns), before disclosure control: never show it as it is.

    Call `suppress` first. Arrays have shape (rows, columns), or (columns,) for bases; they are read-only.
    In a table of kind `single` shares of a column sum to one; in `multiple` each row stands alone.
    """

    kind: Literal["single", "multiple"]
    rows: tuple[Category, ...]
    columns: tuple[Category, ...]
    counts: IntArray
    sums: FloatArray
    shares: FloatArray
    errors: FloatArray
    base_counts: IntArray
    base_sums: FloatArray
    base_squares: FloatArray
    base: Base
    is_weighted: bool
    df_ratio: FloatArray
    """(t with n−1 degrees / t with the design's degrees)² by column: 1 without clusters or strata."""
    is_census: bool = False
    make_margin: "Callable[[], ShareTable] | None" = None
    """How to compute `margin`, which most readers of many tables never ask for."""
    bounds: tuple[Scalar, ...] = ()
    """Of a histogram: one more than rows."""

    @cached_property
    def margin(self) -> "ShareTable | None":
        """All groups together, one column; None in a distribution."""
        return None if self.make_margin is None else self.make_margin()

    @cached_property
    def kish(self) -> FloatArray:
        """Kish's effective number by column: (Σw)²/Σw²."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.square(self.base_sums) / self.base_squares, np.float64)

    @cached_property
    def bounds_95(self) -> tuple[FloatArray, FloatArray]:
        """Low and high ends of the 95 % intervals."""
        if self.is_census:
            return self.shares, self.shares
        counts = np.broadcast_to(self.base_counts.astype(np.float64), self.shares.shape)
        kish = np.broadcast_to(self.kish, self.shares.shape)
        worth = np.minimum(effective_numbers(self.shares, self.errors, counts, kish) * self.df_ratio, counts)
        with np.errstate(divide="ignore", invalid="ignore"):
            return wilson_bounds(self.shares, worth)

    def column_base(self, column: int) -> Base:
        """Base of one column."""
        return Base(
            int(self.base_counts[column]),
            float(self.base_sums[column]),
            known(float(self.kish[column])),
            missing=None,
        )

    def estimate(self, row: int, column: int = 0) -> SampleEstimate:
        """The cell as an `SampleEstimate` with its steps, before disclosure control."""
        base = self.base if self.margin is None and len(self.columns) == 1 else self.column_base(column)
        share, error = float(self.shares[row, column]), known(float(self.errors[row, column]))
        if not math.isfinite(share):
            return SampleEstimate("share", None, None, None, base, mark=Mark.EMPTY)
        count, n = int(self.counts[row, column]), int(self.base_counts[column])
        low, high = (float(bound[row, column]) for bound in self.bounds_95)
        interval = Interval(low, high, "census" if self.is_census else "wilson")
        weighted = (
            (float(self.sums[row, column]), float(self.base_sums[column])) if self.is_weighted else None
        )
        opening: tuple[ComputationStep, ...] = ()
        if base.missing is not None:
            opening = (base_step(n, base.outside_domain, base.missing),)
        return SampleEstimate(
            "share",
            share,
            error,
            interval,
            base,
            count,
            opening + share_steps(count, n, weighted, share) + uncertainty_steps(error, interval),
        )


@dataclass(frozen=True)
class PublishedTable:
    """A table fit to be shown: withheld cells hold no number at all."""

    kind: Literal["single", "multiple"]
    rows: tuple[Category, ...]
    columns: tuple[Category, ...]
    cells: tuple[tuple[SampleEstimate, ...], ...]
    """cells[row][column]"""
    column_bases: tuple[Base, ...]
    margin: tuple[SampleEstimate, ...]
    """All groups together, one estimate per row; in a distribution, its only column."""
    base: Base
    threshold: int
    is_weighted: bool
    bounds: tuple[Scalar, ...] = ()

    @property
    def has_withheld(self) -> bool:
        """True when something is hidden, and the reader should know it."""
        cells = [cell for row in self.cells for cell in row]
        return self.base.n is None or any(cell.mark.is_withheld for cell in [*cells, *self.margin])
