"""The mergeable sums behind every table: sums over parts of the rows add up to sums over all rows."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from engines.statistics._columns import Category, FloatArray, IntArray
from engines.statistics._errors import StatisticsError

EVERYONE = Category("all", "all")
UNKNOWN = Category("unknown", "unknown")
"""Column of a crosstab for those whose group is not known: with it the groups add up to the whole. Neither
label is for readers."""


@dataclass(frozen=True, eq=False)
class Sums:
    """Unweighted count, Σw and Σw² of each cell; three arrays of one shape, groups on the last axis."""

    counts: IntArray
    weights: FloatArray
    squares: FloatArray

    def plus(self, other: "Sums") -> "Sums":
        """Cell by cell."""
        return Sums(self.counts + other.counts, self.weights + other.weights, self.squares + other.squares)

    def first(self, height: int) -> "Sums":
        """The first rows."""
        return Sums(self.counts[:height], self.weights[:height], self.squares[:height])

    def over_rows(self) -> "Sums":
        """Summed over the first axis."""
        return Sums(self.counts.sum(axis=0), self.weights.sum(axis=0), self.squares.sum(axis=0))

    def over_groups(self) -> "Sums":
        """Summed over the last axis, which keeps length one."""
        parts = (self.counts, self.weights, self.squares)
        counts, weights, squares = (part.sum(axis=-1, keepdims=True) for part in parts)
        return Sums(counts, weights, squares)

    def groups(self, start: int, stop: int) -> "Sums":
        """A slice of the last axis."""
        part = slice(start, stop)
        return Sums(self.counts[..., part], self.weights[..., part], self.squares[..., part])

    def beside(self, other: "Sums") -> "Sums":
        """Joined along the last axis."""
        return Sums(
            np.concatenate((self.counts, other.counts), axis=-1),
            np.concatenate((self.weights, other.weights), axis=-1),
            np.concatenate((self.squares, other.squares), axis=-1),
        )

    def reshape(self, *shape: int) -> "Sums":
        """The same cells in another shape."""
        return Sums(self.counts.reshape(shape), self.weights.reshape(shape), self.squares.reshape(shape))


@dataclass(frozen=True, eq=False)
class CellSums:
    """Sums for each answer and group of one table.

    Attributes
    ----------
    kind : {"single", "multiple"}
        Whether the answers exclude one another.
    rows, columns : tuple of Category
        Answers; groups, or `EVERYONE` alone without a breakdown.
    cells : Sums, shape (rows, columns + 5) or (rows, 1)
        With a breakdown, its five missing codes follow its groups.
    base : Sums, shape (columns + 5,) or (1,)
        All who answered the question, by group.
    missing : int64 array, shape (5,)
        Unweighted counts of the missing codes of the question.
    units, outside : int
        Rows of the whole design; those of them out of the domain or of weight zero.
    """

    kind: Literal["single", "multiple"]
    rows: tuple[Category, ...]
    columns: tuple[Category, ...]
    cells: Sums
    base: Sums
    missing: IntArray
    units: int
    outside: int
    is_weighted: bool

    def merge(self, other: "CellSums") -> "CellSums":
        """Sums over the rows of both; raises `StatisticsError` if they do not describe the same table."""
        same = (self.kind, self.rows, self.columns, self.is_weighted)
        if same != (other.kind, other.rows, other.columns, other.is_weighted):
            raise StatisticsError("these sums describe different tables")
        return CellSums(
            self.kind,
            self.rows,
            self.columns,
            self.cells.plus(other.cells),
            self.base.plus(other.base),
            self.missing + other.missing,
            self.units + other.units,
            self.outside + other.outside,
            self.is_weighted,
        )

    def _with(self, columns: tuple[Category, ...], cells: Sums, base: Sums) -> "CellSums":
        return CellSums(
            self.kind,
            self.rows,
            columns,
            cells,
            base,
            self.missing,
            self.units,
            self.outside,
            self.is_weighted,
        )

    def with_unknown(self) -> "CellSums":
        """Gather the five missing groups in one column `UNKNOWN`, or drop them when nobody is there."""
        count, width = len(self.columns), self.base.counts.shape[0]
        if width == count:
            return self
        cells, base = self.cells.groups(0, count), self.base.groups(0, count)
        if not self.base.counts[count:].any():
            return self._with(self.columns, cells, base)
        cells = cells.beside(self.cells.groups(count, width).over_groups())
        base = base.beside(self.base.groups(count, width).over_groups())
        return self._with((*self.columns, UNKNOWN), cells, base)

    def everyone(self) -> "CellSums":
        """All groups together."""
        return self._with((EVERYONE,), self.cells.over_groups(), self.base.over_groups())


@dataclass(frozen=True)
class MarginSums:
    """Σ of base weights by non-empty combination of the codes of several columns, for raking."""

    names: tuple[str, ...]
    weights: tuple[tuple[tuple[int, ...], float], ...]
    """(codes, Σw), sorted by codes; a code past the categories is a missing code, in order."""

    def merge(self, other: "MarginSums") -> "MarginSums":
        """Sums over the rows of both; raises `StatisticsError` if the margins differ."""
        if self.names != other.names:
            raise StatisticsError("these sums describe different margins")
        total = dict(self.weights)
        for codes, weight in other.weights:
            total[codes] = total.get(codes, 0.0) + weight
        return MarginSums(self.names, tuple(sorted(total.items())))
