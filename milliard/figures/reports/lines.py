"""Every number of published figures as a count of people: by which answers to which questions they are told.

Questions of one choice, what a ranking puts first, dates and classes of a number are questions of one choice
here; each choice of a question of several answers is a question of its own, ticked or not. Sets of classes of
one number, and periods of one date, are put together on the finest parts they make. «No answer» is the last
answer of each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engines.statistics import CategoricalColumn, MultipleColumn, NumericColumn
from milliard.figures.datasets.codebook import VariableKind
from milliard.figures.datasets.table import FrozenTable
from milliard.figures.reports.periods import MONTHS, PERIODS, periods_of
from milliard.figures.reports.records import ALL_GROUPS, Figure, FigureKind, FigureRow, FigureSpec
from milliard.figures.reports.rows import whole_lines

Mask = NDArray[np.bool_]
#: By question, which of its answers.
Cells = Mapping[str, Mask]
#: Figures that count people by answer.
COUNTING = frozenset(
    {
        FigureKind.SHARE,
        FigureKind.DISTRIBUTION,
        FigureKind.CROSSTAB,
        FigureKind.MULTIPLE,
        FigureKind.HISTOGRAM,
        *PERIODS,
    }
)
#: The question of whether a response is complete.
STATE = "_completed"


@dataclass(frozen=True, eq=False)
class CountedLine:
    """A number of a figure: how many gave these answers, among those of ``base``."""

    figure: Figure
    row: FigureRow
    cells: Cells
    base: Cells
    #: Counts that nothing may tell: itself when hidden; beside it, those out of the domain, or incomplete.
    #: None for people who gave no answer to the question of the groups: it says nothing of anybody's.
    secrets: tuple[Cells, ...] = ()
    #: Whether it is about a part of the answers, or about begun ones.
    is_part: bool = False
    #: Hidden, it holds somebody: its whole line of the table is not hidden with it.
    is_peopled: bool = False

    @property
    def names(self) -> frozenset[str]:
        """Its questions."""
        return frozenset(self.cells) - {STATE}


@dataclass(frozen=True, eq=False)
class Axis:
    """A question: the answer of each row, the last standing for none."""

    codes: NDArray[np.intp]
    places: Mapping[tuple[str, str], Sequence[int]]
    size: int

    def answered(self) -> Mask:
        return np.arange(self.size) < self.size - 1

    def one_by_one(self) -> list[Mask]:
        """Each answer alone."""
        return list(np.eye(self.size, dtype=np.bool_)[:-1])

    def of(self, kind: str, keys: Sequence[str]) -> Mask:
        wanted = [place for key in keys for place in self.places[kind, key]]
        return np.isin(np.arange(self.size), wanted)


class Lines:
    """The figures of one dataset, number by number."""

    def __init__(self, table: FrozenTable, figures: Sequence[Figure], rows: Sequence[str] = ()) -> None:
        self.rows = tuple(rows)
        self._figures = [figure for figure in figures if figure.spec.kind in COUNTING]
        is_begun = any(not figure.spec.completes_only for figure in self._figures)
        self.has_states = is_begun and table.completes.n < table.n
        self._table = table if self.has_states else table.completes
        self.axes: dict[str, Axis] = {
            STATE: Axis(np.where(self._table.completed, 0, 1).astype(np.intp), {}, 2)
        }
        for name in self.rows:
            self._axis(name)
        self.every = [line for figure in self._figures for line in self._of(figure)]

    def count(self, cells: Cells) -> int:
        """How many rows are in these cells."""
        kept = np.ones(self._table.n, np.bool_)
        for name, mask in cells.items():
            kept &= mask[self.axes[name].codes]
        return int(np.count_nonzero(kept))

    def combinations(self) -> Iterator[tuple[Cells, int]]:
        """Each combination of answers among the rows that are given, and how many gave it."""
        codes = np.stack([self.axes[name].codes for name in self.rows], axis=1)[self._table.completed]
        found, counts = np.unique(codes, axis=0, return_counts=True)
        for places, count in zip(found.tolist(), counts.tolist(), strict=True):
            cells: dict[str, Mask] = {
                name: np.arange(self.axes[name].size) == place
                for name, place in zip(self.rows, places, strict=True)
            }
            yield (cells | {STATE: np.array([True, False])} if self.has_states else cells), count

    def _of(self, figure: Figure) -> Iterator[CountedLine]:
        whole, spec = whole_lines(figure), figure.spec
        domain = self._domain(spec)
        for row in figure.rows:
            name, chosen = self._variable(spec, row)
            cells, base = {name: chosen}, {name: self.axes[name].answered()}
            if spec.breakdown and row.group_key != ALL_GROUPS:
                cells[spec.breakdown] = base[spec.breakdown] = self._group(spec.breakdown, row.group_key)
            others: list[Cells] = [
                {**cells, item: part}
                for item, mask in domain.items()
                if item not in cells
                for part in (~mask & self.axes[item].answered(), *self.axes[item].one_by_one())
            ]
            for item, mask in domain.items():
                cells[item] = cells.get(item, np.True_) & mask
                base[item] = base.get(item, np.True_) & mask
            if self.has_states and spec.completes_only:
                cells[STATE] = base[STATE] = np.array([True, False])
                others = [{**item, STATE: cells[STATE]} for item in others]
            elif self.has_states:
                others.append({**cells, STATE: np.array([False, True])})
            if spec.kind is FigureKind.HISTOGRAM:
                others += [
                    {**cells, name: part} for part in self.axes[name].one_by_one() if (part & chosen).any()
                ]
            is_placed = not spec.breakdown or row.group_key in self._known_groups(spec.breakdown)
            secrets = ([cells] if row.is_withheld else []) + others if is_placed else []
            is_whole = bool({("answer", row.key), ("group", row.group_key)} & whole)
            is_peopled = row.is_withheld and not is_whole
            is_part = bool(domain) or (self.has_states and not spec.completes_only)
            yield CountedLine(figure, row, cells, base, tuple(secrets), is_part, is_peopled)

    def _group(self, name: str, key: str) -> Mask:
        axis = self._axis(name)
        return axis.of("", [key]) if ("", key) in axis.places else ~axis.answered()

    def _known_groups(self, name: str) -> set[str]:
        return {ALL_GROUPS, *(key for _, key in self._axis(name).places)}

    def _domain(self, spec: FigureSpec) -> dict[str, Mask]:
        kept: dict[str, Mask] = {}
        for name, codes in spec.domain:
            if self._table.codebook[name].kind in (VariableKind.MULTIPLE, VariableKind.RANK):
                kept[self._choice(name, codes)] = np.arange(3) == 0
            else:
                kept[name] = self._axis(name).of("", codes)
        return kept

    def _variable(self, spec: FigureSpec, row: FigureRow) -> tuple[str, Mask]:
        """The question a row counts, and which of its answers."""
        name, keys = spec.variable, row.key.split("+")
        if self._table.codebook[name].kind is VariableKind.MULTIPLE:
            return self._choice(name, keys), np.arange(3) == 0
        axis = self._axis(name)
        if spec.kind is FigureKind.HISTOGRAM:
            low, high = _half_open(spec.bounds)[int(row.key) : int(row.key) + 2]
            return name, axis.of(f"{low}", [f"{high}"])
        return name, axis.of(spec.kind, [row.key]) if spec.kind in PERIODS else axis.of("", keys)

    def _choice(self, name: str, codes: Sequence[str]) -> str:
        """The question whether one of these choices was ticked."""
        place = f"{name}/{'+'.join(sorted(codes))}"
        if place not in self.axes:
            column = self._table.column(name)
            assert isinstance(column, MultipleColumn)
            values = [answer.value for answer in self._table.codebook[name].answers]
            ticked = column.ticks[[values.index(code) for code in codes]].any(axis=0)
            codes_ = np.where(column.observed, np.where(ticked, 0, 1), 2).astype(np.intp)
            self.axes[place] = Axis(codes_, {}, 3)
        return place

    def _axis(self, name: str) -> Axis:
        if name not in self.axes:
            kind = self._table.codebook[name].kind
            if kind is VariableKind.DATE:
                self.axes[name] = self._periods(name)
            elif kind in (VariableKind.NUMERIC, VariableKind.AMOUNT):
                self.axes[name] = self._classes(name)
            else:
                self.axes[name] = self._answers(name)
        return self.axes[name]

    def _answers(self, name: str) -> Axis:
        is_ranking = self._table.codebook[name].kind is VariableKind.RANK
        column = self._table.first_choices(name) if is_ranking else self._table.column(name)
        assert isinstance(column, CategoricalColumn)
        places = {("", item.value): (place,) for place, item in enumerate(column.categories)}
        return _axis_of(column, places)

    def _periods(self, name: str) -> Axis:
        asked = {figure.spec.kind for figure in self._figures if figure.spec.variable == name} & PERIODS
        finest = min(asked, key=lambda kind: MONTHS[kind])
        found = periods_of(self._table, name, finest)
        places: dict[tuple[str, str], list[int]] = {}
        for kind in asked:
            for place in range(found.count):
                places.setdefault((kind, found.key(place, kind)), []).append(place)
        return Axis(np.where(found.given, found.codes, found.count).astype(np.intp), places, found.count + 1)

    def _classes(self, name: str) -> Axis:
        column = self._table.column(name)
        assert isinstance(column, NumericColumn)
        every = [
            _half_open(figure.spec.bounds)
            for figure in self._figures
            if figure.spec.variable == name and figure.spec.kind is FigureKind.HISTOGRAM
        ]
        cuts = np.unique([-np.inf, np.inf, *(bound for bounds in every for bound in bounds)])
        found = np.clip(np.searchsorted(cuts, column.values, side="right") - 1, 0, len(cuts) - 2)
        places = {
            (f"{low}", f"{high}"): np.flatnonzero((cuts[:-1] >= low) & (cuts[1:] <= high)).tolist()
            for bounds in every
            for low, high in pairwise(bounds)
        }
        codes = np.where(column.observed, found, len(cuts) - 1).astype(np.intp)
        return Axis(codes, places, len(cuts))


def _axis_of(column: CategoricalColumn, places: Mapping[tuple[str, str], Sequence[int]]) -> Axis:
    size = len(column.categories)
    return Axis(np.minimum(column.dense.astype(np.intp), size), places, size + 1)


def _half_open(bounds: Sequence[float]) -> tuple[float, ...]:
    """Limits of classes that all leave out their upper end, which the last one holds."""
    return (*map(float, bounds[:-1]), float(np.nextafter(bounds[-1], np.inf)))
