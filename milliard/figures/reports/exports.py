"""Figures as a file: every row with its base, dates, source and status. The one table of the platform."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from french import to_euros
from milliard.core.exports import About, Table, Value
from milliard.figures.reports.records import Figure, FigureRow

COLUMNS = (
    "reponse",
    "groupe",
    "valeur",
    "unite",
    "nature",
    "borne_basse_95",
    "borne_haute_95",
    "n",
    "base_n",
    "non_publie",
    "part_de_quoi",
    "recueilli_du",
    "recueilli_au",
    "source",
    "statut",
    "simule",
    "variable",
    "reponse_code",
    "groupe_code",
)
#: Units as a reader of the file expects them: amounts leave the platform in euros.
UNITS = {"share": "part (0 à 1)", "euros": "euros", "number": "nombre", "count": "nombre"}
WITHHELD = {"": "", "primary": "effectif trop petit", "secondary": "protège une autre case"}
STATUS_LABELS = {
    "published": "chiffre publié",
    "calculated": "chiffre calculé",
    "comparison": "pour comparaison",
    "simulated": "données simulées",
}
ESTIMATE, TALLY, CENSUS = "estimation", "décompte", "recensement"


@dataclass(frozen=True, slots=True)
class ExportedFigure:
    """A figure of the table. ``label`` replaces the words of its answers, as on the page."""

    figure: Figure
    label: str = ""


@dataclass(frozen=True, slots=True)
class ExportedCount:
    """A number of rows of the dataset, which is no figure of the engine; None when too few to be said."""

    label: str
    value: int | None
    base: str
    source: str
    is_simulated: bool


def export_table(items: Sequence[ExportedFigure | ExportedCount], about: About) -> Table:
    """The table `core.exports` writes as CSV, XLSX or JSON.

    Values are exact, not rounded: shares between 0 and 1, amounts in euros to the cent. Withheld rows are
    there without any number.
    """
    return Table(columns=COLUMNS, rows=list(_rows(items)), about=about)


def method_notes(figures: Sequence[Figure]) -> tuple[tuple[str, str], ...]:
    """(label, text) lines on how the figures were made, each said once."""
    told = (
        ("Question", [figure.question_text for figure in figures]),
        ("Pondération", [figure.weighting_label for figure in figures]),
        ("Intervalle", [figure.interval_label for figure in figures]),
        ("Formule", [figure.formula for figure in figures]),
        ("Moteur", [f"{figure.engine} {figure.engine_version}" for figure in figures]),
    )
    return tuple((label, text) for label, texts in told for text in dict.fromkeys(texts) if text)


def _rows(items: Sequence[ExportedFigure | ExportedCount]) -> Iterator[tuple[Value, ...]]:
    for item in items:
        if isinstance(item, ExportedCount):
            yield _count_cells(item)
        else:
            yield from (_cells(item, row) for row in item.figure.rows)


def _count_cells(item: ExportedCount) -> tuple[Value, ...]:
    status = STATUS_LABELS["simulated" if item.is_simulated else "calculated"]
    numbers = (item.label, "", item.value, UNITS["count"], TALLY, None, None, None, None)
    withheld = WITHHELD["primary" if item.value is None else ""]
    return (
        *numbers,
        withheld,
        item.base,
        None,
        None,
        item.source,
        status,
        _yes_no(item.is_simulated),
        "",
        "",
        "",
    )


def _cells(item: ExportedFigure, row: FigureRow) -> tuple[Value, ...]:
    figure = item.figure
    return (
        item.label or row.label,
        row.group_label if figure.breakdown_label else "",
        *_numbers(figure, row),
        WITHHELD[row.withheld],
        figure.base_label,
        figure.collected_from,
        figure.collected_to,
        figure.source_label,
        STATUS_LABELS[figure.status],
        _yes_no(figure.is_simulated),
        figure.spec.variable,
        row.key,
        row.group_key if figure.breakdown_label else "",
    )


def _numbers(figure: Figure, row: FigureRow) -> tuple[Value, ...]:
    unit = UNITS[row.unit]
    if row.is_withheld:
        return (None, unit, "", None, None, None, None)
    nature = CENSUS if figure.is_census else TALLY if figure.is_tally else ESTIMATE
    bounds = (_in_unit(row, row.low), _in_unit(row, row.high))
    return (_in_unit(row, row.value), unit, nature, *bounds, row.n, row.base_n)


def _in_unit(row: FigureRow, value: float | int | None) -> Value:
    """Cents become euros, exact to the cent."""
    return to_euros(round(value)) if value is not None and row.unit == "euros" else value


def _yes_no(value: bool) -> str:
    return "oui" if value else "non"
