"""Figures of one dataset published side by side, in any study and edition: what they tell together.

Each figure is safe beside the distributions of its questions and its own crossing the other way. Questions
crossed in a ring, figures about a part of the answers or about begun responses, several sets of classes of
one number are more than tables of two questions: they are put together as one system, and publication is
refused when a small count comes out of it, or when the system is too large to be sure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from engines.statistics import JointCounts
from milliard.figures.datasets.table import FrozenTable
from milliard.figures.reports.lines import STATE, Cells, CountedLine, Lines
from milliard.figures.reports.records import Figure, FigureKind

#: More joint counts than these are not put together: it would take minutes.
LARGEST_SYSTEM = 20_000
Names = frozenset[str]


class TooManyTogether(Exception):
    """These figures cross so many questions that what they tell together cannot be worked out."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        super().__init__("too many joint counts")
        self.figures = tuple(figures)


def telling_together(
    table: FrozenTable,
    figures: Sequence[Figure],
    former: Sequence[Figure] = (),
    rows: Sequence[str] = (),
) -> tuple[Figure, ...]:
    """Figures that bound a small count when read together, some of ``figures`` among them; () if none do.

    ``former`` were published already, in whatever study or edition: readers keep them. ``rows``: questions
    whose answers are given row by row; of those who answered, all is known.
    Raises `TooManyTogether`.
    """
    lines = Lines(table, [*former, *figures], rows)
    known = {id(figure) for figure in former}
    for system in _systems(lines):
        if not system.has_rows and all(id(line.figure) in known for line in system.lines):
            continue
        if system.size > LARGEST_SYSTEM:
            raise TooManyTogether(system.crossings())
        before = system.of([line for line in system.lines if id(line.figure) in known])
        for cells, threshold in system.told():
            if not before.tells(cells, threshold):
                return tuple(system.needed(cells, threshold))
    return ()


def _systems(lines: Lines) -> Iterator[_System]:
    """Questions that may tell more together than two by two."""
    lasting = _lasting(lines)
    tables = {line.names for line in lines.every} | ({frozenset(lines.rows)} if lines.rows else set())
    while True:
        near = {
            name: set().union(*(item for item in tables if name in item)) for name in set().union(*tables)
        }
        ends = {name for name, around in near.items() if name not in lasting and len(around) <= 2}
        if not ends:
            break
        # What one table alone tells of a question bounds nothing else.
        tables = {item for item in tables if not item & ends}
    while tables:
        names = tables.pop()
        while joined := {item for item in tables if item & names}:
            tables -= joined
            names = names.union(*joined)
        has_rows = bool(lines.rows) and names.issuperset(lines.rows)
        yield _System(lines, [line for line in lines.every if line.names <= names], has_rows=has_rows)


def _lasting(lines: Lines) -> Names:
    """Questions that several figures tell of differently: parts of the answers, begun ones, other classes."""
    kept: set[str] = set()
    classes: dict[str, set[tuple[float, ...]]] = {}
    for line in lines.every:
        spec = line.figure.spec
        if line.is_part:
            kept |= line.names
        if spec.kind is FigureKind.HISTOGRAM:
            classes.setdefault(spec.variable, set()).add(spec.bounds)
    return frozenset(kept | {name for name, sets in classes.items() if len(sets) > 1})


class _System:
    """Lines about a few questions, and all that they tell of their joint counts."""

    def __init__(self, source: Lines, lines: Sequence[CountedLine], *, has_rows: bool = False) -> None:
        self._source = source
        self.lines = lines
        self.has_rows = has_rows
        state = {STATE} if source.has_states else set()
        tables = {frozenset(line.names | state) for line in lines}
        if has_rows:
            tables.add(frozenset({*source.rows, *state}))
        sizes = {name: source.axes[name].size for name in frozenset().union(*tables)}
        self._known = JointCounts(sizes, tables)
        self.size = self._known.size

    def of(self, lines: Sequence[CountedLine]) -> _System:
        """The same with these lines alone, without the rows."""
        return _System(self._source, lines)

    def crossings(self) -> list[Figure]:
        """Its figures about several questions."""
        found = {id(line.figure): line.figure for line in self.lines if len(line.names) > 1}
        return list(found.values())

    def told(self) -> Iterator[tuple[Cells, int]]:
        """Small counts bounded more tightly than their rule does, and the threshold they are under."""
        self._learn()
        seen = set()
        for line in self.lines:
            for cells in line.secrets:
                key = tuple(sorted((name, mask.tobytes()) for name, mask in cells.items()))
                if key not in seen and self._is_told(cells, line.figure.threshold):
                    yield cells, line.figure.threshold
                seen.add(key)

    def tells(self, cells: Cells, threshold: int) -> bool:
        """Whether these lines bound that count more tightly than its rule does."""
        if not self._known.holds(cells):
            return False
        self._learn()
        return self._is_told(cells, threshold)

    def needed(self, cells: Cells, threshold: int) -> list[Figure]:
        """The figures without which that count would not be told."""
        kept = list(self.lines)
        for figure in {id(line.figure): line.figure for line in self.lines}.values():
            others = [line for line in kept if line.figure is not figure]
            if _System(self._source, others, has_rows=self.has_rows).tells(cells, threshold):
                kept = others
        return list({id(line.figure): line.figure for line in kept}.values())

    def _learn(self) -> None:
        if not self.lines:
            return
        if self.has_rows:
            for combination, count in self._source.combinations():
                self._known.learn(combination, count, count)
        states = [{STATE: np.arange(2) == place} for place in (0, 1)] if self._source.has_states else [{}]
        for everybody in states:
            count = self._source.count(everybody)
            self._known.learn(everybody, count, count)
        for line in self.lines:
            if line.row.n is not None:
                self._known.learn(line.cells, line.row.n, line.row.n)
            if line.row.base_n is not None:
                self._known.learn(line.base, line.row.base_n, line.row.base_n)
            if line.is_peopled:
                self._known.learn(line.cells, 1)

    def _is_told(self, cells: Cells, threshold: int) -> bool:
        if not 0 < self._source.count(cells) < threshold or (bounds := self._known.bounds(cells)) is None:
            return False
        return bounds[0] == bounds[1] or bounds[0] > 1 or bounds[1] < threshold - 1
