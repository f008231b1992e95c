"""The table of a figure as a file: every number with its base, dates, source and status."""

from collections.abc import Iterator

from milliard.core.exports import About, Table, Value
from milliard.core.money import to_decimal
from milliard.surveys.reports import FigureRow
from milliard.website.figures import shown
from milliard.website.figures.computing import Answer
from milliard.website.figures.shown import Source

COLUMNS = (
    "reponse",
    "groupe",
    "valeur",
    "unite",
    "borne_basse_95",
    "borne_haute_95",
    "n",
    "base_n",
    "non_publie",
)
#: Units as a reader of the file expects them: amounts leave the platform in euros.
UNITS = {"share": "part (0 à 1)", "euros": "euros", "number": "nombre", "count": "nombre"}
WITHHELD = {"": "", "primary": "effectif trop petit", "secondary": "protège une autre case"}


def table_of(source: Source, *, study_title: str, address: str) -> Table:
    """What core.exports writes as CSV, XLSX or JSON. The values are those of the page, not rounded."""
    return Table(columns=COLUMNS, rows=list(_rows(source)), about=about_of(source, study_title, address))


def about_of(source: Source, study_title: str, address: str) -> About:
    """What the file is: travels inside it."""
    notes = [
        ("Étude", study_title),
        ("Base", shown.base_of(source)),
        ("Date", shown.line_of(source)),
        ("Source", shown.source_label(source)),
        ("Statut", STATUS_TEXT[shown.status_of(source)]),
        ("Jeu de données", source.facts.title),
        ("Empreinte des données", source.facts.digest),
        ("Adresse", address),
    ]
    if note := shown.table_note(source):
        notes.append(("Non publié", note))
    return About(title=source.title, is_simulated=source.is_simulated, notes=tuple(notes))


STATUS_TEXT = {
    "published": "chiffre publié",
    "calculated": "chiffre calculé",
    "comparison": "pour comparaison",
    "simulated": "données simulées",
}


def _rows(source: Source) -> Iterator[tuple[Value, ...]]:
    for answer in source.answers:
        if answer.figure is None:
            yield (answer.label, "", answer.count_value, "nombre", None, None, None, None, "")
            continue
        for row in answer.figure.rows:
            yield _row(answer, row)


def _row(answer: Answer, row: FigureRow) -> tuple[Value, ...]:
    is_hidden = row.is_withheld
    group = row.group_label if answer.figure and answer.figure.breakdown_label else ""
    return (
        answer.label or row.label,
        group,
        None if is_hidden else _in_unit(row.value, row.unit),
        UNITS[row.unit],
        None if is_hidden else _in_unit(row.low, row.unit),
        None if is_hidden else _in_unit(row.high, row.unit),
        None if is_hidden else row.n,
        None if is_hidden else row.base_n,
        WITHHELD[row.withheld],
    )


def _in_unit(value: float | int | None, unit: str) -> Value:
    """Cents become euros, exact to the cent."""
    if value is None or unit != "euros":
        return value
    return to_decimal(round(value))


__all__ = ["COLUMNS", "about_of", "table_of"]
