"""pyxform's verdict on a workbook: what it refuses is refused, at the place it speaks of."""

from __future__ import annotations

import logging
import re
from collections import Counter
from dataclasses import replace

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from engines.questionnaire.files.workbook import Sheet, SheetRow, Workbook
from engines.questionnaire.problems import Problem
from french import NBSP, typeset

_ROW = re.compile(r"\[row : (\d+)\]")
_PLACE = re.compile(r"On the '(\w+)' sheet, the '([^']+)' value")
_SHEET = re.compile(r"for sheet: '(\w+)'")
_QUOTED = re.compile(r"'([^']+)'|\[([^\]]+)\]")

#: Of each list, how many are given to pyxform, which takes half as long as all the rest over a long one.
MAX_JUDGED_CHOICES = 300

logging.getLogger("pyxform").setLevel(logging.ERROR)  # it speaks to the console of its own accord


def as_pyxform(workbook: Workbook) -> dict[str, object]:
    """The workbook in the shape that pyxform reads: only the rows that hold something."""
    given: dict[str, object] = {"sheet_names": list(workbook.sheet_names)}
    for key, sheet in workbook.sheets.items():
        given[key] = [
            {header: text.replace(NBSP, " ").strip() for header, text in row.cells.items()}
            for row in sheet.rows
        ]
        given[f"{key}_header"] = [dict.fromkeys(sheet.headers)] if sheet.headers else []
    return given


def _shortened(workbook: Workbook) -> Workbook:
    """The workbook with long lists cut: a choice after the first hundreds is like those before it.

    What pyxform checks of each choice, the reader has checked of all of them; the rows that refer to a
    question are kept.
    """
    sheets = dict(workbook.sheets)
    for key in ("choices", "external_choices"):
        sheet = sheets.get(key)
        name = _list_name(sheet) if sheet is not None else ""
        if sheet is not None and name:
            seen: Counter[str] = Counter()
            rows = []
            for row in sheet.rows:
                seen[row.cells.get(name, "")] += 1
                refers = any("${" in text for text in row.cells.values())
                if refers or seen[row.cells.get(name, "")] <= MAX_JUDGED_CHOICES:
                    rows.append(row)
            sheets[key] = replace(sheet, rows=tuple(rows))
    return replace(workbook, sheets=sheets)


def _list_name(sheet: Sheet) -> str:
    """The header of the names of lists, as written; "" when pyxform must judge the sheet as it is."""
    return next((header for header in sheet.headers if header.lower() in {"list_name", "list name"}), "")


def judge(workbook: Workbook, stem: str) -> Problem | None:
    """None when pyxform accepts the workbook; otherwise its reason, with its place."""
    workbook = _shortened(workbook)
    given = as_pyxform(workbook)
    given["fallback_form_name"] = stem or None
    try:
        convert(given, validate=False)
    except PyXFormError as error:
        return _located(workbook, str(error), error.context)
    except RecursionError:
        return Problem("survey", 0, "", typeset("pyxform refuse ce questionnaire : il est trop imbriqué"))
    except Exception:  # noqa: BLE001 (any crash of pyxform on this input is a refusal, never ours)
        return _crashed(workbook, stem)
    return None


def _crashed(workbook: Workbook, stem: str) -> Problem:
    """What pyxform cannot even read: the first row without which it can, or the sheet."""
    text = typeset(
        "pyxform, qui lit les XLSForm, s’arrête ici sans dire pourquoi : "
        "cherchez un titre de colonne ou une cellule d’une forme inhabituelle"
    )
    survey = workbook.sheets["survey"]
    for header in survey.headers:
        kept = [
            SheetRow(row.number, {h: t for h, t in row.cells.items() if h != header}) for row in survey.rows
        ]
        others = tuple(other for other in survey.headers if other != header)
        if header.lower() not in {"type", "name"} and not _crashes(
            replace(
                workbook,
                sheets={**workbook.sheets, "survey": replace(survey, headers=others, rows=tuple(kept))},
            ),
            stem,
        ):
            return Problem(survey.name, survey.header_row, header, text)
    return Problem(survey.name, survey.header_row, _first_header(survey), text)


def _crashes(workbook: Workbook, stem: str) -> bool:
    try:
        convert(as_pyxform(workbook) | {"fallback_form_name": stem or None}, validate=False)
    except PyXFormError:
        return False
    except Exception:  # noqa: BLE001 (as above)
        return True
    return False


def _located(workbook: Workbook, message: str, context: dict[str, object]) -> Problem:
    said = " ".join(_ROW.sub("", message).split())[:400]
    text = typeset(f"pyxform refuse ce questionnaire : {said}")
    place, sheet_key = _PLACE.search(message), _SHEET.search(message)
    key = str(context.get("sheet") or (place and place[1]) or (sheet_key and sheet_key[1]) or "survey")
    sheet = workbook.sheets.get(key.lower())
    if sheet is None:
        return Problem(key, 0, "", text)
    column = str(context.get("column") or (place and place[2]) or "")
    found = _ROW.search(message)
    index = int(str(context.get("row") or (found and found[1]) or 0))
    if index >= 2:
        row = sheet.rows[index - 2].number if index - 2 < len(sheet.rows) else sheet.header_row
        return Problem(sheet.name, row, column or _first_header(sheet), text)
    return _by_words(sheet, message, text, column)


def _by_words(sheet: Sheet, message: str, text: str, column: str) -> Problem:
    """The row of a quoted word of the message; else the header row of its sheet."""
    for first, second in _QUOTED.findall(message):
        word = first or second
        for header in sheet.headers:
            if header == word:
                return Problem(sheet.name, sheet.header_row, header, text)
        for row in sheet.rows:
            for header, cell in row.cells.items():
                if word in (cell, *cell.split()):
                    return Problem(sheet.name, row.number, column or header, text)
    return Problem(sheet.name, sheet.header_row, column or _first_header(sheet), text)


def _first_header(sheet: Sheet) -> str:
    return next((header for header in sheet.headers if header.lower() == "type"), "") or (
        sheet.headers[0] if sheet.headers else ""
    )
