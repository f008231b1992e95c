"""The cells of a file somebody made with a spreadsheet: CSV in any usual encoding, or XLSX.

Needs no settings: an upload is read in a process apart (`core.apart`).
"""

import codecs
import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from milliard.core.refusals import Refused

MAX_ROWS = 50_000
MAX_COLUMNS = 100
MAX_CELL = 5_000
_SEPARATORS = (";", ",", "\t")
_LOOKED_AT = 20
#: ="00123": how spreadsheets are kept from reading a number in digits.
_QUOTED_FORMULA = re.compile(r'="([^"]*)"')
_STARTS_FORMULA = re.compile(r"^[\s=+@\t\r\n＝＋＠-]+")
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_UNREADABLE = (
    "Ce classeur est abîmé, protégé, ou n’est pas un XLSX\u00a0: enregistrez-le à nouveau en XLSX ou en CSV."
)


class SheetRefused(Refused):
    """The file is no table that can be read; ``line`` is where, 0 for the whole."""

    message = "Ce fichier n’est pas un tableau."

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.args = (line, message)  # what carries it to another process


@dataclass(frozen=True, slots=True)
class OrganisationSheet:
    """A table: the titles of its columns, its rows as (row in the file, cells), each as long as the titles.

    ``too_long``: rows whose cells are more than the titles, which lost or gained a separator.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    heading_row: int = 1
    too_long: frozenset[int] = frozenset()


def read_sheet(path: Path) -> OrganisationSheet:
    """The table of a file, by its content and never by its name. Raises `SheetRefused`."""
    with path.open("rb") as file:
        is_workbook = file.read(4) == b"PK\x03\x04"
    rows = _workbook_rows(path) if is_workbook else _csv_rows(path.read_bytes())
    return _table(rows)


def neutral(cell: str) -> str:
    """A text no spreadsheet runs and no page shows otherwise: signs of a formula, unseen marks taken off."""
    found = _QUOTED_FORMULA.fullmatch(cell.strip())
    text = _INVISIBLE.sub("", found[1] if found else cell)
    return " ".join(_STARTS_FORMULA.sub("", text).split(" ")).strip()


def _table(rows: Iterable[tuple[int, list[str]]]) -> OrganisationSheet:
    found = iter(rows)
    heading_row, titles = next(found, (0, []))
    while titles and not titles[-1]:
        titles.pop()
    if len(titles) < 2:
        raise SheetRefused(
            heading_row or 1,
            "Aucun tableau dans ce fichier\u00a0: une première ligne de titres, puis une par organisation.",
        )
    if len(titles) > MAX_COLUMNS:
        raise SheetRefused(heading_row, f"Plus de {MAX_COLUMNS} colonnes\u00a0: gardez celles qui servent.")
    kept, too_long = [], set()
    for number, cells in found:
        if any(cells[len(titles) :]):
            too_long.add(number)
        padded = (*cells, *("",) * (len(titles) - len(cells)))
        kept.append((number, padded[: len(titles)]))
        if len(kept) > MAX_ROWS:
            raise SheetRefused(number, f"Plus de {MAX_ROWS} lignes\u00a0: partagez ce fichier en plusieurs.")
    return OrganisationSheet(tuple(titles), tuple(kept), heading_row, frozenset(too_long))


def _csv_rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    before = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield before + 1, _cells(before + 1, cells)
            before = reader.line_num
    except csv.Error as error:
        raise SheetRefused(
            before + 1, "Une cellule est trop longue, ou ses guillemets sont mal fermés."
        ) from error


def _cells(number: int, cells: Iterable[str]) -> list[str]:
    read = [neutral(cell) for cell in cells]
    if any(len(cell) > MAX_CELL for cell in read):
        raise SheetRefused(number, f"Une cellule a plus de {MAX_CELL} caractères.")
    return read


def _decoded(data: bytes) -> str:
    """UTF-8, UTF-16 with its mark, else Windows-1252, else Latin-1 which reads any byte."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        tried = ["utf-16"]
    elif b"\x00" in data[:4096] or data.startswith((b"%PDF", b"\xd0\xcf\x11\xe0")):
        raise SheetRefused(
            1,
            "Ce fichier n’est ni un CSV ni un XLSX\u00a0: enregistrez votre tableau dans un de ces formats.",
        )
    else:
        tried = ["utf-8-sig", "cp1252", "latin-1"]
    for encoding in tried:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not text.strip():
            raise SheetRefused(1, "Ce fichier est vide.")
        if text.lstrip().startswith(("<", "{", "[")):
            raise SheetRefused(
                1,
                "Ce fichier n’est ni un CSV ni un XLSX\u00a0: c’est une page, ou fait pour un programme.",
            )
        return text
    raise SheetRefused(
        1, "Les lettres de ce fichier ne se lisent pas\u00a0: exportez-le à nouveau, en UTF-8."
    )


def _separator(text: str) -> str:
    """The one that cuts the titles most, and the rows as the titles."""
    lines = [line for line in text.splitlines()[:_LOOKED_AT] if line.strip()]

    def cells(separator: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=separator)]
        except csv.Error:
            return 0, 0
        return (widths[0] if widths else 0), sum(width == widths[0] for width in widths)

    return max(_SEPARATORS, key=cells)


def _workbook_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet that holds something; of a formula, the value its author last saw."""
    import openpyxl  # few requests need it: see `config.server`

    unreadable = openpyxl.utils.exceptions.InvalidFileException
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        for sheet in book.worksheets:
            is_empty = True
            for number, cells in enumerate(
                sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS + 1), start=1
            ):
                if any(cell not in (None, "") for cell in cells):
                    is_empty = False
                    yield number, _cells(number, map(_text, cells))
            if not is_empty:
                return
    except (unreadable, zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError) as error:
        raise SheetRefused(0, _UNREADABLE) from error


def _text(value: Any) -> str:
    """The text of a cell: whole numbers without «.0», days as 2026-12-31."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value)
