"""pyxform's verdict on a workbook: what it refuses is refused, at the place it speaks of."""

from __future__ import annotations

import logging
import re

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from engines.questionnaire.files.workbook import Sheet, Workbook
from engines.questionnaire.problems import Problem
from french import NBSP

_ROW = re.compile(r"\[row : (\d+)\]")
_PLACE = re.compile(r"On the '(\w+)' sheet, the '([^']+)' value")
_SHEET = re.compile(r"for sheet: '(\w+)'")
_QUOTED = re.compile(r"'([^']+)'|\[([^\]]+)\]")

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


def judge(workbook: Workbook, stem: str) -> Problem | None:
    """None when pyxform accepts the workbook; otherwise its reason, with its place."""
    given = as_pyxform(workbook)
    given["fallback_form_name"] = stem or None
    try:
        convert(given, validate=False)
    except PyXFormError as error:
        return _located(workbook, str(error), error.context)
    except RecursionError:
        return Problem("survey", 0, "", "pyxform refuse ce questionnaire : il est trop imbriqué")
    except Exception as error:  # noqa: BLE001 (any crash of pyxform on this input is a refusal, never ours)
        return _located(workbook, f"{type(error).__name__}: {error}", {})
    return None


def _located(workbook: Workbook, message: str, context: dict[str, object]) -> Problem:
    said = " ".join(_ROW.sub("", message).split())[:400]
    text = f"pyxform refuse ce questionnaire : {said}"
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
