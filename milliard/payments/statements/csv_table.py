"""The cells of a bank's CSV: encoding and separator found, lines above the table left aside."""

import codecs
import csv
import hashlib
import io
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace

from milliard.payments.statements.records import MAX_MOVEMENTS, StatementRefused

_SEPARATORS = (";", ",", "\t", "|")
_LOOKED_AT = 60
_MOST_COLUMNS = 60
_MAX_CELL = 5_000
#: Words of which the line of titles has at least two.
_TITLES = re.compile(
    r"\b(dates?|libell\w*|montant|debit|credit|solde|operation|valeur|devise|reference|label|amount"
    r"|description|communication|balance|compte)\b"
)
_IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[0-9A-Z]{4}){3,7}(?: ?[0-9A-Z]{1,3})?\b")
#: ="00123": how spreadsheets are kept from reading a number in digits.
_QUOTED_FORMULA = re.compile(r'="([^"]*)"')
_STARTS_FORMULA = re.compile(r"^[\s=+@\t\r-]+")


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A table: its titles, its rows (line in the file, cells), and what was found about it."""

    titles: tuple[str, ...]
    rows: list[tuple[int, list[str]]]
    title_line: int
    encoding: str
    separator: str
    #: An IBAN written above the table, or "".
    account: str

    @property
    def digest(self) -> str:
        """Name of this kind of file: its titles and its separator."""
        words = "\x1f".join((self.separator, *map(plain_words, self.titles)))
        return hashlib.sha256(words.encode()).hexdigest()


def read_table(data: bytes) -> CsvTable:
    """The table of a file. Raises `StatementRefused`."""
    text, encoding = _decoded(data)
    separator = _separator(text)
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    before = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((before + 1, cells))
            before = reader.line_num
            if len(rows) > MAX_MOVEMENTS:
                raise StatementRefused(
                    before, f"Plus de {MAX_MOVEMENTS} lignes\u00a0: importez mois par mois."
                )
    except csv.Error as error:
        raise StatementRefused(
            before + 1, "Une cellule est trop longue, ou ses guillemets sont mal fermés."
        ) from error
    place = _place_of_titles(rows)
    line, titles = rows[place]
    if not 2 <= len(titles) <= _MOST_COLUMNS:
        raise StatementRefused(
            line, "Aucun tableau dans ce fichier\u00a0: ni relevé camt (XML), ni CSV d’une banque."
        )
    above = " ".join(cell for _, cells in rows[:place] for cell in cells)
    found = _IBAN.search(above)
    return CsvTable(
        tuple(" ".join(title.split()) for title in titles),
        rows[place + 1 :],
        line,
        encoding,
        separator,
        found[0].replace(" ", "") if found else "",
    )


def look_at(data: bytes) -> CsvTable:
    """The table with its first rows only: enough to propose how the others are read."""
    table = read_table(data)
    return replace(table, rows=table.rows[:_LOOKED_AT])


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


def _decoded(data: bytes) -> tuple[str, str]:
    """UTF-8, UTF-16 with its mark, else Windows-1252, else Latin-1 which reads any byte."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        tried = ["utf-16"]
    elif b"\x00" in data[:4096]:
        raise StatementRefused(1, "Ce fichier n’est ni un relevé camt (XML) ni un CSV.")
    elif data.startswith(codecs.BOM_UTF8):
        tried = ["utf-8-sig"]
    else:
        tried = ["utf-8", "cp1252", "latin-1"]
    for encoding in tried:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not text.strip():
            raise StatementRefused(1, "Ce fichier est vide.")
        return text, encoding
    raise StatementRefused(
        1, "Les lettres de ce fichier ne se lisent pas\u00a0: exportez-le à nouveau, en UTF-8."
    )


def _separator(text: str) -> str:
    """The one that cuts most lines in the same number of cells, two at least."""

    def evenness(separator: str) -> int:
        lines = csv.reader(io.StringIO(text[:50_000], newline=""), delimiter=separator)
        counts: Counter[int] = Counter()
        try:
            for _, cells in zip(range(_LOOKED_AT), lines, strict=False):
                counts[len(cells)] += 1
        except csv.Error:
            return 0
        return max((count * (width - 1) for width, count in counts.items()), default=0)

    return max(_SEPARATORS, key=evenness)


def _place_of_titles(rows: list[tuple[int, list[str]]]) -> int:
    """The first line that has words of titles in two cells; else the first as wide as most."""
    looked = rows[:_LOOKED_AT]
    for place, (_, cells) in enumerate(looked):
        if sum(bool(_TITLES.search(plain_words(cell))) for cell in cells if len(cell) < _LOOKED_AT) >= 2:
            return place
    widths = Counter(len(cells) for _, cells in looked)
    widest = max(widths, key=lambda width: (widths[width], width))
    return next(place for place, (_, cells) in enumerate(looked) if len(cells) == widest)
