"""From rows of cell texts to a `Sheet`: headers, limits, remarks on cells."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from engines.questionnaire.files.workbook import (
    MAX_CELL_CHARACTERS,
    MAX_COLUMNS,
    MAX_EMPTY_ROWS,
    MAX_ROWS,
    MAX_ROWS_OTHER,
    Deadline,
    Sheet,
    SheetRow,
    refuse,
)
from engines.questionnaire.problems import ProblemList

# What XML 1.0 cannot carry, plus the marks that turn a text around on screen.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)


#: What is read by machines: the value itself, whatever its look. All else is read as it is seen.
_VALUES = re.compile(
    r"^(?:bind:+)?(?:type|relevant|relevance|constraint|calculation|calculate|required|readonly|read_only"
    r"|choice_filter|repeat_count|jr:count|default|parameters|minimum|maximum|max_bytes|trigger|version|disabled)$"
)


_ROWS_BETWEEN_CHECKS = 200


class SeenText(str):
    """The text of a cell's value, with what the spreadsheet shows of it: a number or a day in a format."""

    __slots__ = ("is_day", "seen")

    def __new__(cls, text: str, seen: str | None, *, is_day: bool = False) -> SeenText:
        """``seen`` is None when the format is not one we read."""
        made = super().__new__(cls, text)
        made.seen = seen
        made.is_day = is_day
        return made

    seen: str | None
    is_day: bool


PASSWORD = "ce classeur est protégé par un mot de passe ; enregistrez-le sans mot de passe"  # noqa: S105 (a sentence)
CORRUPT = "ce classeur est abîmé ou n’est pas un vrai fichier Excel ; enregistrez-le de nouveau en .xlsx"


def text_of(value: Any) -> str:
    """The text of a cell: whole numbers without ``.0``, dates in ISO, booleans as Excel shows them."""
    if value is None:
        return ""
    if value is True:
        return "TRUE"
    if value is False:
        return "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value)


def column_letter(index: int) -> str:
    """``0`` -> ``A``, ``26`` -> ``AA``: how a spreadsheet names its columns."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def clean_text(text: str) -> str:
    """A cell's text: line ends made one kind, outer spaces removed, typography kept."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def clean_header(text: str) -> str:
    """A header with its spaces made plain and single."""
    return re.sub(r"\s+", " ", text).strip()


@dataclass(slots=True)
class SheetBuilder:
    """Receives the rows of one sheet, in order; the first row given is the header row."""

    name: str
    problems: ProblemList
    deadline: Deadline = field(default_factory=Deadline)
    header_row: int = 0
    headers: dict[int, str] = field(default_factory=dict)
    orphans: set[int] = field(default_factory=set)
    formatted: set[int] = field(default_factory=set)
    rows: list[SheetRow] = field(default_factory=list)

    @property
    def max_rows(self) -> int:
        return MAX_ROWS.get(self.name.lower(), MAX_ROWS_OTHER)

    def set_headers(self, number: int, texts: Iterable[str]) -> None:
        self.header_row = number
        for index, text in enumerate(texts):
            header = clean_header(text)
            if not header:
                continue
            if index >= MAX_COLUMNS:
                message = f"plus de {MAX_COLUMNS} colonnes"
                raise refuse(message, sheet=self.name, row=number, column=header[:60])
            self._check(number, column_letter(index), header)
            if len(header) > 200:
                column = column_letter(index)
                raise refuse("titre de colonne trop long", sheet=self.name, row=number, column=column)
            if header in self.headers.values():
                self.problems.error(self.name, number, header, "deux colonnes portent ce titre")
                continue
            self.headers[index] = header

    def add(self, number: int, texts: Iterable[str]) -> bool:
        """Add a row; returns whether it held something. Raises when there are too many rows."""
        cells: dict[str, str] = {}
        for index, raw in enumerate(texts):
            text = clean_text(raw) if raw else ""
            if not text:
                continue
            header = self.headers.get(index)
            if header is None:
                if index < MAX_COLUMNS and index not in self.orphans:
                    self.orphans.add(index)
                    self._orphan(number, index)
                continue
            self._check(number, header, text)
            if isinstance(raw, SeenText):
                text = self._seen(number, index, raw)
            cells[header] = text[:MAX_CELL_CHARACTERS]
        if not cells:
            return False
        if len(self.rows) >= self.max_rows:
            raise refuse(f"plus de {self.max_rows} lignes", sheet=self.name, row=number)
        self.rows.append(SheetRow(number=number, cells=cells))
        return True

    def _seen(self, number: int, index: int, cell: SeenText) -> str:
        """The text of a formatted cell, and what its author must know of it, once a column."""
        header = self.headers[index]
        if _VALUES.match(header.lower()) or cell.seen == str(cell):
            return str(cell)
        if cell.is_day:
            read = cell.seen if cell.seen is not None else str(cell)
            message = (
                f"ce que vous avez écrit est devenu une date ou une heure du tableur, lue « {read} » ; "
                "si ce n’est pas cela, mettez la cellule au format Texte et retapez-la"
            )
            self.problems.warning(self.name, number, header, message)
            return read
        if index not in self.formatted:
            self.formatted.add(index)
            message = f"nombre mis en forme, lu comme on le voit : « {cell.seen} » (dans la cellule : {cell})"
            if cell.seen is None:
                message = (
                    f"nombre dont la mise en forme n’est pas lue : « {cell} » ; tapez le texte que vous voyez"
                )
            self.problems.warning(self.name, number, header, f"{message} ; de même dans toute la colonne")
        return cell.seen if cell.seen is not None else str(cell)

    def _orphan(self, number: int, index: int) -> None:
        message = "cette colonne n’a pas de titre : elle n’est pas lue"
        self.problems.warning(self.name, number, column_letter(index), message)

    def _check(self, number: int, column: str, text: str) -> None:
        if len(text) > MAX_CELL_CHARACTERS:
            message = f"texte de {len(text)} caractères ; le maximum est {MAX_CELL_CHARACTERS}"
            self.problems.error(self.name, number, column, message)
        found = FORBIDDEN.search(text)
        if found:
            message = f"caractère invisible interdit (U+{ord(found.group()):04X}) : retapez cette cellule"
            self.problems.error(self.name, number, column, message)

    def stop_at_empty(self, number: int, empty: int) -> bool:
        """Whether a run of empty rows is long enough to stop reading; says so once."""
        if empty < MAX_EMPTY_ROWS:
            return False
        message = f"lecture arrêtée après {MAX_EMPTY_ROWS} lignes vides"
        self.problems.warning(self.name, number, "", message)
        return True

    def sheet(self) -> Sheet:
        return Sheet(
            name=self.name,
            header_row=self.header_row,
            headers=tuple(self.headers.values()),
            rows=tuple(self.rows),
            positions=dict(self.headers),
        )


def read_sheet(
    name: str, rows: Iterator[list[str]], problems: ProblemList, deadline: Deadline | None = None
) -> Sheet:
    """A sheet of a spreadsheet: the first row is the header, a long run of empty rows is the end."""
    builder = SheetBuilder(name, problems, deadline or Deadline(name))
    empty = 0
    for number, texts in enumerate(rows, start=1):
        if number == 1:
            builder.set_headers(number, texts)
            continue
        if number % _ROWS_BETWEEN_CHECKS == 0:
            builder.deadline.check(number, name)
        if builder.add(number, texts):
            empty = 0
            continue
        empty += 1
        builder.deadline.check(number, name)
        if builder.stop_at_empty(number, empty):
            break
    return builder.sheet()
