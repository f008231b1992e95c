"""Figures as a file: every row with its base, dates, source and status. The one table of the platform."""

from collections.abc import Iterable, Iterator, Sequence

from french import to_euros
from milliard.core.exports import About, Table, Value
from milliard.figures.display import DatasetFacts, FigurePart, ShownFigure, table_note
from milliard.figures.display.wording import WITHHELD_REASON
from milliard.figures.reports import Figure, FigureRow

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
STATUS_LABELS = {
    "published": "chiffre publié",
    "calculated": "chiffre calculé",
    "comparison": "pour comparaison",
    "simulated": "données simulées",
}
ESTIMATE, TALLY, CENSUS = "estimation", "décompte", "recensement"


def export_figure(shown: ShownFigure, *, study_title: str, address: str) -> Table:
    """The table `core.exports` writes as CSV, XLSX or JSON: the numbers of the page.

    Values are exact, not rounded: shares between 0 and 1, amounts in euros to the cent. Withheld rows are
    there without any number.
    """
    return figure_table(shown.parts, shown.facts, about_figure(shown, study_title, address))


def figure_table(parts: Iterable[FigurePart], facts: DatasetFacts, about: About) -> Table:
    """Every row of every part, then what the file is."""
    return Table(
        columns=COLUMNS, rows=[cells for part in parts for cells in rows_of(part, facts)], about=about
    )


def about_figure(shown: ShownFigure, study_title: str, address: str) -> About:
    """What the file is: travels inside it."""
    notes = [
        ("Étude", study_title),
        ("Base", shown.base),
        ("Date", shown.line),
        ("Source", shown.source),
        ("Statut", STATUS_LABELS[shown.status]),
        *method_notes(shown.figures),
        ("Jeu de données", shown.facts.title),
        ("Adresse", address),
    ]
    if note := table_note(shown):
        notes.append(("À savoir", note))
    return About(title=shown.title, is_simulated=shown.is_simulated, notes=tuple(notes))


def method_notes(figures: Sequence[Figure]) -> tuple[tuple[str, str], ...]:
    """(label, text) lines on how the figures were made, each said once."""
    told = (
        ("Question", [figure.question_text for figure in figures]),
        ("Pondération", [figure.weighting_label for figure in figures]),
        ("Intervalle", [figure.interval_label for figure in figures]),
        ("Formule", [figure.formula for figure in figures]),
    )
    return tuple((label, text) for label, texts in told for text in dict.fromkeys(texts) if text)


def rows_of(part: FigurePart, facts: DatasetFacts) -> Iterator[tuple[Value, ...]]:
    """The cells of each number of a part, in the order of ``COLUMNS``."""
    if part.figure is None:
        yield _count_cells(part, facts)
    else:
        yield from (_cells(part.label or row.label, part.figure, row) for row in part.figure.rows)


def _count_cells(part: FigurePart, facts: DatasetFacts) -> tuple[Value, ...]:
    """A number of rows of the dataset, which is no figure of the engine."""
    status = STATUS_LABELS["simulated" if facts.is_simulated else "calculated"]
    numbers = (part.label, "", part.count_value, UNITS["count"], TALLY, None, None, None, None)
    withheld = WITHHELD_REASON if part.count_value is None else ""
    beside = (part.count_base(facts), None, None, facts.source, status, _yes_no(facts.is_simulated))
    return (*numbers, withheld, *beside, "", "", "")


def _cells(label: str, figure: Figure, row: FigureRow) -> tuple[Value, ...]:
    return (
        label,
        row.group_label if figure.breakdown_label else "",
        *_numbers(figure, row),
        WITHHELD_REASON if row.is_withheld else "",
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
