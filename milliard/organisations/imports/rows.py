"""From the cells of a file to what each row says: values by field, and what is wrong, column by column."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from milliard.organisations.imports.cells import NotAValue, read_value
from milliard.organisations.imports.communes import CommuneBook, CommuneSaid
from milliard.organisations.imports.headings import COLUMN_LABELS

_OF_A_PLACE = ("commune", "commune_code", "postal_code")
#: A column where so many cells are wrong is likely another one.
_MOST_WRONG = 0.5
_FEW = 4


@dataclass(slots=True)
class OrganisationRow:
    """One row: its place in the file, its cells, what they mean, what is wrong as (column, sentence)."""

    number: int
    cells: Sequence[str]
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)


def read_rows(
    rows: Sequence[tuple[int, Sequence[str]]],
    headings: Sequence[str],
    columns: Mapping[str, int],
    today: dt.date,
    too_long: frozenset[int] = frozenset(),
) -> list[OrganisationRow]:
    """Every row, read by the columns said; two queries for the communes of all."""
    read = [OrganisationRow(number, cells) for number, cells in rows]
    book = CommuneBook.of(_place(row.cells, columns) for row in read)
    for row in read:
        _read_row(row, headings, columns, book, today)
        if row.number in too_long:
            row.problems.append(("", f"Cette ligne a plus de cellules que de titres ({len(headings)})."))
    _mark_doubles(read, headings, columns)
    return read


def suspect_columns(
    rows: Sequence[OrganisationRow], columns: Mapping[str, int], headings: Sequence[str]
) -> list[str]:
    """Headings whose cells are mostly wrong: the columns may have moved under their titles."""
    found = []
    for name, place in columns.items():
        filled = [row for row in rows if row.cells[place]]
        wrong = sum(any(column == headings[place] for column, _ in row.problems) for row in filled)
        if name not in _OF_A_PLACE and wrong >= _FEW and wrong >= _MOST_WRONG * len(filled):
            found.append(headings[place])
    return found


def _place(cells: Sequence[str], columns: Mapping[str, int]) -> CommuneSaid:
    said = {name: cells[columns[name]] if name in columns else "" for name in _OF_A_PLACE}
    return CommuneSaid(said["commune"], said["commune_code"], said["postal_code"])


def _read_row(
    row: OrganisationRow,
    headings: Sequence[str],
    columns: Mapping[str, int],
    book: CommuneBook,
    today: dt.date,
) -> None:
    for name, place in columns.items():
        if name in _OF_A_PLACE or not (text := row.cells[place].strip()):
            continue
        try:
            row.values[name] = read_value(name, text, today)
        except NotAValue as fault:
            row.problems.append((headings[place], str(fault)))
    where = _place(row.cells, columns)
    if where.is_said:
        try:
            row.values["commune"] = book.find(where)
        except NotAValue as fault:
            column = columns.get("commune_code" if where.code else "commune", 0)
            row.problems.append((headings[column], str(fault)))
    _check_whole(row, headings, columns)


def _check_whole(row: OrganisationRow, headings: Sequence[str], columns: Mapping[str, int]) -> None:
    title = headings[columns["name"]]
    if "name" not in row.values and all(column != title for column, _ in row.problems):
        row.problems.append((title, "Le nom manque."))
    siren, siret = row.values.get("siren"), row.values.get("siret")
    if siret and siren and not siret.startswith(siren):
        row.problems.append(
            (headings[columns["siret"]], "Ce SIRET n’est pas d’un établissement de ce SIREN.")
        )
    elif siret and not siren:
        row.values["siren"] = siret[:9]


def _mark_doubles(
    rows: Sequence[OrganisationRow], headings: Sequence[str], columns: Mapping[str, int]
) -> None:
    """A second row of one identifier, or of one name in one commune, is refused and says which was first."""
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        for key in _keys(row):
            first = seen.setdefault(key, row.number)
            if first != row.number:
                column = columns.get(key[0], columns.get("siret", columns["name"]))
                label = COLUMN_LABELS[key[0]]
                said = (
                    f"Même {label} que la ligne {first}."
                    if key[0] != "name"
                    else f"Même nom et même commune que la ligne {first}."
                )
                row.problems.append((headings[column], said))
                break


def _keys(row: OrganisationRow) -> list[tuple[str, ...]]:
    keys: list[tuple[str, ...]] = [
        (name, row.values[name]) for name in ("siren", "siret", "rna") if row.values.get(name)
    ]
    if keys or "name" not in row.values:
        return keys
    return [("name", row.values["name"].casefold(), row.values.get("commune", ""))]
