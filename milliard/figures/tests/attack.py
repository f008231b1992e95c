"""The attack: what a reader who knows the rule can say of a hidden count, from everything published.

The unknowns are the joint counts of some questions, «no answer» being one more answer of each. Every number
published is an equation on them; every hidden one says «at least 1», since zeros are shown, unless its whole
line is hidden. HiGHS then gives the least and the most each hidden count can be.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import highspy
import numpy as np

from engines import statistics
from milliard.figures.datasets.codebook import (
    COMPLETED,
    Codebook,
    CodebookAnswer,
    CodebookVariable,
    VariableKind,
)
from milliard.figures.datasets.table import FrozenTable
from milliard.figures.enums import DatasetSource
from milliard.figures.models import Dataset
from milliard.figures.reports import (
    ALL_GROUPS,
    EmptyBase,
    Figure,
    FigureKind,
    FigureRow,
    FigureSpec,
    InvalidFigure,
)
from milliard.figures.reports.computation import compute

NO_ANSWER = 252
THRESHOLD = 5


def study_of(columns: dict[str, tuple[np.ndarray, int]]) -> FrozenTable:
    """A frozen table of questions with one choice: name -> (codes, how many answers)."""
    variables = tuple(
        CodebookVariable(
            name,
            VariableKind.CATEGORICAL,
            name,
            categories=tuple(CodebookAnswer(code, f"{name}{code}", f"{name}{code}") for code in range(size)),
        )
        for name, (_, size) in columns.items()
    )
    arrays: dict[str, np.ndarray] = {name: codes.astype(np.uint8) for name, (codes, _) in columns.items()}
    n = next(iter(arrays.values())).shape[0]
    return FrozenTable(Codebook(variables), {**arrays, COMPLETED: np.ones(n, np.bool_)})


def unsaved_dataset(table: FrozenTable) -> Dataset:
    """A dataset that describes ``table``, without a database."""
    import datetime

    return Dataset(
        slug="essai",
        title="Essai",
        source=DatasetSource.FILE,
        frozen_at=datetime.datetime.now(tz=datetime.UTC),
        row_count=table.n,
        complete_count=int(table.completed.sum()),
        codebook=table.codebook.to_json(),
        digest="0" * 64,
    )


def computed(table: FrozenTable, specs: Iterable[FigureSpec], dataset: Dataset | None = None) -> list[Figure]:
    """The figures these specifications give; those that are refused are not published."""
    dataset, figures = dataset or unsaved_dataset(table), []
    for spec in specs:
        try:
            figures.append(compute(dataset, table, spec, THRESHOLD))
        except (EmptyBase, InvalidFigure):
            continue
    return figures


def every_spec(names: Iterable[str]) -> Iterator[FigureSpec]:
    """Every distribution and crosstab these questions allow."""
    names = list(names)
    for name in names:
        yield FigureSpec(FigureKind.DISTRIBUTION, name)
    for name, other in itertools.permutations(names, 2):
        yield FigureSpec(FigureKind.CROSSTAB, name, breakdown=other)


@dataclass
class Found:
    """What an attack found."""

    tables: int = 0
    counts: int = 0
    #: Hidden counts, and those of them from 1 to k−1.
    hidden: int = 0
    small: int = 0
    #: Small counts known exactly; small counts that can not be every number from 1 to k−1.
    recovered: int = 0
    narrow: int = 0
    people: int = 0
    #: Counts a reader who believes too much would think to know exactly, and does not.
    wrong: int = 0

    def plus(self, other: Found) -> Found:
        return Found(*(getattr(self, name) + getattr(other, name) for name in self.__dict__))


class Reader:
    """Everything known of the joint counts of some questions."""

    def __init__(self, table: FrozenTable, names: list[str], *, zeros: np.ndarray | None = None) -> None:
        rows = table.completes
        self.names = names
        self.codes = {name: {item.value: item.code for item in rows.codebook[name].answers} for name in names}
        self.shape = tuple(len(self.codes[name]) + 1 for name in names)
        places = [
            np.minimum(_plain(rows, name).dense.astype(np.intp), len(self.codes[name])) for name in names
        ]
        self.truth = np.zeros(self.shape, np.int64)
        np.add.at(self.truth, tuple(places), 1)
        self.lines: dict[bytes, tuple[np.ndarray, float, float]] = {}
        self._keep(np.ones(self.shape, np.bool_), rows.n, rows.n)
        self.hidden: dict[bytes, np.ndarray] = {}
        self._known_zero = zeros

    def _keep(self, cells: np.ndarray, low: float, high: float) -> None:
        key = cells.tobytes()
        if key not in self.lines or low == high:
            self.lines[key] = (cells, low, high)

    def _cells(self, chosen: dict[str, list[int]]) -> np.ndarray:
        cells = np.ones(self.shape, np.bool_)
        for axis, name in enumerate(self.names):
            if name in chosen:
                mask = np.zeros(self.shape[axis], np.bool_)
                mask[chosen[name]] = True
                cells &= mask.reshape([-1 if place == axis else 1 for place in range(len(self.shape))])
        return cells

    def places(self, figure: Figure, row: FigureRow, *, is_base: bool) -> np.ndarray:
        name, other = figure.spec.variable, figure.spec.breakdown
        codes = self.codes[name]
        chosen = {name: list(codes.values()) if is_base else [codes[key] for key in row.key.split("+")]}
        if other and row.group_key != ALL_GROUPS:
            chosen[other] = [self.codes[other].get(row.group_key, len(self.codes[other]))]
        for domain, values in figure.spec.domain:
            chosen[domain] = [self.codes[domain][value] for value in values]
        return self._cells(chosen)

    def read(self, figures: Iterable[Figure], *, naive: bool = False) -> None:
        """Learn from these figures; ``naive``: every hidden count is believed to be at least 1."""
        for figure in figures:
            whole = set() if naive else _whole_lines(figure)
            for row in figure.rows:
                cells = self.places(figure, row, is_base=False)
                if row.n is not None:
                    assert row.n == self.truth[cells].sum()
                    self._keep(cells, row.n, row.n)
                if row.base_n is not None:
                    base = self.places(figure, row, is_base=True)
                    assert row.base_n == self.truth[base].sum()
                    self._keep(base, row.base_n, row.base_n)
                if row.is_withheld:
                    self.hidden[cells.tobytes()] = cells
                    if ("key", row.key) not in whole and ("group", row.group_key) not in whole:
                        self._keep(cells, 1, np.inf)

    def least(self, cells: np.ndarray) -> int:
        """1; more where the totals of those who answered both questions leave no smaller number possible."""
        places = np.argwhere(cells)
        if len(places) != 1 or places.shape[1] != 2:
            return 1
        both = self.truth[:-1, :-1]
        row, column = places[0].tolist()
        return max(1, int(both[row].sum() + both[:, column].sum() - both.sum()))

    def learn(self, cells: np.ndarray) -> None:
        """Be told a count."""
        count = float(self.truth[cells].sum())
        self._keep(cells, count, count)

    def attack(self) -> Iterator[tuple[np.ndarray, int, int, int]]:
        """(cells, true count, least, most) of each hidden count from 1 to k−1."""
        solver = self._solver()
        for cells in self.hidden.values():
            count = int(self.truth[cells].sum())
            if 0 < count < THRESHOLD and not self._is_of_no_answer(cells):
                yield (cells, count, *self._bounds(solver, cells, count))

    def _is_of_no_answer(self, cells: np.ndarray) -> bool:
        """Whether these people are counted for what they did not answer: that is said of nobody's answer."""
        return any(
            cells.any(axis=tuple(a for a in range(cells.ndim) if a != axis)).tolist()
            == [False] * (self.shape[axis] - 1) + [True]
            for axis in range(cells.ndim)
        )

    def _solver(self) -> highspy.Highs:
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        size = self.truth.size
        upper = np.full(size, np.inf)
        if self._known_zero is not None:
            upper[self._known_zero.ravel()] = 0
        for place in range(size):
            solver.addVar(0.0, float(upper[place]))
        for cells, low, high in self.lines.values():
            index = np.flatnonzero(cells.ravel()).astype(np.int32)
            solver.addRow(low, high, index.shape[0], index, np.ones(index.shape[0]))
        return solver

    def _bounds(self, solver: highspy.Highs, cells: np.ndarray, count: int) -> tuple[int, int]:
        places = np.arange(self.truth.size, dtype=np.int32)
        solver.changeColsCost(places.shape[0], places, cells.ravel().astype(float))
        ends = []
        for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
            solver.changeObjectiveSense(sense)
            solver.run()
            if solver.getModelStatus() == highspy.HighsModelStatus.kOptimal:
                ends.append(solver.getObjectiveValue())
            else:
                ends.append(-np.inf if sense == highspy.ObjSense.kMinimize else np.inf)
        low = -1 if np.isinf(ends[0]) else int(np.ceil(ends[0] - 1e-6))
        high = 10**9 if np.isinf(ends[1]) else int(np.floor(ends[1] + 1e-6))
        return low, high


