"""Two CSV files become a selection: a pool and its targets, as spreadsheets write them.

Commas, semicolons or tabs; UTF-8 with or without its mark. Nothing is guessed: a file in another encoding, an
empty cell, a formula, a second line with the same identifier are told with their line.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engines.sortition._errors import InputFault, InputRefusedError, fault
from engines.sortition._selection import Selection, Target, Volunteer, select

_COLUMNS = ("feature", "value", "min", "max")
_COUNT = re.compile(r"[0-9]{1,9}")
#: A spreadsheet would run it; «-25 ans» and «+65» stay values.
_FORMULA = re.compile(r"[=@]|[+-].*[(|!=]")
_MOST_FAULTS = 100


def read_selection(
    pool: bytes,
    targets: bytes,
    *,
    seats: int,
    households: Sequence[str] = (),
    pool_file: str = "pool",
    targets_file: str = "cibles",
) -> Selection:
    """The selection of two files.

    Parameters
    ----------
    pool : bytes
        First column: the identifier. The columns named as the features of the targets are read, others not.
    targets : bytes
        Columns ``feature,value,min,max``, in any order; others are not read.
    households : sequence of str
        Columns of the pool: people with the same content in all of them live together, and at most one of
        them is drawn. Whoever has one of them empty lives alone. What they hold is kept nowhere.
    """
    wanted = _read_targets(targets, targets_file)
    features = tuple(dict.fromkeys(target.feature for target in wanted))
    people = _read_pool(pool, pool_file, features, households)
    return select(features, people, wanted, seats=seats, pool_file=pool_file, targets_file=targets_file)


@dataclass(frozen=True)
class _Sheet:
    """A file as text: names of its columns, then (line, cells) of each row that is not empty."""

    file: str
    header: list[str]
    header_line: int
    rows: list[tuple[int, list[str]]]


def _read_sheet(data: bytes, file: str) -> _Sheet:
    lines = list(_rows(_text(data, file), file))
    if not lines:
        raise InputRefusedError([fault(file, 1, "le fichier est vide")])
    (header_line, header), *rows = lines
    faults = [
        fault(file, header_line, f"deux colonnes s'appellent {name}")
        for name in sorted({name for name in header if name and header.count(name) > 1})
    ]
    for line, cells in rows:
        if len(cells) != len(header):
            faults.append(fault(file, line, f"{len(cells)} cellules pour {len(header)} colonnes"))
    if faults:
        raise InputRefusedError(faults[:_MOST_FAULTS])
    return _Sheet(file, header, header_line, rows)


def _text(data: bytes, file: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = "ce fichier n'est pas en UTF-8 : enregistrez-le comme «CSV UTF-8»"
        raise InputRefusedError([fault(file, line, message)]) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise InputRefusedError([fault(file, line, "ce fichier n'est pas un texte : enregistrez-le en CSV")])
    return text


def _rows(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            clean = [_clean(cell) for cell in cells]
            if any(clean):
                yield line, clean
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputRefusedError([fault(file, line, f"ligne illisible ({error})")]) from None


def _clean(cell: str) -> str:
    """One writing for one value: composed letters, single spaces."""
    return " ".join(unicodedata.normalize("NFC", cell).split())


def _read_targets(data: bytes, file: str) -> list[Target]:
    sheet = _read_sheet(data, file)
    names = [name.lower() for name in sheet.header]
    missing = [name for name in _COLUMNS if name not in names]
    if missing:
        message = f"colonne absente : {', '.join(missing)} (attendues : {', '.join(_COLUMNS)})"
        raise InputRefusedError([fault(file, sheet.header_line, message)])
    places = [names.index(name) for name in _COLUMNS]
    targets, faults = [], []
    for line, cells in sheet.rows:
        feature, value, low, high = (cells[place] for place in places)
        found = [
            *_cell_faults(file, line, {"feature": feature, "value": value}),
            *(
                fault(file, line, f"{name} = {text or 'vide'} : un nombre entier est attendu")
                for name, text in (("min", low), ("max", high))
                if not _COUNT.fullmatch(text)
            ),
        ]
        faults += found
        if not found:
            targets.append(Target(feature, value, int(low), int(high), line))
    if not sheet.rows:
        faults.append(fault(file, sheet.header_line, "aucune cible"))
    if faults:
        raise InputRefusedError(faults[:_MOST_FAULTS])
    return targets


def _read_pool(data: bytes, file: str, features: Sequence[str], households: Sequence[str]) -> list[Volunteer]:
    sheet = _read_sheet(data, file)
    missing = [name for name in dict.fromkeys((*features, *households)) if name not in sheet.header[1:]]
    if missing:
        message = f"colonne absente : {', '.join(missing)}"
        raise InputRefusedError([fault(file, sheet.header_line, message)])
    places = [sheet.header.index(name, 1) for name in features]
    numbers = _household_numbers(sheet, [sheet.header.index(name, 1) for name in households])
    people: list[Volunteer] = []
    faults: list[InputFault] = []
    for (line, cells), household in zip(sheet.rows, numbers, strict=True):
        values = tuple(cells[place] for place in places)
        faults += _cell_faults(file, line, {"identifiant": cells[0]})
        faults += _cell_faults(file, line, dict(zip(features, values, strict=True)))
        people.append(Volunteer(cells[0], values, household, line))
    if faults:
        raise InputRefusedError(faults[:_MOST_FAULTS])
    return people


def _cell_faults(file: str, line: int, cells: Mapping[str, str]) -> Iterator[InputFault]:
    for name, text in cells.items():
        if not text:
            yield fault(file, line, f"{name} : cellule vide")
        elif _FORMULA.match(text):
            yield fault(file, line, f"{name} : {text[:30]} est une formule, pas une valeur")


def _household_numbers(sheet: _Sheet, places: Sequence[int]) -> list[int]:
    """By row, the number of its household: from 1 in the order of the smallest identifier, 0 alone."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for row, (_, cells) in enumerate(sheet.rows):
        address = tuple(cells[place].casefold() for place in places)
        if places and all(address):
            groups.setdefault(address, []).append(row)
    shared = [rows for rows in groups.values() if len(rows) > 1]
    shared.sort(key=lambda rows: min(sheet.rows[row][1][0] for row in rows))
    numbers = [0] * len(sheet.rows)
    for number, rows in enumerate(shared, 1):
        for row in rows:
            numbers[row] = number
    return numbers
