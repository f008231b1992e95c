"""A workbook to start from: a short questionnaire that works, with a note on each title and each row.

It is read like any other file, without a remark; an author keeps what serves and overwrites the rest.
"""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from engines.questionnaire.files.xlsform.guide import (
    CHOICES,
    GROUPS,
    ROLES,
    SETTINGS,
    SURVEY,
    TYPES,
    ExplainedColumn,
)
from engines.questionnaire.files.xlsform.writer import same_bytes
from french import typeset

_SURVEY = (
    *("type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message"),
    *("calculation", "appearance", "minimum", "maximum", "role", "phrase"),
)
_CHOICES = ("list_name", "name", "label", "exclusive", "other", "missing")
_AUTHOR = "Milliard"
_WIDTHS = {"label": 48, "hint": 36, "type": 26, "relevant": 26, "constraint": 22, "constraint_message": 30}

#: Each row: the note beside it, then its cells.
_ROWS: tuple[tuple[str, dict[str, str]], ...] = (
    (
        "Une page du questionnaire commence ici. Son titre est dans label, son introduction dans hint.",
        {"type": "begin_group", "name": "projet", "label": "Votre projet", "hint": "Dix minutes suffisent."},
    ),
    ("Un texte court.", {"type": "text", "name": "nom", "label": "Comment s’appelle votre projet ?"}),
    (
        "Un seul choix, dans la liste « statuts » de choices. role = margin : on pourra fixer des quotas.",
        {
            "type": "select_one statuts",
            "name": "statut",
            "label": "Quel est le statut juridique de votre structure ?",
            "required": "yes",
            "role": "margin",
            "phrase": "le statut",
        },
    ),
    (
        "Ne paraît que si l’on a choisi « Autre » : le code du choix est entre apostrophes droites.",
        {"type": "text", "name": "statut_autre", "label": "Lequel ?", "relevant": "${statut} = 'autre'"},
    ),
    (
        "Un montant en euros : appearance = euros. Les bornes sont dans minimum et maximum.",
        {
            "type": "decimal",
            "name": "besoin",
            "label": "De combien avez-vous besoin ?",
            "appearance": "euros",
            "minimum": "0",
            "maximum": "10000000",
        },
    ),
    (
        "Plusieurs choix. « Aucune » est exclusive : on ne peut pas la cocher avec une autre.",
        {"type": "select_multiple aides", "name": "aides", "label": "Quelles aides avez-vous déjà reçues ?"},
    ),
    (
        "Une date. La contrainte parle de la réponse par un point.",
        {
            "type": "date",
            "name": "debut",
            "label": "Quand votre projet a-t-il commencé ?",
            "constraint": ". <= today()",
            "constraint_message": "Indiquez un jour passé.",
        },
    ),
    ("Fin de la page. Une ligne end_group pour chaque begin_group.", {"type": "end_group"}),
    (
        "Une autre page.",
        {"type": "begin_group", "name": "avis", "label": "Votre avis"},
    ),
    (
        "Une grille : appearance = table-list, et des select_one sur la même liste.",
        {
            "type": "begin_group",
            "name": "confiance",
            "label": "Avez-vous confiance en…",
            "appearance": "table-list",
        },
    ),
    ("", {"type": "select_one confiances", "name": "banque", "label": "votre banque"}),
    ("", {"type": "select_one confiances", "name": "commune", "label": "votre commune"}),
    ("Fin de la grille.", {"type": "end_group"}),
    (
        "Un texte long. Il n’est jamais publié tel quel.",
        {
            "type": "text",
            "name": "mot",
            "label": "Que voulez-vous ajouter ?",
            "appearance": "multiline",
        },
    ),
    ("Fin de la page.", {"type": "end_group"}),
)

_LISTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("", {"list_name": "statuts", "name": "association", "label": "Association"}),
    ("", {"list_name": "statuts", "name": "cooperative", "label": "Coopérative"}),
    ("", {"list_name": "statuts", "name": "entreprise", "label": "Entreprise"}),
    (
        "other = yes : le choix « Autre ».",
        {"list_name": "statuts", "name": "autre", "label": "Autre", "other": "yes"},
    ),
    ("", {"list_name": "aides", "name": "subvention", "label": "Une subvention"}),
    ("", {"list_name": "aides", "name": "pret", "label": "Un prêt"}),
    (
        "exclusive = yes : ne se coche pas avec les autres.",
        {"list_name": "aides", "name": "aucune", "label": "Aucune", "exclusive": "yes"},
    ),
    ("", {"list_name": "confiances", "name": "oui", "label": "Oui"}),
    ("", {"list_name": "confiances", "name": "non", "label": "Non"}),
    (
        "missing : ce n’est pas une réponse, et les chiffres la comptent à part.",
        {"list_name": "confiances", "name": "nsp", "label": "Je ne sais pas", "missing": "dont_know"},
    ),
)