def _plain(rows: FrozenTable, name: str) -> statistics.CategoricalColumn:
    """The answers to a question of one choice; of a ranking, what comes first."""
    is_ranking = rows.codebook[name].kind is VariableKind.RANK
    column = rows.first_choices(name) if is_ranking else rows.column(name)
    assert isinstance(column, statistics.CategoricalColumn)
    return column


def _whole_lines(figure: Figure) -> set[tuple[str, str]]:
    """Lines of the table that are hidden whole: their zeros are hidden too."""
    found: set[tuple[str, str]] = set()
    cells = [row for row in figure.rows if row.group_key != ALL_GROUPS or not figure.spec.breakdown]
    for kind, attribute in (("key", "key"), ("group", "group_key")):
        lines: dict[str, list[bool]] = {}
        for row in cells:
            placed = row.group_key != statistics.UNKNOWN.value
            if (row.is_withheld or row.value is not None) and (placed or kind == "group"):
                lines.setdefault(getattr(row, attribute), []).append(row.is_withheld)
        found |= {(kind, line) for line, flags in lines.items() if all(flags)}
    if not figure.spec.breakdown:
        found = set() if any(not row.is_withheld for row in figure.rows) else {("group", ALL_GROUPS)}
    return found


def attacked(
    table: FrozenTable,
    figures: list[Figure],
    names: list[str],
    *,
    naive: bool = False,
    zeros: np.ndarray | None = None,
) -> Found:
    """Attack everything ``figures`` say of the questions ``names``."""
    reader = Reader(table, names, zeros=zeros)
    reader.read(figures, naive=naive)
    found = Found(tables=sum(bool(figure.spec.breakdown) for figure in figures))
    for figure in figures:
        for row in figure.rows:
            found.counts += 1
            if row.is_withheld:
                found.hidden += 1
                found.people += int(reader.truth[reader.places(figure, row, is_base=False)].sum())
    for cells, count, low, high in reader.attack():
        found.small += 1
        if low == high:
            found.recovered += low == count
            found.wrong += low != count
        elif low <= count <= high and (low > reader.least(cells) or high < THRESHOLD - 1):
            found.narrow += 1
    return found


