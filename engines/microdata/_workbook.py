"""XLSX: what the file is, the rows, the dictionary; typed cells, nothing computed."""

from __future__ import annotations

import datetime
import re
from typing import IO, Any

from engines.microdata._delimited import DICTIONARY, dictionary_rows
from engines.microdata._table import Microdata, Shown, cell_objects

#: A workbook beyond this opens on few computers; written at 200,000 cells a second.
MAX_CELLS = 5_000_000
MAX_ROWS = 1_048_575
MAX_COLUMNS = 16_384
_MAX_TEXT = 32_767
_CUT = " […texte coupé\u00a0: limite du format XLSX]"
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class TooManyCellsError(Exception):
    """A worksheet cannot hold this table, or no spreadsheet would open it."""


def write_workbook(table: Microdata, file: IO[bytes], *, shown: Shown, sheet: str) -> None:
    """Three sheets: the rows (called ``sheet``), «Dictionnaire», «À propos».

    Raises `TooManyCellsError`.
    """
    cells = table.row_count * len(table.columns)
    if cells > MAX_CELLS or table.row_count > MAX_ROWS or len(table.columns) > MAX_COLUMNS:
        raise TooManyCellsError
    import openpyxl  # 6 MB that other formats do without

    book = openpyxl.Workbook(write_only=True)
    try:
        _rows(book.create_sheet(sheet), table, shown)
        _dictionary(book.create_sheet("Dictionnaire"), table)
        _about(book.create_sheet("À propos"), table)
        book.save(file)
    except BaseException:
        # A write-only sheet is a generator over a temporary file: left open, both would stay behind.
        for made in book.worksheets:
            made.close()
            made._writer.cleanup()
        raise


def _rows(sheet: Any, table: Microdata, shown: Shown) -> None:
    sheet.freeze_panes = "A2"
    sheet.append([_text(sheet, column.name, is_bold=True) for column in table.columns])
    for block in table.blocks():
        columns = [
            [_value(sheet, cell) for cell in cell_objects(column, cells, shown)]
            for column, cells in zip(table.columns, block, strict=True)
        ]
        for row in zip(*columns, strict=True):
            sheet.append(row)


def _dictionary(sheet: Any, table: Microdata) -> None:
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDE", (24, 60, 16, 60, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([_text(sheet, name, is_bold=True) for name in DICTIONARY])
    for row in dictionary_rows(table.columns):
        sheet.append([_text(sheet, cell) for cell in row])


def _about(sheet: Any, table: Microdata) -> None:
    sheet.column_dimensions["A"].width = 120
    sheet.append([_text(sheet, table.title, is_bold=True)])
    for line in table.remarks:
        sheet.append([_text(sheet, line)])


def _value(sheet: Any, cell: object) -> object:
    if isinstance(cell, str):
        return _text(sheet, cell)
    if isinstance(cell, tuple):
        return cell[0] / 100 if cell[0] % 100 else cell[0] // 100
    return cell if cell is None or isinstance(cell, int | float | datetime.date) else str(cell)


def _text(sheet: Any, text: str, *, is_bold: bool = False) -> Any:
    """A cell typed as text: openpyxl would read «=…» as a formula and «#N/A» as an error."""
    clean = _ILLEGAL.sub("", text)
    if len(clean) > _MAX_TEXT:
        clean = clean[: _MAX_TEXT - len(_CUT)] + _CUT
    import openpyxl

    cell = openpyxl.cell.WriteOnlyCell(sheet, value=clean)
    cell.data_type = "s"
    if clean.startswith(("=", "+", "-", "@")):
        cell.quotePrefix = True
    if is_bold:
        cell.font = openpyxl.styles.Font(bold=True)
    return cell