_SETTINGS = {"form_title": "Mon questionnaire", "form_id": "mon_questionnaire", "default_language": "fr"}


def blank_workbook() -> bytes:
    """The workbook as ``.xlsx`` bytes; the same bytes each time."""
    book = Workbook()
    book.remove(book.worksheets[0])
    survey = _sheet(book, "survey", _SURVEY, SURVEY, _ROWS)
    _offer(survey, _SURVEY, "required", ("yes", "no"))
    _offer(survey, _SURVEY, "role", tuple(name for name, _ in ROLES))
    choices = _sheet(book, "choices", _CHOICES, CHOICES, _LISTS)
    _offer(choices, _CHOICES, "missing", ("dont_know", "refused", "not_applicable"))
    _sheet(book, "settings", tuple(_SETTINGS), SETTINGS, (("", _SETTINGS),))
    _help(book.create_sheet("aide"))
    return same_bytes(book)


def _sheet(
    book: Workbook,
    name: str,
    headers: tuple[str, ...],
    explained: tuple[ExplainedColumn, ...],
    rows: tuple[tuple[str, dict[str, str]], ...],
) -> Worksheet:
    sheet = book.create_sheet(name)
    meanings = {column.name: column for column in explained}
    for index, header in enumerate(headers, start=1):
        cell = sheet.cell(1, index, header)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8EEE4")
        column = meanings[header]
        cell.comment = _note(f"{column.meaning_fr}\n({column.values_fr})")
        sheet.column_dimensions[cell.column_letter].width = _WIDTHS.get(header, 16)
    for number, (note, cells) in enumerate(rows, start=2):
        for index, header in enumerate(headers, start=1):
            if header in cells:
                cell = sheet.cell(
                    number, index, typeset(cells[header]) if header in {"label", "hint"} else cells[header]
                )
                cell.alignment = Alignment(wrap_text=True, vertical="top")
        if note:
            sheet.cell(number, 1).comment = _note(note)
    sheet.freeze_panes = "A2"
    return sheet


def _note(text: str) -> Comment:
    note = Comment(typeset(text), _AUTHOR)
    note.width, note.height = 320, 90
    return note


def _offer(sheet: Worksheet, headers: tuple[str, ...], header: str, values: tuple[str, ...]) -> None:
    """The values of a column, offered by the spreadsheet and never imposed."""
    offered = DataValidation(
        "list", formula1=f'"{",".join(values)}"', allow_blank=True, showErrorMessage=False
    )
    letter = sheet.cell(1, headers.index(header) + 1).column_letter
    offered.add(f"{letter}2:{letter}500")
    sheet.add_data_validation(offered)


def _help(sheet: Worksheet) -> None:
    """Everything that can be written, on one sheet; it is not read."""
    lines: list[tuple[str, ...]] = [("Cette feuille est une aide : elle n’est pas lue à l’import.",), ()]
    lines += [("type", "appearance", "ce que c’est")]
    lines += [(each.type, each.appearance, each.meaning_fr) for each in TYPES]
    lines += [(opens, appearance, meaning) for opens, appearance, _, meaning in GROUPS]
    for name, explained in (("survey", SURVEY), ("choices", CHOICES), ("settings", SETTINGS)):
        lines += [(), (f"colonne de {name}", "valeurs", "à quoi elle sert")]
        lines += [(column.name, column.values_fr, column.meaning_fr) for column in explained]
    lines += [(), ("role", "", "à quoi sert la réponse"), *((name, "", meaning) for name, meaning in ROLES)]
    for number, line in enumerate(lines, start=1):
        for index, text in enumerate(line, start=1):
            cell = sheet.cell(number, index, typeset(text))
            cell.data_type = "s"
            is_title = number == 1 or not lines[number - 2]
            cell.font = Font(bold=is_title or number == 3)
    for letter, width in (("A", 28), ("B", 36), ("C", 80)):
        sheet.column_dimensions[letter].width = width
