"""Choices read in a CSV file given with the workbook: ``select_one_from_file villes.csv``."""

from __future__ import annotations

from pathlib import PurePath

from engines.questionnaire.files.workbook import Sheet, SheetRow
from engines.questionnaire.files.xlsform.reader.survey_sheet import SurveySheet
from engines.questionnaire.model import Choice

#: Names of parameters that say which column holds the code, and which the label.
COLUMN_PARAMETERS = {"value": "name", "label": "label"}


def attached_list(context: SurveySheet, row: SheetRow, file: str) -> str:
    """The name of the list made of a file's rows; "" when it cannot be made, which is said."""
    sheet = context.attached.get(file)
    if sheet is None:
        how = "joignez-le, dans un .zip avec le classeur"
        context.unsupported(row, "type", f"les choix du fichier « {file[:60]} », qui n’est pas là : {how}")
        return ""
    parameters = context.parameters(row)
    columns = [parameters.get(key, usual) for key, usual in COLUMN_PARAMETERS.items()]
    missing = [column for column in columns if column not in sheet.headers]
    if missing:
        message = f"le fichier « {file[:60]} » n’a pas de colonne « {missing[0][:60]} »"
        context.error(row, "type", message)
        return ""
    name = _name(context, file, columns)
    if name not in context.lists.lists:
        context.lists.lists[name] = _choices(context, sheet, *columns)
    return name


def _name(context: SurveySheet, file: str, columns: list[str]) -> str:
    """Of the file; with those of its columns where the same file is read in two ways."""
    usual = list(COLUMN_PARAMETERS.values())
    name = "_".join([PurePath(file).stem.replace(" ", "_"), *(columns if columns != usual else [])])
    while name in context.lists.rows:  # a list of the choices sheet
        name += "_"
    return name


def _choices(context: SurveySheet, sheet: Sheet, code: str, label: str) -> list[Choice]:
    found: dict[str, Choice] = {}
    for row in sheet.rows:
        value = row.cells.get(code, "")
        if not value:
            context.problems.error(sheet.name, row.number, code, "il manque le code de ce choix")
        elif value in found:
            message = f"le code « {value[:60]} » est déjà dans ce fichier"
            context.problems.error(sheet.name, row.number, code, message)
        elif any(character.isspace() for character in value):
            context.problems.unsupported(
                sheet.name, row.number, code, f"une espace dans le code « {value[:60]} »"
            )
        else:
            others = tuple((name, text) for name, text in row.cells.items() if name not in (code, label))
            columns = tuple((name, text) for name, text in others if " " not in name)
            found[value] = Choice(value=value, label=row.cells.get(label, value), columns=columns)
    return list(found.values())
