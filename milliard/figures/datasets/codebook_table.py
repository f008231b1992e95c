"""The codebook of a dataset as a table to take away: the codes of the data, in words that read back.

What `codebook_files.read_codebook` reads, in French: an editor copies a code from it, whoever reuses the
data imports it as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from milliard.core.exports import FRENCH, About, Table, csv_chunks
from milliard.figures.datasets.codebook import DESIGN_KINDS, Codebook, CodebookVariable, VariableKind

COLUMNS = (
    "nom",
    "libelle",
    "type",
    "reponses",
    "manquantes",
    "role",
    "unite",
    "question",
    "section",
    "sensible",
    "phrase",
    "phrases_reponses",
    "ordonnee",
    "note",
)
KIND_NAMES: dict[VariableKind, str] = {
    VariableKind.CATEGORICAL: "un choix",
    VariableKind.MULTIPLE: "plusieurs choix",
    VariableKind.RANK: "classement",
    VariableKind.NUMERIC: "nombre",
    VariableKind.AMOUNT: "montant",
    VariableKind.DATE: "date",
    VariableKind.WEIGHT: "poids",
    VariableKind.STRATUM: "strate",
    VariableKind.CLUSTER: "grappe",
    VariableKind.POPULATION: "population",
    VariableKind.TEXT: "texte",
    VariableKind.IDENTIFIER: "identifiant",
    VariableKind.LEFT_OUT: "ignorer",
}
REASON_NAMES = {
    "not_reached": "non atteinte",
    "not_asked": "non posée",
    "no_answer": "sans réponse",
    "dont_know": "ne sait pas",
    "refused": "refus",
}
#: Between two answers of one cell; written ``\|`` where a label holds it.
BAR = "|"


def codebook_rows(book: Codebook) -> Iterator[tuple[str, ...]]:
    """One line a variable, in the order of ``COLUMNS``."""
    for variable in book:
        yield (
            _column(variable),
            variable.label,
            KIND_NAMES[variable.kind],
            _pairs([(answer.value, answer.label) for answer in variable.answers]),
            _pairs(
                [(item.value, REASON_NAMES[item.missing]) for item in variable.categories if item.missing]
                + [(raw, REASON_NAMES[reason]) for raw, reason in variable.missing_codes]
            ),
            variable.role,
            variable.unit,
            variable.question_text,
            variable.section,
            "oui" if variable.is_sensitive else "",
            variable.phrase,
            _pairs([(answer.value, answer.phrase) for answer in variable.answers if answer.phrase]),
            "oui" if variable.is_ordered else "",
            variable.note,
        )


def write_codebook(book: Codebook) -> bytes:
    """The same as a CSV that a French spreadsheet opens, the header on its first line."""
    table = Table(COLUMNS, codebook_rows(book), About("Dictionnaire", is_simulated=False))
    return b"".join(csv_chunks(table, style=FRENCH))


def _column(variable: CodebookVariable) -> str:
    """The column of the file: one that is stratum and question at once is described on two lines."""
    is_design = variable.kind in DESIGN_KINDS and variable.source_question
    return variable.source_question if is_design else variable.name


def _pairs(pairs: list[tuple[str, str]]) -> str:
    return BAR.join(f"{value}={label}".replace(BAR, f"\\{BAR}") for value, label in pairs)
