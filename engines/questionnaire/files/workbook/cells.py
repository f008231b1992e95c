"""The cells of one sheet of a .xlsx, as texts: openpyxl's reader of a sheet, without an object for each cell.

A list of all communes is a hundred thousand cells. What openpyxl makes of each (a rich text, a cell with
its sheet) costs more than reading it; only the value, its style and its place are wanted here.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import openpyxl  # noqa: F401 (its root first: two threads that enter by two doors find it half made)
from defusedxml.ElementTree import iterparse as defused_iterparse
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils.cell import column_index_from_string
from openpyxl.worksheet._reader import INLINE_STRING, ROW_TAG, VALUE_TAG, WorkSheetParser

from engines.questionnaire.files.workbook import MAX_COLUMNS
from engines.questionnaire.files.workbook.formats import seen_moment, seen_number
from engines.questionnaire.files.workbook.grid import SeenText, text_of

_MAIN = INLINE_STRING.removesuffix("is")
_TEXT, _RUN = f"{_MAIN}t", f"{_MAIN}r"
#: What Excel and others write before the root of a sheet: at most a declaration, of UTF-8.
_PLAIN_PROLOG = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml\s+version=[\"']1\.0[\"'](?:\s+encoding=[\"']utf-8[\"'])?"
    rb"(?:\s+standalone=[\"'](?:yes|no)[\"'])?\s*\?>)?\s*<\w",
    re.IGNORECASE,
)
_PROLOG_BYTES = 400
_DIGITS = "0123456789"
_ESCAPED = re.compile(r"_x(0009|000A|000D|005F)_", re.IGNORECASE)
_AS_TYPED = frozenset({"", "General", "@"})


class _CellParser(WorkSheetParser):  # type: ignore[misc]
    """openpyxl's, with a text written inside its cell taken as one written apart, and nothing but rows."""

    col_counter: int

    def parse(self) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        for _, element in _elements(self.source):
            if element.tag == ROW_TAG:
                yield self.parse_row(element)
                element.clear()

    def parse_cell(self, element: Element) -> dict[str, Any]:
        kind = element.get("t")
        if kind not in ("s", "inlineStr"):
            return dict(super().parse_cell(element))
        coordinate = element.get("r")
        self.col_counter = _column(coordinate.rstrip(_DIGITS)) if coordinate else self.col_counter + 1
        value: str | None
        if kind == "s":
            written = element.findtext(VALUE_TAG)
            value = self.shared_strings[int(written)] if written else None
        else:
            inline = element.find(INLINE_STRING)
            value = _inline_text(inline) if inline is not None else None
        return {"column": self.col_counter, "value": value, "style_id": 0}


@lru_cache(maxsize=1_000)
def _column(letters: str) -> int:
    return int(column_index_from_string(letters))


def _elements(source: Any) -> Iterator[tuple[str, Element]]:
    """Each element of a sheet, once complete.

    The parser written in C takes a third of the time of the one that refuses a document type, with its
    entities; one can only stand before the root, and is looked for there.
    """
    if _PLAIN_PROLOG.match(source.peek(_PROLOG_BYTES)):
        return iter(ElementTree.iterparse(source))  # noqa: S314 (a root was begun: no type can follow)
    return iter(defused_iterparse(source))


def _inline_text(inline: Element) -> str:
    """The text and its runs; how it is pronounced (``rPh``) is not said."""
    if len(inline) == 1 and inline[0].tag == _TEXT:
        return inline[0].text or ""
    parts = [child for child in inline if child.tag in (_TEXT, _RUN)]
    texts = [child if child.tag == _TEXT else child.find(_TEXT) for child in parts]
    return "".join(text.text or "" for text in texts if text is not None)


def sheet_texts(worksheet: Any) -> Iterator[list[str]]:
    """The texts of each row, empty rows included; `MAX_COLUMNS` and one more, to say that there are more."""
    book = worksheet.parent
    formats: dict[int, str] = {}
    with worksheet._get_source() as source:
        parser = _CellParser(
            source,
            worksheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        expected = 1
        for number, cells in parser.parse():
            for _ in range(expected, number):
                yield []
            if number >= expected:
                expected = number + 1
                yield _row(book, cells, formats)


def _row(book: Any, cells: list[dict[str, Any]], formats: dict[int, str]) -> list[str]:
    texts: list[str] = []
    for cell in cells:
        column = min(cell["column"], MAX_COLUMNS + 1)
        texts.extend("" for _ in range(column - 1 - len(texts)))
        if len(texts) == column - 1:
            texts.append(_text(book, cell, formats))
    return texts


def _text(book: Any, cell: dict[str, Any], formats: dict[int, str]) -> str:
    """The text of a cell; for a number or a day, with what is seen of it too."""
    value = cell["value"]
    if isinstance(value, str):
        return unescape(value)
    if value is None or isinstance(value, bool):
        return text_of(value)
    style = cell["style_id"]
    if style not in formats:
        formats[style] = _number_format(book, style)
    if isinstance(value, datetime.date | datetime.time):
        return SeenText(text_of(value), seen_moment(value, formats[style]), is_day=True)
    if isinstance(value, int | float) and formats[style] not in _AS_TYPED:
        return SeenText(text_of(value), seen_number(value, formats[style]))
    return text_of(value)


def _number_format(book: Any, style: int) -> str:
    identifier = book._cell_styles[style].numFmtId
    if identifier < BUILTIN_FORMATS_MAX_SIZE:
        return str(BUILTIN_FORMATS.get(identifier, "General"))
    return str(book._number_formats[identifier - BUILTIN_FORMATS_MAX_SIZE])


def unescape(text: str) -> str:
    """Excel writes line ends as ``_x000D_``; openpyxl leaves them so, and `_x005F_` (`_`) in inline texts."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
