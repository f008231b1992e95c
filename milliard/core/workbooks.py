"""The first sheet of a workbook, as rows of texts: what a spreadsheet saves as .xlsx.

Meant for `core.apart`: a small workbook may unfold into gigabytes. Macros are never run nor kept.
"""

import datetime as dt
import io
import warnings
import zipfile
from collections.abc import Iterable
from typing import Any

from milliard.core.received_tables import ReceivedTable, Row, TableWords, table_of

_MOST_COLUMNS = 60
_NOT_READ = (
    "Ce classeur ne se lit pas\u00a0: enregistrez-le à nouveau en .xlsx, sans mot de passe, ou en CSV."
)
_BEGINS = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are those of a workbook, readable or not."""
    return data.startswith((_BEGINS, _OLD_WORKBOOK))


def read_workbook_table(data: bytes, words: TableWords) -> ReceivedTable:
    """The table of the first sheet that has one. Raises what ``words`` says, `MemoryError`."""
    try:
        rows = _first_rows(data, words.max_rows)
        if rows and _has_formulas(data):
            rows = _with_lost_formulas(data, rows, words.max_rows)
    except MemoryError:
        raise
    except Exception as error:  # (openpyxl raises almost anything on a damaged file)
        raise words.refused(1, _NOT_READ) from error
    if len(rows) > words.max_rows:
        raise words.refused(rows[-1][0], words.too_many)
    return table_of(rows, words, encoding="xlsx")


def _first_rows(data: bytes, most: int, *, has_values: bool = True) -> list[Row]:
    import openpyxl  # few requests need it: see `config.server`

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on styles and extensions of Excel: nothing that we read
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=has_values, keep_links=False
        )
        try:
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # a wrong declared size would mean millions of padded cells
                cells = sheet.iter_rows(max_col=_MOST_COLUMNS + 1, max_row=most + 100, values_only=True)
                if rows := _filled(cells):
                    return rows
        finally:
            book.close()
    return []


def _filled(cells: Iterable[Iterable[Any]]) -> list[Row]:
    found = []
    for number, row in enumerate(cells, start=1):
        texts = [_text(value) for value in row]
        if any(texts):
            while not texts[-1]:
                texts.pop()
            found.append((number, texts))
    return found


def _has_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = (name for name in archive.namelist() if name.startswith("xl/worksheets/"))
        return any(b"<f>" in text or b"<f " in text for text in map(archive.read, sheets))


def _with_lost_formulas(data: bytes, rows: list[Row], most: int) -> list[Row]:
    """A formula whose result was not saved is shown as it is written, not as an empty cell."""
    known = dict(rows)
    for number, written in _first_rows(data, most, has_values=False):
        cells = known.setdefault(number, [])
        cells += [""] * (len(written) - len(cells))
        for place, text in enumerate(written):
            if text.startswith("=") and not cells[place]:
                cells[place] = text
    return sorted(known.items())


def _text(value: Any) -> str:
    """A cell as a person reads it: days without a time, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        is_day = value.time() == dt.time.min
        return value.date().isoformat() if is_day else value.isoformat(" ", "seconds")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
