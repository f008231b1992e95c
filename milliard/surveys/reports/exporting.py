"""A figure as a file: every row with its base, date, source and status."""

from __future__ import annotations

from decimal import Decimal

from milliard.core.exports import SIMULATED_LABEL, About, Table, Value
from milliard.core.money import to_decimal
from milliard.surveys.definition.french import SPACE, format_date
from milliard.surveys.reports.figures import Figure, FigureRow

COLUMNS = (
    "variable",
    "question",
    "groupe_code",
    "groupe",
    "reponse_code",
    "reponse",
    "valeur",
    "unite",
    "effectif",
    "base_effectif",
    "intervalle_bas",
    "intervalle_haut",
    "publication",
    "part_de_quoi",
    "recueilli_du",
    "recueilli_au",
    "source",
    "statut",
    "simule",
)
_UNITS = {"share": "part (0 à 1)", "euros": "euros", "number": "nombre", "count": "effectif"}
_PUBLICATION = {
    "": "publié",
    "primary": "non publié (effectif trop petit)",
    "secondary": "non publié (permettrait d’en retrouver un autre)",
}
STATUS_LABELS = {
    "published": "publié",
    "calculated": "calculé",
    "comparison": "comparaison",
    "simulated": "simulé",
}


def figure_rows_for_export(figure: Figure, *, title: str = "") -> Table:
    """The table `core.exports` writes as CSV, XLSX or JSON. ``title``: the finding, if the page has one.

    Withheld rows are there without any number. Amounts are in euros, exact to the cent.
    """
    about = About(title or figure.variable_label, figure.is_simulated, tuple(_notes(figure)))
    return Table(COLUMNS, (_cells(figure, row) for row in figure.rows), about)


def _cells(figure: Figure, row: FigureRow) -> tuple[Value, ...]:
    return (
        figure.spec.variable,
        figure.question_text,
        row.group_key,
        row.group_label,
        row.key,
        row.label,
        _number(row, row.value),
        _UNITS[row.unit],
        row.n,
        row.base_n,
        _number(row, row.low),
        _number(row, row.high),
        _PUBLICATION[row.withheld],
        figure.base_label,
        figure.collected_from,
        figure.collected_to,
        figure.source_label,
        STATUS_LABELS[figure.status],
        "oui" if figure.is_simulated else "non",
    )


def _number(row: FigureRow, value: float | int | None) -> Decimal | float | None:
    return to_decimal(round(value)) if value is not None and row.unit == "euros" else value


def _notes(figure: Figure) -> list[tuple[str, str]]:
    base = "non publiée" if figure.base_n is None else str(figure.base_n)
    notes = [
        ("Question", figure.question_text),
        ("Part de quoi", figure.base_label),
        ("Base (effectif)", base),
        ("Source", figure.source_label),
        ("Données figées le", format_date(figure.frozen_at.date())),
        ("Pondération", figure.weighting_label),
        ("Intervalle", figure.interval_label),
        ("Formule", figure.formula),
        ("Statut", SIMULATED_LABEL if figure.is_simulated else STATUS_LABELS[figure.status]),
        ("Empreinte des données", figure.dataset_digest),
        ("Empreinte du calcul", figure.input_digest),
        ("Moteur", f"{figure.engine} {figure.engine_version}"),
    ]
    if figure.collected_from is not None and figure.collected_to is not None:
        period = f"du {format_date(figure.collected_from)} au {format_date(figure.collected_to)}"
        notes.insert(4, ("Recueil", period))
    if figure.has_withheld:
        notes.append(("Non publié", f"Les effectifs de moins de {figure.threshold}{SPACE}: voir la méthode"))
    return notes
