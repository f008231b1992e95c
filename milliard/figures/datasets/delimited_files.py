"""Reading a CSV somebody made with a spreadsheet: encoding and separator found, limits kept."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace

from milliard.figures.datasets.errors import ImportProblem, ImportRefused

MAX_BYTES = 200_000_000
MAX_COLUMNS = 2_000
MAX_ROWS = 2_000_000
MAX_CELL = 20_000
_MOST_KNOWN = 50_000
_SEPARATORS = (",", ";", "\t")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True)
class DelimitedFile:
    """A file as text. ``rows[0]`` stands on line ``first_row`` of the file."""

    header: tuple[str, ...]
    rows: list[list[str]]
    encoding: str
    separator: str
    first_row: int = 2


def read_delimited(
    data: bytes, *, file: str = "réponses", max_bytes: int = MAX_BYTES, has_notes: bool = False
) -> DelimitedFile:
    """The cells of a CSV file. Raises `ImportRefused` with located problems.

    Encodings: UTF-8, UTF-16 with its mark, otherwise Windows-1252. Separators: comma, semicolon, tab,
    whichever cuts the header most. Empty lines at the end are not rows. ``has_notes``: lines «# …» above the
    header say what the file is, as in those the platform writes.
    """

    def refuse(row: int, message: str, column: str = "") -> ImportRefused:
        return ImportRefused((ImportProblem(row, column, message, file),))

    if len(data) > max_bytes:
        raise refuse(0, f"Le fichier dépasse {max_bytes // 1_000_000}\u00a0Mo.")
    text, encoding = _decoded(data, refuse(0, "Ce fichier n’est pas un texte\u00a0: exportez-le en CSV."))
    if not text.strip():
        raise refuse(0, "Le fichier est vide.")
    separator = _separator(text, has_notes=has_notes)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        rows = []
        known: dict[str, str] = {}
        for row in reader:
            rows.append([_once(cell, known) for cell in row])
            if len(rows) > MAX_ROWS + 1:
                raise refuse(len(rows), f"Le fichier dépasse {MAX_ROWS} lignes.")
    except csv.Error as error:
        raise refuse(reader.line_num, "Guillemets mal fermés ou cellule trop longue.") from error
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    notes = 0
    while has_notes and notes < len(rows) and _is_note("".join(rows[notes][:1])):
        notes += 1
    rows = rows[notes:]
    if not rows:
        raise refuse(0, "Le fichier est vide.")
    header = tuple(name.strip() for name in rows[0])
    _check_shape(header, rows, file, first_row=notes + 2)
    return DelimitedFile(header, rows[1:], encoding, separator, notes + 2)


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


def _decoded(data: bytes, refused: ImportRefused) -> tuple[str, str]:
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "")
    for candidate in [encoding] if encoding else ["utf-8", "cp1252"]:
        try:
            text = data.decode(candidate)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text, candidate
    raise refused


def _is_note(line: str) -> bool:
    return line.startswith("# ")


def _separator(text: str, *, has_notes: bool) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    first = next((line for line in lines if not (has_notes and _is_note(line.lstrip('"')))), lines[0])
    return max(_SEPARATORS, key=lambda mark: len(next(csv.reader([first], delimiter=mark))))


def _check_shape(header: tuple[str, ...], rows: list[list[str]], file: str, *, first_row: int) -> None:
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
            message = f"La ligne a {len(row)} cellules, l’en-tête {len(header)}."
            problems.append(ImportProblem(number, "", message, file))
        elif len(max(row, key=len, default="")) > MAX_CELL:
            column = header[max(range(len(row)), key=lambda place: len(row[place]))]
            problems.append(ImportProblem(number, column, "Cellule de plus de 20\u202f000 caractères.", file))
    if problems:
        raise ImportRefused(tuple(problems[:200]), len(problems))
