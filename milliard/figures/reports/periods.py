"""Dates counted by year, quarter or month: each a question of one choice, from the first date to the last.

A year is the sum of its quarters, a quarter of its months: they are nested questions like any others, hence
hidden together (see `nesting`).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.statistics import CategoricalColumn
from french import NBSP, format_month
from milliard.figures.datasets.codebook import VariableKind
from milliard.figures.datasets.table import FrozenTable
from milliard.figures.reports.records import FigureKind, InvalidFigure

#: Months of each kind of period.
MONTHS = {FigureKind.BY_MONTH: 1, FigureKind.BY_QUARTER: 3, FigureKind.BY_YEAR: 12}
PERIODS = frozenset(MONTHS)
#: More than these and nobody reads the picture; years of birth have no coarser period.
MOST_PERIODS = {FigureKind.BY_MONTH: 60, FigureKind.BY_QUARTER: 60, FigureKind.BY_YEAR: 150}
_FIRST_YEAR = 1970
_TOO_MANY = {
    FigureKind.BY_MONTH: f"plus de 60 mois{NBSP}: comptez-les par trimestre ou par année.",
    FigureKind.BY_QUARTER: f"plus de 60 trimestres{NBSP}: comptez-les par année.",
    FigureKind.BY_YEAR: f"plus de 150 ans{NBSP}: une date est sans doute fausse. Corrigez le fichier, "
    "puis importez-le à nouveau.",
}


def period_column(table: FrozenTable, name: str, kind: FigureKind) -> CategoricalColumn:
    """The period each date falls in, every period between the first and the last being an answer.

    Raises `InvalidFigure` when there are too many of them, or no date.
    """
    column = _column(table, name, kind)
    if column is None and not (table.arrays[f"{name}/missing"] == 0).any():
        raise InvalidFigure("variable", "Personne n’a donné cette date.")
    if column is None:
        raise InvalidFigure("kind", f"Ces dates s’étendent sur {_TOO_MANY[kind]}")
    return column


def period_columns(table: FrozenTable) -> dict[str, CategoricalColumn]:
    """Every way the published dates may be counted, under names no question bears."""
    dates = [item.name for item in table.codebook if item.is_published and item.kind is VariableKind.DATE]
    found = {line_name(name, kind): _column(table, name, kind) for name in dates for kind in MONTHS}
    return {name: column for name, column in found.items() if column is not None}


def line_name(name: str, kind: FigureKind) -> str:
    """What `nesting` calls the counts of a question: its own name, but for dates."""
    return f"{name}|{kind}" if kind in PERIODS else name


@dataclass(frozen=True, eq=False)
class Periods:
    """The period of each date, counted from the first one; ``given`` False where there is no date."""

    kind: FigureKind
    codes: NDArray[np.int64]
    given: NDArray[np.bool_]
    first: int
    count: int

    def key(self, place: int, kind: FigureKind) -> str:
        """The period of that kind, as long or longer, that holds the one in that place."""
        return _named((self.first + place) * MONTHS[self.kind] // MONTHS[kind], kind)[0]


def periods_of(table: FrozenTable, name: str, kind: FigureKind) -> Periods:
    """The dates of a question by period, however many there are."""
    months = table.arrays[name].astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    periods = (months + 12 * _FIRST_YEAR) // MONTHS[kind]
    given = np.asarray(table.arrays[f"{name}/missing"] == 0, np.bool_)
    kept = periods[given]
    first, last = (int(kept.min()), int(kept.max())) if kept.size else (_FIRST_YEAR * 12,) * 2
    return Periods(kind, np.clip(periods - first, 0, last - first), given, first, last - first + 1)


def _column(table: FrozenTable, name: str, kind: FigureKind) -> CategoricalColumn | None:
    found = periods_of(table, name, kind)
    if found.count > MOST_PERIODS[kind] or not found.given.any():
        return None
    codes = np.where(found.given, found.codes, table.arrays[f"{name}/missing"]).astype(np.uint8)
    return CategoricalColumn(codes, [_named(found.first + place, kind) for place in range(found.count)])


def _named(period: int, kind: FigureKind) -> tuple[str, str]:
    """Key and words of a period: («2026-T1», «1er trimestre 2026»)."""
    year, place = divmod(period, 12 // MONTHS[kind])
    if kind is FigureKind.BY_YEAR:
        return f"{year:04}", str(year)
    if kind is FigureKind.BY_QUARTER:
        return f"{year:04}-T{place + 1}", f"{place + 1}{'er' if place == 0 else 'e'} trimestre{NBSP}{year}"
    return f"{year:04}-{place + 1:02}", format_month(datetime.date(year, place + 1, 1))
