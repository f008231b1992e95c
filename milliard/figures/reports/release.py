"""Figures of one dataset published side by side, in any study and edition: what they tell together.

Each figure is safe beside the distributions of its questions and its own crossing the other way. Three
questions crossed two by two, and figures about a part of the answers, are not tables of two questions: they
are put together as one system, and publication is refused when a small count comes out of it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from engines.statistics import CategoricalColumn, JointCounts
from milliard.figures.datasets.table import FrozenTable
from milliard.figures.reports.records import ALL_GROUPS, Figure, FigureKind, FigureRow
from milliard.figures.reports.rows import whole_lines

Mask = NDArray[np.bool_]
#: More joint counts than these are not put together: it would take minutes.
LARGEST_SYSTEM = 6_000
#: Questions of one system: what three tables of two questions can tell.
_TOGETHER = 3
_READ = frozenset({FigureKind.SHARE, FigureKind.DISTRIBUTION, FigureKind.CROSSTAB})


def telling_together(
    table: FrozenTable, figures: Sequence[Figure], former: Sequence[Figure] = ()
) -> tuple[Figure, ...]:
    """Figures that bound a small count when read together, some of ``figures`` among them; () if none do.

    ``former`` were published already, in whatever study or edition: readers keep them.
    """
    known = [figure for figure in former if _is_read(table, figure)]
    new = [figure for figure in figures if _is_read(table, figure)]
    for names in _systems(table, [*new, *known]):
        before, after = ([item for item in some if _questions(item) <= set(names)] for some in (known, new))
        system = _System(table.completes, names)
        if after and system.tells([*before, *after]) and not (before and system.tells(before)):
            return tuple(system.needed([*before, *after]))
    return ()


def _is_read(table: FrozenTable, figure: Figure) -> bool:
    if figure.spec.kind not in _READ or not figure.spec.completes_only:
        return False
    return all(isinstance(table.column(name), CategoricalColumn) for name in _questions(figure))


def _questions(figure: Figure) -> frozenset[str]:
    spec = figure.spec
    return frozenset({spec.variable, *([spec.breakdown] if spec.breakdown else ()), *dict(spec.domain)})


def _systems(table: FrozenTable, figures: Sequence[Figure]) -> Iterator[tuple[str, ...]]:
    """Questions that may tell more together than two by two: a ring of crossings, a part of the rows."""
    tables = {_questions(figure) for figure in figures if len(_questions(figure)) > 1}
    parts = {_questions(figure) for figure in figures if figure.spec.domain}
    seen: set[frozenset[str]] = set()
    for first, second in itertools.product(tables, repeat=2):
        names = first | second
        pairs = [item for item in tables if item <= names]
        is_ring = len(names) == _TOGETHER and len([item for item in pairs if len(item) == 2]) == _TOGETHER
        has_part = any(item <= names for item in parts) and len(names) <= _TOGETHER
        if names not in seen and (is_ring or has_part) and first & second:
            seen.add(names)
            size = np.prod([len(table.codebook[name].answers) + 1 for name in names])
            if size <= LARGEST_SYSTEM:
                yield tuple(sorted(names))


class _System:
    """The joint counts of a few questions, «no answer» being one more answer of each."""

    def __init__(self, rows: FrozenTable, names: tuple[str, ...]) -> None:
        self._names = names
        self._codes = {
            name: {item.value: place for place, item in enumerate(rows.codebook[name].answers)}
            for name in names
        }
        self._shape = tuple(len(self._codes[name]) + 1 for name in names)
        places = []
        for name in names:
            column = rows.column(name)
            assert isinstance(column, CategoricalColumn)
            places.append(np.minimum(column.dense.astype(np.intp), len(self._codes[name])))
        self._truth = np.zeros(self._shape, np.int64)
        np.add.at(self._truth, tuple(places), 1)

    def tells(self, figures: Sequence[Figure]) -> bool:
        """Whether these figures bound a small count more tightly than their rule does."""
        known, hidden = JointCounts(self._shape), {}
        known.learn(np.ones(self._shape, np.bool_), self._truth.sum(), self._truth.sum())
        for figure in figures:
            whole = whole_lines(figure)
            for row in figure.rows:
                cells = self._cells(figure, row, self._keys(figure, row))
                if row.n is not None:
                    known.learn(cells, row.n, row.n)
                if row.base_n is not None:
                    base = self._cells(figure, row, list(self._codes[figure.spec.variable]))
                    known.learn(base, row.base_n, row.base_n)
                if row.is_withheld and row.group_key in {ALL_GROUPS, *self._groups(figure)}:
                    hidden[cells.tobytes()] = (cells, figure.threshold)
                    if not {("answer", row.key), ("group", row.group_key)} & whole:
                        known.learn(cells, 1)
        return any(self._is_told(known, cells, threshold) for cells, threshold in hidden.values())

    def needed(self, figures: Sequence[Figure]) -> list[Figure]:
        """Those of them without which nothing would be told."""
        kept = list(figures)
        for figure in figures:
            others = [other for other in kept if other is not figure]
            if self.tells(others):
                kept = others
        return kept

    def _is_told(self, known: JointCounts, cells: Mask, threshold: int) -> bool:
        count = int(self._truth[cells].sum())
        if not 0 < count < threshold or (bounds := known.bounds(cells)) is None:
            return False
        return bounds[0] == bounds[1] or bounds[1] < threshold - 1

    def _keys(self, figure: Figure, row: FigureRow) -> list[str]:
        return row.key.split("+") if figure.spec.kind is FigureKind.SHARE else [row.key]

    def _groups(self, figure: Figure) -> Sequence[str]:
        return tuple(self._codes[figure.spec.breakdown]) if figure.spec.breakdown else ()

    def _cells(self, figure: Figure, row: FigureRow, keys: Sequence[str]) -> Mask:
        spec = figure.spec
        chosen = {name: [self._codes[name][code] for code in codes] for name, codes in spec.domain}
        chosen[spec.variable] = [self._codes[spec.variable][key] for key in keys]
        if spec.breakdown and row.group_key != ALL_GROUPS:
            codes = self._codes[spec.breakdown]
            chosen[spec.breakdown] = [codes.get(row.group_key, len(codes))]
        cells = np.ones(self._shape, np.bool_)
        for axis, name in enumerate(self._names):
            if name in chosen:
                line = np.isin(np.arange(self._shape[axis]), chosen[name])
                cells &= line.reshape([-1 if place == axis else 1 for place in range(len(self._shape))])
        return cells
