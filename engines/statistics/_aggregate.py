"""Counting rows into sums, and the seam where another data engine could deliver the same sums.

Any backend that can GROUP BY (DuckDB, PostgreSQL, a partner's warehouse) may stand behind `Aggregator`:
shares, errors, intervals and suppression then work on its small result, unchanged.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from engines.statistics._columns import (
    AnyColumn,
    BoolArray,
    CategoricalColumn,
    Category,
    FloatArray,
    IndexArray,
    IntArray,
    MultipleColumn,
    NumericColumn,
)
from engines.statistics._design import Design
from engines.statistics._errors import InvalidColumnError, UnknownCategoryError
from engines.statistics._sums import EVERYONE, CellSums, MarginSums, Sums


class Aggregator(Protocol):
    """The two calls a data engine must answer. Both results must be mergeable sums."""

    def cell_sums(self, question: str, breakdown: str | None = None) -> CellSums:
        """Counts, Σw and Σw² by answer and group."""
        ...

    def margin_sums(self, names: Sequence[str]) -> MarginSums:
        """Σ of base weights by cell of several margins."""
        ...


class NumpyAggregator:
    """`Aggregator` over columns in memory.

    Examples
    --------
    >>> codes = np.array([0, 1, 1, 0], np.uint8)
    >>> column = CategoricalColumn(codes, (("y", "Oui"), ("n", "Non")))
    >>> NumpyAggregator(Design(4), {"vote": column}).margin_sums(["vote"]).weights
    (((0,), 2.0), ((1,), 2.0))
    """

    def __init__(
        self, design: Design, columns: Mapping[str, AnyColumn], domain: BoolArray | None = None
    ) -> None:
        for column in columns.values():
            design.check_rows(column.n)
        self._design, self._columns = design, dict(columns)
        self._keep = design.kept(domain)

    def _column(self, name: str) -> AnyColumn:
        try:
            return self._columns[name]
        except KeyError:
            raise UnknownCategoryError(f"no column {name!r}") from None

    def _categorical(self, name: str) -> CategoricalColumn:
        column = self._column(name)
        if not isinstance(column, CategoricalColumn):
            raise InvalidColumnError(f"column {name!r} is not categorical")
        return column

    def cell_sums(self, question: str, breakdown: str | None = None) -> CellSums:
        """See `Aggregator`."""
        column = self._column(question)
        if isinstance(column, NumericColumn):
            raise InvalidColumnError(f"column {question!r} holds numbers: give it classes first")
        groups = None if breakdown is None else self._categorical(breakdown)
        return cell_sums(self._design, column, groups, self._keep)

    def margin_sums(self, names: Sequence[str]) -> MarginSums:
        """See `Aggregator`."""
        columns = [self._categorical(name) for name in names]
        shape = tuple(len(column.categories) + 5 for column in columns)
        dense = [column.dense[self._keep].astype(np.intp) for column in columns]
        flat = np.ravel_multi_index(dense, shape)
        cells, where = np.unique(flat, return_inverse=True)
        weights = np.bincount(where, weights=self._design.row_weights[self._keep])
        codes = np.stack(np.unravel_index(cells, shape), axis=1)
        pairs = zip(codes.tolist(), weights.tolist(), strict=True)
        return MarginSums(tuple(names), tuple((tuple(code), weight) for code, weight in pairs))


@dataclass(frozen=True)
class _Sample:
    """Kept rows: their positions (None for all) and their weights (None when unweighted)."""

    rows: BoolArray | None
    weights: FloatArray | None
    squares: FloatArray | None
    n: int

    @classmethod
    def of(cls, design: Design, keep: BoolArray) -> "_Sample":
        n = int(np.count_nonzero(keep))
        rows = None if n == design.n else keep
        if not design.is_weighted:
            return cls(rows, None, None, n)
        if rows is None:
            return cls(None, design.row_weights, design.squared_weights, n)
        return cls(rows, design.row_weights[rows], design.squared_weights[rows], n)

    def take(self, dense: IndexArray) -> IndexArray:
        return dense if self.rows is None else dense[self.rows]

    def sums(self, index: IndexArray, size: int) -> Sums:
        """Count, Σw, Σw² by cell."""
        counts: IntArray = np.bincount(index, minlength=size).astype(np.int64, copy=False)
        if self.weights is None or self.squares is None:
            return Sums(counts, counts.astype(np.float64), counts.astype(np.float64))
        weights = np.asarray(np.bincount(index, weights=self.weights, minlength=size), np.float64)
        squares = np.asarray(np.bincount(index, weights=self.squares, minlength=size), np.float64)
        return Sums(counts, weights, squares)


def _width(column: CategoricalColumn | None) -> int:
    return 1 if column is None else len(column.categories) + 5


def _names(column: CategoricalColumn | None) -> tuple[Category, ...]:
    return (EVERYONE,) if column is None else column.categories


def _single(
    design: Design,
    question: CategoricalColumn,
    breakdown: CategoricalColumn | None,
    lattice: Sums,
    n: int,
) -> CellSums:
    """From sums by (answers and missing) x (groups and missing), n rows in all."""
    height = len(question.categories)
    cells = lattice.first(height)
    return CellSums(
        "single",
        question.categories,
        _names(breakdown),
        cells,
        cells.over_rows(),
        lattice.counts[height:].sum(axis=1),
        design.n,
        design.n - n,
        design.is_weighted,
    )


def _multiple(
    design: Design, question: MultipleColumn, breakdown: CategoricalColumn | None, keep: BoolArray
) -> CellSums:
    width = _width(breakdown)
    sample = _Sample.of(design, keep & question.observed)
    groups: IndexArray = np.zeros(design.n, np.intp) if breakdown is None else breakdown.dense.astype(np.intp)
    groups = sample.take(groups)
    cells = [
        sample.sums(groups + width * sample.take(ticks.astype(np.intp)), 2 * width).groups(width, 2 * width)
        for ticks in question.ticks
    ]
    return CellSums(
        "multiple",
        question.choices,
        _names(breakdown),
        Sums(
            np.stack([cell.counts for cell in cells]),
            np.stack([cell.weights for cell in cells]),
            np.stack([cell.squares for cell in cells]),
        ),
        sample.sums(groups, width),
        np.bincount(question.status[keep], minlength=256)[250:255].astype(np.int64),
        design.n,
        design.n - int(np.count_nonzero(keep)),
        design.is_weighted,
    )


def cell_sums(
    design: Design,
    question: CategoricalColumn | MultipleColumn,
    breakdown: CategoricalColumn | None,
    keep: BoolArray,
) -> CellSums:
    """Sums of one table over the kept rows (see `Design.kept`)."""
    if isinstance(question, MultipleColumn):
        return _multiple(design, question, breakdown, keep)
    sample = _Sample.of(design, keep)
    width = _width(breakdown)
    index = question.dense.astype(np.intp)
    if breakdown is not None:
        index *= width
        index += breakdown.dense
    shape = (_width(question), width)
    lattice = sample.sums(sample.take(index), shape[0] * width).reshape(*shape)
    return _single(design, question, breakdown, lattice, sample.n)


def _groups_of_breakdowns(widths: Sequence[int], limit: int) -> list[list[int]]:
    """Breakdowns counted together, as long as their joint cells stay far below the number of rows."""
    groups: list[list[int]] = []
    sizes: list[int] = []
    for position in sorted(range(len(widths)), key=lambda item: widths[item]):
        for place, size in enumerate(sizes):
            if size * widths[position] <= limit:
                groups[place].append(position)
                sizes[place] *= widths[position]
                break
        else:
            groups.append([position])
            sizes.append(widths[position])
    return groups


def _joint(
    columns: Sequence[CategoricalColumn], levels: Sequence[IndexArray], sample: _Sample
) -> tuple[IndexArray, tuple[int, ...]]:
    """One index for the joint group of several breakdowns, over the levels that occur."""
    index: IndexArray = np.zeros(sample.n, np.intp)
    for column, present in zip(columns, levels, strict=True):
        index *= present.shape[0]
        compact = np.zeros(_width(column), np.intp)
        compact[present] = np.arange(present.shape[0])
        index += sample.take(compact[column.dense])
    return index, tuple(present.shape[0] for present in levels)


def many_cell_sums(
    design: Design,
    questions: Sequence[CategoricalColumn],
    breakdowns: Sequence[CategoricalColumn],
    keep: BoolArray,
) -> Iterator[tuple[int, int, CellSums]]:
    """Sums of every question by every breakdown, as (question, breakdown, sums).

    On large data each question is counted once over the joint cell of several breakdowns, whose own tables
    are then margins of that histogram: about one pass over the rows per question instead of one per table.
    """
    sample = _Sample.of(design, keep)
    levels = [
        np.flatnonzero(np.bincount(sample.take(column.dense.astype(np.intp)), minlength=_width(column)))
        for column in breakdowns
    ]
    tallest = max((_width(question) for question in questions), default=1)
    limit = sample.n // (8 * tallest)
    for group in _groups_of_breakdowns([max(present.shape[0], 1) for present in levels], limit):
        chosen = [breakdowns[position] for position in group]
        joint, shape = _joint(chosen, [levels[position] for position in group], sample)
        size = int(np.prod(shape))
        for q, question in enumerate(questions):
            height = _width(question)
            index = sample.take(question.dense.astype(np.intp))
            index *= size
            index += joint
            cube = sample.sums(index, height * size).reshape(height, *shape)
            for axis, position in enumerate(group):
                lattice = _margin(cube, axis, levels[position], _width(chosen[axis]))
                yield q, position, _single(design, question, chosen[axis], lattice, sample.n)


def _margin(cube: Sums, axis: int, present: IndexArray, width: int) -> Sums:
    """Sum a joint histogram over all breakdowns but one, back on all the codes of that one."""
    others = tuple(place for place in range(1, cube.counts.ndim) if place != axis + 1)
    height = cube.counts.shape[0]
    counts: IntArray = np.zeros((height, width), np.int64)
    weights: FloatArray = np.zeros((height, width))
    squares: FloatArray = np.zeros((height, width))
    counts[:, present] = cube.counts.sum(axis=others)
    weights[:, present] = cube.weights.sum(axis=others)
    squares[:, present] = cube.squares.sum(axis=others)
    return Sums(counts, weights, squares)
