"""CSV: the table, and its dictionary, header first."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from engines.microdata._columns import CellKind, RowColumn
from engines.microdata._table import Microdata, Shown, cell_objects, euros_text

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Spreadsheets ignore blanks before a formula, and those of French typography are blanks.
_BLANKS = " \u00a0\u202f"
#: Columns of the dictionary, in French: what the import of a dictionary reads.
DICTIONARY = (
    *("nom", "libelle", "type", "reponses", "manquantes", "unite", "question", "section", "spss", "note"),
)
_KINDS = {
    CellKind.CODE: "un choix",
    CellKind.TICK: "plusieurs choix",
    CellKind.RANK: "classement",
    CellKind.NUMBER: "nombre",
    CellKind.AMOUNT: "montant",
    CellKind.DATE: "date",
    CellKind.TEXT: "texte",
}


@dataclass(frozen=True, slots=True)
class DelimitedStyle:
    """``separator`` «;» and ``decimal_mark`` «,» with a mark of UTF-8 for a French spreadsheet."""

    separator: str = ","
    decimal_mark: str = "."
    has_bom: bool = False
    #: One more column on each row, (name, value): there is no other room in a bare table.
    stamp: tuple[str, str] | None = None


def csv_chunks(table: Microdata, style: DelimitedStyle, shown: Shown) -> Iterator[bytes]:
    """The table block by block; its header is the first line."""
    stamp = [style.stamp[1]] if style.stamp else []
    names = [column.name for column in table.columns]
    header = [*names, *([style.stamp[0]] if style.stamp else [])]
    yield _lines([header], style, is_first=True)
    for block in table.blocks():
        columns = [
            _texts(cell_objects(column, cells, shown), style)
            for column, cells in zip(table.columns, block, strict=True)
        ]
        yield _lines(([*row, *stamp] for row in zip(*columns, strict=True)), style)


def dictionary_chunks(table: Microdata, style: DelimitedStyle) -> Iterator[bytes]:
    """One line a column: what it is called, what its codes mean."""
    yield _lines([DICTIONARY], style, is_first=True)
    yield _lines(dictionary_rows(table.columns), style)


def dictionary_rows(columns: Iterable[RowColumn]) -> Iterator[tuple[str, ...]]:
    """The cells of the dictionary, in the order of ``DICTIONARY``."""
    for column in columns:
        yield (
            column.name,
            column.label,
            _KINDS[column.kind],
            _pairs(column.values),
            _pairs([(str(item.number), item.label) for item in column.missing]),
            column.unit,
            column.question,
            column.section,
            _spss_codes(column),
            column.note,
        )


def _spss_codes(column: RowColumn) -> str:
    """Numbers that stand for the codes in the SPSS file, when they are not the same."""
    if column.kind is not CellKind.CODE or column.has_whole_codes:
        return ""
    pairs = zip(column.numbers, column.values, strict=True)
    return _pairs([(str(number), code) for number, (code, _) in pairs])


def _pairs(pairs: Sequence[tuple[str, str]]) -> str:
    return "|".join(f"{value}={label}".replace("|", "\\|") for value, label in pairs)


def neutralised(text: str) -> str:
    """A text no spreadsheet computes: unchanged, or with an apostrophe in front."""
    return f"'{text}" if text.lstrip(_BLANKS).startswith(_DANGEROUS) else text


def _texts(cells: Sequence[object], style: DelimitedStyle) -> list[str]:
    mark = style.decimal_mark
    found: list[str] = []
    for cell in cells:
        if cell is None:
            found.append("")
        elif isinstance(cell, str):
            found.append(neutralised(cell))
        elif isinstance(cell, tuple):
            found.append(euros_text(cell[0], mark))
        elif isinstance(cell, datetime.date):
            found.append(cell.isoformat())
        else:
            found.append(str(cell).replace(".", mark))
    return found


def _lines(rows: Iterable[Sequence[str]], style: DelimitedStyle, *, is_first: bool = False) -> bytes:
    buffer = io.StringIO()
    if is_first and style.has_bom:
        buffer.write("\ufeff")
    writer = csv.writer(buffer, delimiter=style.separator, lineterminator="\r\n")
    if is_first:
        writer.writerows([neutralised(name) for name in row] for row in rows)
    else:
        writer.writerows(rows)
    return buffer.getvalue().encode()
