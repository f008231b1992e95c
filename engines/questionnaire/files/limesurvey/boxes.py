"""Columns that LimeSurvey names «freins[temps]»: the boxes or the ranks of one question, in our words.

A codebook may give them as one variable, ``freins``: several choices, one column for each, or a ranking, one
column for each rank. Columns that it describes one by one stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from engines.questionnaire.model import Kind

_BRACKETED = re.compile(r"([^\[\]/]+)\[([^\[\]]+)\]")
_YES, _NO = frozenset({"Y", "Oui", "Yes"}), frozenset({"N", "Non", "No"})
#: Texts beside the boxes, and how many files: not boxes.
_BESIDE = re.compile(r"other|filecount|.*comment")
#: Fewer rows could be those of an array whose answers differ by chance.
_LEAST_RANKED = 3

#: Titles, then rows.
Table = tuple[tuple[str, ...], list[list[str]]]


@dataclass(frozen=True, slots=True)
class Boxes:
    """Columns that make one variable, ``MANY`` or ``RANK``. names: their titles; codes: the answers."""

    stem: str
    kind: Kind
    names: tuple[str, ...]
    codes: tuple[str, ...]


def find_boxes(header: tuple[str, ...], rows: Sequence[list[str]]) -> list[Boxes]:
    """The groups of columns whose cells are those of boxes to tick, or of ranks."""
    inners: dict[str, list[str]] = {}
    for name in header:
        match = _BRACKETED.fullmatch(name)
        if match and not _BESIDE.fullmatch(match[2]):
            inners.setdefault(match[1], []).append(match[2])
    found = []
    for stem, each in inners.items():
        names = tuple(f"{stem}[{inner}]" for inner in each)
        cells = _cells(header, rows, names)
        if stem in header:
            continue
        if _are_ticks(cells):
            found.append(Boxes(stem, Kind.MANY, names, tuple(each)))
        elif each == [str(rank) for rank in range(1, len(each) + 1)] and _are_ranks(cells):
            codes = sorted({cell for row in cells for cell in row if cell})
            found.append(Boxes(stem, Kind.RANK, names, tuple(codes)))
    return found


def _cells(header: tuple[str, ...], rows: Sequence[list[str]], names: Sequence[str]) -> list[list[str]]:
    places = [header.index(name) for name in names]
    return [[row[place].strip() for place in places] for row in rows]


def _are_ticks(rows: list[list[str]]) -> bool:
    """Y where it is ticked and nothing elsewhere, or Y and N everywhere; an array may have N and nothing."""
    cells = {cell for row in rows for cell in row}
    if not cells & _YES or not cells <= _YES | _NO | {""}:
        return False
    return not cells & _NO or all(all(row) or not any(row) for row in rows)


def _are_ranks(rows: list[list[str]]) -> bool:
    """The first columns filled, each code once in a row."""
    given = [[cell for cell in row if cell] for row in rows]
    fits = all(
        row[: len(codes)] == codes and len(set(codes)) == len(codes)
        for row, codes in zip(rows, given, strict=True)
    )
    return fits and sum(len(codes) > 1 for codes in given) >= _LEAST_RANKED


def in_our_columns(
    header: tuple[str, ...], rows: list[list[str]], stem: str, kind: Kind, codes: Sequence[str]
) -> Table:
    """The same table with a column ``stem/code`` for each code, when it has LimeSurvey's in their place."""
    names = [f"{stem}[{code}]" for code in codes]
    if kind is Kind.RANK:
        names = [name for rank in range(1, len(header) + 1) if (name := f"{stem}[{rank}]") in header]
    if not names or stem in header or not set(names) <= set(header):
        return header, rows
    kept = [place for place, name in enumerate(header) if name not in names]
    read = _ranked if kind is Kind.RANK else _ticked
    made = [
        [*(row[place] for place in kept), *read(cells, codes)]
        for row, cells in zip(rows, _cells(header, rows, names), strict=True)
    ]
    return (*(header[place] for place in kept), *(f"{stem}/{code}" for code in codes)), made


def _ticked(cells: list[str], codes: Sequence[str]) -> list[str]:
    """1 or 0 once a box of the question is ticked; a cell that is neither is left, to be refused."""
    if not any(cells):
        return cells
    return ["1" if cell in _YES else "0" if cell in _NO or not cell else cell for cell in cells]


def _ranked(cells: list[str], codes: Sequence[str]) -> list[str]:
    """The rank of each code; a code that is none of them makes ranks that do not follow, and is refused."""
    ranks = {cell: str(rank) for rank, cell in enumerate(cells, start=1) if cell}
    unknown = ranks.keys() - set(codes)
    return [ranks.get(code, "") if not unknown else f"{sorted(unknown)[0]}\u00a0?" for code in codes]
