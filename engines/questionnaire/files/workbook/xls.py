"""Old ``.xls`` workbooks, read by xlrd in a process of its own.

A damaged file can make xlrd follow a circle of sectors without end, eating all the memory of the
machine (met with random damage to real forms). So the reading is done by a child with a limit on memory
and on time, which writes the texts of the cells as JSON; whatever happens to it is one sentence here.
"""

from __future__ import annotations

import datetime
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlrd

from engines.questionnaire.files.workbook import SHEET_NAMES, Deadline, FileKind, Workbook, refuse
from engines.questionnaire.files.workbook.formats import seen_moment, seen_number
from engines.questionnaire.files.workbook.grid import (
    CORRUPT,
    PASSWORD,
    SeenText,
    column_letter,
    read_sheet,
    text_of,
)
from engines.questionnaire.files.workbook.text import pick_sheets
from engines.questionnaire.problems import ProblemList

MAX_MEMORY_BYTES = 600_000_000
MAX_CPU_SECONDS = 10
_ROOT = Path(__file__).resolve().parents[4]
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_BAD_DATE = "\x00date"  # replaces a date that cannot be read; a real cell never begins so


def read_xls(data: bytes, problems: ProblemList, deadline: Deadline | None = None) -> Workbook:
    """Read a ``.xls``; raises `UnreadableFileError` when it cannot be read."""
    if _ENCRYPTED_STREAM in data:
        raise refuse(PASSWORD)
    deadline = deadline or Deadline()
    found = _run_child(data)
    if "error" in found:
        raise refuse(PASSWORD if "encrypted" in str(found["error"]).lower() else CORRUPT)
    sheets = [
        read_sheet(name, _without_bad_dates(name, rows, problems), problems, deadline)
        for name, rows in found["sheets"]
    ]
    return pick_sheets(FileKind.XLS, sheets)


def _run_child(data: bytes) -> dict[str, Any]:
    command = [sys.executable, "-m", __name__, str(MAX_CPU_SECONDS)]
    try:
        done = subprocess.run(  # noqa: S603 (our own module, no argument from outside)
            command,
            input=data,
            capture_output=True,
            timeout=3 * MAX_CPU_SECONDS,
            cwd=_ROOT,
            env={},
            check=True,
        )
        found = json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError) as error:
        raise refuse(CORRUPT) from error
    return dict(found)


def _without_bad_dates(
    name: str, rows: list[list[str | list[Any]]], problems: ProblemList
) -> Iterator[list[str]]:
    for number, cells in enumerate(rows, start=1):
        texts = [
            cell if isinstance(cell, str) else SeenText(cell[0], cell[1], is_day=cell[2]) for cell in cells
        ]
        for index, text in enumerate(texts):
            if text == _BAD_DATE:
                message = "date impossible à lire : écrivez-la en texte, par exemple 2026-11-23"
                problems.error(name, number, column_letter(index), message)
        yield ["" if text == _BAD_DATE else text for text in texts]


# --- in the child ------------------------------------------------------------------------------------


def main() -> None:
    """Read a workbook on standard input; write its texts, or what went wrong, on standard output."""
    import resource

    # Whoever asked may have less than that already.
    allowed = resource.getrlimit(resource.RLIMIT_AS)[1]
    memory = MAX_MEMORY_BYTES if allowed == resource.RLIM_INFINITY else min(MAX_MEMORY_BYTES, allowed)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    seconds = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    try:
        found: dict[str, Any] = {"sheets": _sheets(sys.stdin.buffer.read())}
    except Exception as error:  # noqa: BLE001 (xlrd raises almost anything on a damaged file)
        found = {"error": f"{type(error).__name__}: {error}"}
    sys.stdout.write(json.dumps(found))


_Cell = str | tuple[str, str | None, bool]  # a text; or a value, what is seen of it, whether it is a day


def _sheets(data: bytes) -> list[tuple[str, list[list[_Cell]]]]:
    book = _open(data)
    sheets = []
    for name in book.sheet_names():
        wanted = name.lower() in SHEET_NAMES or book.nsheets == 1
        sheets.append((name, _rows(book, name) if wanted else []))
    return sheets


def _open(data: bytes) -> xlrd.book.Book:
    """With the formats of its cells when they can be read: a damaged style must not cost the texts."""
    try:
        return xlrd.open_workbook(
            file_contents=data, on_demand=True, logfile=io.StringIO(), formatting_info=True
        )
    except Exception:  # noqa: BLE001 (xlrd raises almost anything on a damaged file)
        return xlrd.open_workbook(file_contents=data, on_demand=True, logfile=io.StringIO())


def _rows(book: xlrd.book.Book, name: str) -> list[list[_Cell]]:
    sheet = book.sheet_by_name(name)
    return [[_text(book, cell) for cell in sheet.row(number)] for number in range(sheet.nrows)]


def _text(book: xlrd.book.Book, cell: xlrd.sheet.Cell) -> _Cell:
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    number_format = _format_of(book, cell)
    if cell.ctype == xlrd.XL_CELL_NUMBER and number_format not in {"", "General", "@"}:
        return text_of(cell.value), seen_number(cell.value, number_format), False
    if cell.ctype != xlrd.XL_CELL_DATE:
        return text_of(cell.value)
    try:
        parts = xlrd.xldate_as_tuple(cell.value, book.datemode)
        if parts[:3] == (0, 0, 0):
            moment: datetime.datetime | datetime.time = datetime.time(*parts[3:])
        else:
            moment = datetime.datetime(*parts)  # noqa: DTZ001 (a spreadsheet has no time zone)
    except (xlrd.xldate.XLDateError, ValueError, OverflowError):
        return _BAD_DATE
    text = moment.isoformat() if isinstance(moment, datetime.time) else text_of(moment)
    return text, seen_moment(moment, number_format) if number_format else text, True


def _format_of(book: xlrd.book.Book, cell: xlrd.sheet.Cell) -> str:
    """The number format of a cell; "" when the workbook was opened without them."""
    if not book.formatting_info or cell.xf_index is None:
        return ""
    found = book.format_map.get(book.xf_list[cell.xf_index].format_key)
    return str(found.format_str) if found is not None else ""


if __name__ == "__main__":
    main()
