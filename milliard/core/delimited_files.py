"""A big CSV somebody made with a spreadsheet, read whole: encoding and separator found, limits kept.

Every fault is located. A table of which some lines may be left aside is read by `received_tables`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice

from milliard.core.refusals import Refused

MAX_BYTES = 200_000_000
MAX_COLUMNS = 2_000
MAX_ROWS = 2_000_000
MAX_CELL = 20_000
_MOST_KNOWN = 50_000
#: The first wins a tie: French titles hold commas, and a decimal comma cuts numbers in two.
_SEPARATORS = (";", "\t", ",")
_NAMES = {";": "points-virgules", "\t": "tabulations", ",": "virgules", "|": "barres"}
_LOOKED_AT = 60
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


#: Stands for the name of the file of answers, which only the command knows.
ANSWERS_FILE = "réponses"


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """One error of a file. ``row``: 1 for the header; 0 for the whole file. ``column``: its name, or ""."""

    row: int
    column: str
    message: str
    file: str = ANSWERS_FILE

    def __str__(self) -> str:
        return f"{self.file}:{self.row}:{self.column}: {self.message}"


class ImportRefused(Refused):
    """The file has errors; ``problems`` holds them, ``count`` how many there are in all."""

    message = "Le fichier comporte des erreurs."

    def __init__(self, problems: tuple[ImportProblem, ...], count: int | None = None) -> None:
        self.problems = problems
        self.count = len(problems) if count is None else count
        first = str(problems[0]) if problems else ""
        super().__init__(
            f"Le fichier comporte {self.count} erreur{'s' if self.count > 1 else ''}. {first}".strip()
        )

    def __reduce__(self) -> tuple[object, ...]:
        """What makes it again where the file was asked for: it is read in another process."""
        return ImportRefused, (self.problems, self.count)


@dataclass(frozen=True)
class DelimitedFile:
    """A file as text. ``rows[0]`` stands on line ``first_row`` of the file."""

    header: tuple[str, ...]
    rows: list[list[str]]
    encoding: str
    separator: str
    first_row: int = 2


def read_delimited(
    data: bytes, *, file: str = ANSWERS_FILE, max_bytes: int = MAX_BYTES, has_notes: bool = False
) -> DelimitedFile:
    """The cells of a CSV file. Raises `ImportRefused` with located problems.

    Encodings: UTF-8, UTF-16 with its mark, otherwise Windows-1252; a file mostly in UTF-8 is refused at its
    first line that is not. Separators: comma, semicolon, tab, whichever gives the first rows as many cells as
    the header; «sep=;» on the first line settles it. Empty lines at the end are not rows.
    ``has_notes``: lines «# …» above the header say what the file is, as in those the platform wrote once.
    """

    def refuse(row: int, message: str, column: str = "") -> ImportRefused:
        return ImportRefused((ImportProblem(row, column, message, file),))

    if len(data) > max_bytes:
        raise refuse(0, f"Le fichier dépasse {max_bytes // 1_000_000}\u00a0Mo.")
    text, encoding = _decoded(data, refuse)
    separator, text, skipped = _announced(text)
    if not text.strip():
        raise refuse(0, "Le fichier est vide.")
    separator = separator or _separator(text, has_notes=has_notes)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        rows = []
        known: dict[str, str] = {}
        for row in reader:
            rows.append([_once(cell, known) for cell in row])
            if len(rows) > MAX_ROWS + 1:
                raise refuse(len(rows), f"Le fichier dépasse {MAX_ROWS} lignes.")
    except csv.Error as error:
        raise refuse(reader.line_num + skipped, "Guillemets mal fermés ou cellule trop longue.") from error
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    notes = 0
    while has_notes and notes < len(rows) and _is_note("".join(rows[notes][:1])):
        notes += 1
    rows = rows[notes:]
    if not rows:
        raise refuse(0, "Le fichier est vide.")
    header = tuple(name.strip() for name in rows[0])
    first_row = skipped + notes + 2
    _check_shape(header, rows, file, first_row=first_row, separator=separator)
    return DelimitedFile(header, rows[1:], encoding, separator, first_row)


def read_delimited_answers(data: bytes) -> DelimitedFile:
    """The same for a table of answers, where every column gets a name.

    R writes the numbers of the rows in a column without a title: it is called «colonne 1», in the proposed
    codebook, in the errors and when the file is imported.
    """
    sheet = read_delimited(data)
    taken = set(sheet.header)
    names = []
    for place, title in enumerate(sheet.header, start=1):
        name = title or f"colonne {place}"
        while not title and name in taken:
            name += " (sans titre)"
        taken.add(name)
        names.append(name)
    return replace(sheet, header=tuple(names))


def _once(cell: str, known: dict[str, str]) -> str:
    """The same object for the same text: answers repeat themselves, and take an eighth of the memory."""
    return known.setdefault(cell, cell) if len(known) < _MOST_KNOWN else known.get(cell, cell)


def _decoded(data: bytes, refuse: Callable[[int, str], ImportRefused]) -> tuple[str, str]:
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "")
    for candidate in [encoding] if encoding else ["utf-8", "cp1252"]:
        try:
            text = data.decode(candidate)
        except UnicodeDecodeError:
            if candidate.startswith("utf-8") and (wrong := _wrong_line(data)):
                message = (
                    "Cette ligne n’est pas en UTF-8, comme le reste du fichier\u00a0: corrigez ses accents, "
                    "puis enregistrez-le en UTF-8."
                )
                raise refuse(wrong, message) from None
            continue
        if "\0" in text:
            break
        return text, candidate
    raise refuse(0, "Ce fichier n’est pas un texte\u00a0: exportez-le en CSV.")


def _wrong_line(data: bytes) -> int:
    """The first line that is not UTF-8, from 1, when as many lines with accents are; 0 otherwise."""
    first = right = wrong = 0
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line.isascii():
            continue
        try:
            line.decode()
        except UnicodeDecodeError:
            wrong += 1
            first = first or number
        else:
            right += 1
    return first if right >= wrong else 0


def _announced(text: str) -> tuple[str, str, int]:
    """The separator Excel wrote on a first line «sep=;», the text after it, and lines passed: 0 or 1."""
    found = re.match(r"\ufeff?\"?sep=([;,\t|])\"?\r?\n?", text, re.IGNORECASE)
    return (found[1], text[found.end() :], 1) if found else ("", text, 0)


def _is_note(line: str) -> bool:
    return line.startswith("# ")


def _separator(text: str, *, has_notes: bool) -> str:
    """The separator that cuts most rows like the header; then into most cells; then the semicolon."""
    lines = text.splitlines(keepends=True)
    while has_notes and len(lines) > 1 and (not lines[0].strip() or _is_note(lines[0].lstrip('"'))):
        lines.pop(0)
    return max(_SEPARATORS, key=lambda mark: _agreement(lines, mark))


def _agreement(lines: list[str], mark: str) -> tuple[float, int]:
    """Which part of the first rows has as many cells as the header, and how many cells that is.

    A title in two lines is still one header: lines are read as a CSV.
    """
    rows = [row for row in islice(csv.reader(lines[:_LOOKED_AT], delimiter=mark), _LOOKED_AT) if row]
    size = len(rows[0]) if rows else 0
    if size < 2:
        return 0.0, size
    alike = sum(len(row) == size for row in rows[1:])
    return (alike / (len(rows) - 1) if len(rows) > 1 else 1.0), size


def _check_shape(
    header: tuple[str, ...], rows: list[list[str]], file: str, *, first_row: int, separator: str
) -> None:
    problems = []
    if len(header) > MAX_COLUMNS:
        problems.append(ImportProblem(1, "", f"Le fichier dépasse {MAX_COLUMNS} colonnes.", file))
    seen: set[str] = set()
    for name in header:
        if name and name in seen:
            problems.append(ImportProblem(1, name, "Deux colonnes portent ce nom.", file))
        seen.add(name)
    for number, row in enumerate(rows[1:], start=first_row):
        if len(row) != len(header):
            message = (
                f"La ligne a {len(row)} cellules, l’en-tête {len(header)} (séparées par des "
                f"{_NAMES[separator]})."
            )
            problems.append(ImportProblem(number, "", message, file))
        elif len(max(row, key=len, default="")) > MAX_CELL:
            column = header[max(range(len(row)), key=lambda place: len(row[place]))]
            problems.append(ImportProblem(number, column, "Cellule de plus de 20\u202f000 caractères.", file))
    if problems:
        raise ImportRefused(tuple(problems[:200]), len(problems))
