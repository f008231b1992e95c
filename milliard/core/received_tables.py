"""A table in a file somebody made: encoding and separator found, lines above the titles left aside.

Pure: it needs no settings, so that it may run in a process apart (`core.apart`).
"""

import codecs
import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from french import typeset
from milliard.core.refusals import Refused

#: Rows looked at to find titles and columns.
LOOKED_AT = 60
_SEPARATORS = (";", ",", "\t", "|")
_MOST_COLUMNS = 60
#: Characters of one cell: more is a quote that nobody closed.
_MAX_CELL = 131_072
#: Letters that tell a French text in Windows-1252 from one in Mac OS Roman, read the wrong way.
_FRENCH_LETTERS = frozenset("éèêëàâçîïôùûüœ")
#: ="00123": how spreadsheets are kept from reading a number in digits.
_QUOTED_FORMULA = re.compile(r'="([^"]*)"')
_STARTS_FORMULA = re.compile(r"^[\s=+@\t\r-]+")

#: A row: its line in the file, its cells.
Row = tuple[int, list[str]]


class TableRefused(Refused):
    """The file is no table, or one of its lines cannot be read surely."""

    message = "Ce fichier n’est pas un tableau."

    def __init__(self, line: int, message: str) -> None:
        super().__init__(typeset(message))
        self.line = line
        self.args = (line, message)  # what carries it to another process


@dataclass(frozen=True, slots=True)
class TableWords:
    """How one kind of table is known, and what is said when it is not."""

    #: Words of which the line of titles has at least two.
    titles: re.Pattern[str]
    max_rows: int
    too_many: str
    no_table: str
    refused: type[TableRefused] = TableRefused


@dataclass(frozen=True, slots=True)
class ReceivedTable:
    """A table: its titles, its rows, and what was found about it."""

    titles: tuple[str, ...]
    rows: list[Row]
    title_line: int
    encoding: str
    separator: str
    #: The cells above the titles, in one text.
    above: str = ""


def read_csv_table(data: bytes, words: TableWords) -> ReceivedTable:
    """The table of a CSV. Raises what ``words`` says."""
    rows, encoding, separator = read_csv_rows(data, words)
    return table_of(rows, words, encoding=encoding, separator=separator)


def read_csv_rows(data: bytes, words: TableWords) -> tuple[list[Row], str, str]:
    """The rows of a CSV that hold something, its encoding, its separator. Raises what ``words`` says."""
    text, encoding = _decoded(data, words)
    separator = _separator(text)
    rows: list[Row] = []
    csv.field_size_limit(_MAX_CELL)  # the limit is the process's: another reader may have set its own
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    before = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((before + 1, cells))
            before = reader.line_num
            if len(rows) > words.max_rows:
                raise words.refused(before, words.too_many)
    except csv.Error as error:
        message = "Une cellule est trop longue, ou ses guillemets sont mal fermés."
        raise words.refused(before + 1, message) from error
    return rows, encoding, separator


def table_of(rows: list[Row], words: TableWords, *, encoding: str = "", separator: str = "") -> ReceivedTable:
    """Rows of cells, as a table: which line holds the titles, what stands above."""
    if not rows:
        raise words.refused(1, "Ce fichier est vide.")
    place = _place_of_titles(rows, words.titles)
    line, titles = rows[place]
    if not 2 <= len(titles) <= _MOST_COLUMNS:
        raise words.refused(line, words.no_table)
    return ReceivedTable(
        tuple(" ".join(title.split()) for title in titles),
        rows[place + 1 :],
        line,
        encoding,
        separator,
        " ".join(cell for _, cells in rows[:place] for cell in cells),
    )


def plain_words(text: str) -> str:
    """Without accents, capitals or punctuation: how titles are compared."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(
        letter if letter.isalnum() else " " for letter in letters if not unicodedata.combining(letter)
    )
    return " ".join(kept.split())


def unquoted(cell: str) -> str:
    """What a cell means once ="00123" is taken out of its formula."""
    found = _QUOTED_FORMULA.fullmatch(cell.strip())
    return found[1] if found else cell


def neutral(cell: str) -> str:
    """A text no spreadsheet will run: the signs that begin a formula are taken off."""
    return _STARTS_FORMULA.sub("", unquoted(cell))


def _decoded(data: bytes, words: TableWords) -> tuple[str, str]:
    """UTF-8, UTF-16 with its mark, else Windows-1252 or Mac OS Roman, else Latin-1 which reads any byte."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        tried = ["utf-16"]
    elif b"\x00" in data[:4096]:
        raise words.refused(1, words.no_table)
    elif data.startswith(codecs.BOM_UTF8):
        tried = ["utf-8-sig"]
    else:
        tried = ["utf-8", *_of_one_byte(data)]
    for encoding in tried:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not text.strip():
            raise words.refused(1, "Ce fichier est vide.")
        return text, encoding
    message = "Les lettres de ce fichier ne se lisent pas\u00a0: exportez-le à nouveau, en UTF-8."
    raise words.refused(1, message)


def _of_one_byte(data: bytes) -> list[str]:
    """Encodings of one byte a letter, the likeliest first: read the wrong way, no French letter is left."""
    sample = data[:200_000]

    def french(encoding: str) -> int:
        return sum(letter in _FRENCH_LETTERS for letter in sample.decode(encoding, errors="replace"))

    first = max(("cp1252", "mac_roman"), key=french)
    return [first, "cp1252", "latin-1"]


def _separator(text: str) -> str:
    """The one that cuts most lines in the same number of cells, two at least."""

    def evenness(separator: str) -> int:
        lines = csv.reader(io.StringIO(text[:50_000], newline=""), delimiter=separator)
        counts: Counter[int] = Counter()
        try:
            for _, cells in zip(range(LOOKED_AT), lines, strict=False):
                counts[len(cells)] += 1
        except csv.Error:
            return 0
        return max((count * (width - 1) for width, count in counts.items()), default=0)

    return max(_SEPARATORS, key=evenness)


def _place_of_titles(rows: list[Row], titles: re.Pattern[str]) -> int:
    """The first line that has words of titles in two cells; else the first as wide as most."""
    looked = rows[:LOOKED_AT]
    for place, (_, cells) in enumerate(looked):
        if sum(map(bool, map(titles.search, _short(cells)))) >= 2:
            return place
    widths = Counter(len(cells) for _, cells in looked)
    widest = max(widths, key=lambda width: (widths[width], width))
    return next(place for place, (_, cells) in enumerate(looked) if len(cells) == widest)


def _short(cells: Iterable[str]) -> Iterable[str]:
    """What may be a title, as titles are compared."""
    return (plain_words(cell) for cell in cells if len(cell) < LOOKED_AT)