def random_study(seed: int) -> tuple[FrozenTable, list[str]]:
    """Three questions: free, or one nested in another (coarse and fine, filter), some without answers."""
    generator = np.random.default_rng(seed)
    n = int(generator.integers(30, 260))
    sizes = [int(size) for size in generator.integers(2, 7, 3)]

    def draw(size: int) -> np.ndarray:
        odds = generator.dirichlet(np.full(size, generator.choice([0.25, 0.6, 2.0])))
        return generator.choice(size, n, p=odds)

    first, second, third = (draw(size) for size in sizes)
    nature = generator.choice(["free", "linked", "coarse", "filter"])
    if nature == "coarse":  # the second says the first more coarsely
        sizes[1] = max(2, (sizes[0] + 1) // 2)
        second = np.minimum(first // 2, sizes[1] - 1)
    elif nature == "filter":  # the second is asked of those who gave the first answer to the first
        second = np.where(first == 0, second, NO_ANSWER)
    elif nature == "linked":
        second = np.where(generator.random(n) < 0.7, first % sizes[1], second)
    columns = [first, second, third]
    for place, column in enumerate(columns):
        if generator.random() < 0.5:
            rate = generator.choice([0.01, 0.05, 0.2])
            columns[place] = np.where(generator.random(n) < rate, NO_ANSWER, column)
    names = ["a", "b", "c"]
    return study_of(
        {name: (codes, size) for name, codes, size in zip(names, columns, sizes, strict=True)}
    ), names


def of_questions(figures: Iterable[Figure], names: Iterable[str]) -> list[Figure]:
    """Those of the figures that are about nothing but these questions."""
    known = {*names, ""}
    return [figure for figure in figures if {figure.spec.variable, figure.spec.breakdown} <= known]


def attack_pairs(seed: int) -> Found:
    """Attack all that may be published of two of the questions of a random study."""
    table, names = random_study(seed)
    figures, found = computed(table, every_spec(names)), Found()
    for pair in itertools.combinations(names, 2):
        found = found.plus(attacked(table, of_questions(figures, pair), list(pair)))
    return found


def codes_of(counts: list[int]) -> np.ndarray:
    """Rows that give each answer so many times."""
    return np.repeat(np.arange(len(counts)), counts)


def codes_of_pairs(counts: list[tuple[int, int]]) -> np.ndarray:
    """Rows of a question of two answers, group after group."""
    return np.concatenate([codes_of(list(pair)) for pair in counts])


def whole_bounds(truth: np.ndarray, hidden: np.ndarray, values: np.ndarray, place: int) -> tuple[int, int]:
    """The least and the most people at one value, in whole numbers, their number and sum being known."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    for is_hidden, count in zip(hidden.tolist(), truth.tolist(), strict=True):
        solver.addVar(*((1.0 if count else 0.0, np.inf) if is_hidden else (count, count)))
    every = np.arange(truth.shape[0], dtype=np.int32)
    solver.changeColsIntegrality(
        every.shape[0], every, np.array([highspy.HighsVarType.kInteger] * every.shape[0])
    )
    for weights in (np.ones(truth.shape[0]), values.astype(float)):
        solver.addRow(float(weights @ truth), float(weights @ truth), every.shape[0], every, weights)
    solver.changeColCost(place, 1.0)
    ends = []
    for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
        solver.changeObjectiveSense(sense)
        solver.run()
        ends.append(round(solver.getObjectiveValue()))
    return ends[0], ends[1]
