"""XLSForm written as text: Markdown tables, or CSV with the sheet's name in the first column.

Row numbers are line numbers. The two forms are pyxform's::

    | survey |
    |        | type | name | label        |
    |        | text | nom  | Votre nom    |
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from engines.questionnaire.files.workbook import (
    CSV_SEPARATORS,
    MAX_FILE_BYTES,
    SHEET_NAMES,
    Deadline,
    FileKind,
    Sheet,
    Workbook,
    decode,
    refuse,
)
from engines.questionnaire.files.workbook.grid import SheetBuilder
from engines.questionnaire.problems import ProblemList

_UNESCAPED_PIPE = re.compile(r"(?<!\\)\|")
_ANNOUNCED = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)
_SEPARATOR = re.compile(r"^[\s|:-]+$")


def read_markdown(data: bytes, problems: ProblemList, deadline: Deadline | None = None) -> Workbook:
    """Read an XLSForm written as one Markdown table per sheet (or one for all)."""
    return _workbook(FileKind.MARKDOWN, _markdown_lines(decode(data)), problems, deadline or Deadline())


def read_csv(data: bytes, problems: ProblemList, deadline: Deadline | None = None) -> Workbook:
    """Read an XLSForm written as CSV. Rows are line numbers of the end of each record.

    The separator is the one that sets a sheet's name apart on the first line: a comma, else a semicolon or a
    tab, which French spreadsheets write (and may announce by a first line ``sep=;``).
    """
    return _workbook(FileKind.CSV, _csv_lines(decode(data)), problems, deadline or Deadline())


def _markdown_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    # Only real line ends: str.splitlines would also cut at U+2028 and shift the numbers.
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        stripped = line.strip()
        if not stripped.startswith("|") or (_SEPARATOR.match(stripped) and "-" in stripped):
            continue
        cells = _UNESCAPED_PIPE.split(stripped)[1:]
        # What follows the last pipe is a comment, as in pyxform; an unclosed row would lose a cell.
        after = cells.pop() if cells else ""
        if after.strip() and not after.strip().startswith("#"):
            raise refuse("il manque « | » à la fin de la ligne", row=number)
        yield number, [cell.strip().replace(r"\|", "|") for cell in cells]


def _csv_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(MAX_FILE_BYTES)
    announced = _ANNOUNCED.match(text)
    separator = announced[1] if announced else _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
    try:
        for cells in reader:
            if not (announced and reader.line_num == 1):
                yield reader.line_num, cells
    except csv.Error as error:
        raise refuse("fichier CSV mal formé (guillemets ?)", row=reader.line_num) from error


def _separator(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip(" ,;\t")), "")
    for separator in CSV_SEPARATORS:
        if first.split(separator)[0].strip(' "').lower() in SHEET_NAMES:
            return separator
    return max(CSV_SEPARATORS, key=lambda separator: text[:10_000].count(separator))


def _workbook(
    kind: FileKind, lines: Iterator[tuple[int, list[str]]], problems: ProblemList, deadline: Deadline
) -> Workbook:
    builders: dict[str, SheetBuilder] = {}
    current: SheetBuilder | None = None
    for number, cells in lines:
        deadline.check(number)
        name, *rest = [*cells, ""] if len(cells) == 1 else cells or [""]
        name = name.strip()
        if name:
            if name.lower() in {builder.name.lower() for builder in builders.values()}:
                raise refuse("cette feuille est définie deux fois", sheet=name, row=number)
            current = builders[name] = SheetBuilder(name, problems, deadline)
        if current is None or not any(cell.strip() for cell in rest):
            continue
        if not current.header_row:
            current.set_headers(number, rest)
        else:
            current.add(number, rest)
    return pick_sheets(kind, [builder.sheet() for builder in builders.values()])


def pick_sheets(kind: FileKind, sheets: list[Sheet]) -> Workbook:
    """Keep the sheets of an XLSForm; a single sheet of any name is the survey, as in pyxform."""
    names = tuple(sheet.name for sheet in sheets)
    if len(sheets) == 1 and sheets[0].key not in SHEET_NAMES:
        return Workbook(kind=kind, sheets={"survey": sheets[0]}, sheet_names=names)
    return Workbook(kind=kind, sheets={s.key: s for s in sheets if s.key in SHEET_NAMES}, sheet_names=names)
