"""The table, its blocks, and how its cells are shown as text."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from engines.microdata._columns import Array, CellKind, Cells, RowColumn

#: A block: the cells of each column, in their order, all as long.
Block = list[Cells]
_EPOCH = datetime.date(1970, 1, 1)


@dataclass(frozen=True)
class Microdata:
    """Columns, and blocks of rows read as often as a format needs.

    ``title``: one line. ``remarks``: lines that say what the file is (simulated, provisional, source…),
    the most important first. ``row_count``: rows in all blocks. ``blocks``: called for each reading.
    Raises ``ValueError`` when two columns share a name.
    """

    title: str
    columns: tuple[RowColumn, ...]
    row_count: int
    blocks: Callable[[], Iterator[Block]]
    remarks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len({column.name for column in self.columns}) < len(self.columns):
            raise ValueError("two columns share a name")


@dataclass(frozen=True, slots=True)
class Shown:
    """How cells are written as text. ``labels``: answers in full, not their codes; ``missing_codes``: the
    number of the reason where an answer is missing, not an empty cell."""

    labels: bool = False
    missing_codes: bool = False


ALL_CODES = Shown(missing_codes=True)
ALL_LABELS = Shown(labels=True)


def cell_objects(column: RowColumn, cells: Cells, shown: Shown) -> list[object]:
    """The cells as Python objects: str, int, float, date, None where empty; cents as (cents,) in a tuple."""
    observed = _observed(column, cells, shown)
    status = cells.status
    if not status.any():
        return observed
    marks: list[object] = [None, *(item.number if shown.missing_codes else None for item in column.missing)]
    if column.kind is CellKind.TEXT:
        marks = [None] * len(marks)
    for row in np.flatnonzero(status).tolist():
        observed[row] = marks[status[row]]
    return observed


def _observed(column: RowColumn, cells: Cells, shown: Shown) -> list[object]:
    values = cells.values
    if column.kind is CellKind.TEXT:
        return list(values)
    assert isinstance(values, np.ndarray)
    if column.values and (column.kind is CellKind.CODE or (shown.labels and column.kind is CellKind.TICK)):
        return _looked_up(column, values, shown)
    if column.kind is CellKind.NUMBER:
        return [
            int(value) if value.is_integer() and abs(value) < 1e15 else value for value in values.tolist()
        ]
    if column.kind is CellKind.AMOUNT:
        return [(cents,) for cents in values.tolist()]
    if column.kind is CellKind.DATE:
        return [_EPOCH + datetime.timedelta(days) for days in values.tolist()]
    return list(values.tolist())


def _looked_up(column: RowColumn, values: Array, shown: Shown) -> list[object]:
    texts: list[object]
    if shown.labels:
        texts = [label for _, label in column.values]
    elif column.has_whole_codes:
        texts = list(column.numbers)
    else:
        texts = [code for code, _ in column.values]
    # A missing cell holds whatever number: it is replaced afterwards.
    last = len(texts) - 1
    return [texts[min(place, last)] for place in values.tolist()]


def euros_text(cents: int, mark: str = ".") -> str:
    """An amount as text, exact: no float in between.

    Examples
    --------
    >>> euros_text(-1205), euros_text(500), euros_text(1250, ",")
    ('-12.05', '5', '12,50')
    """
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"{sign}{whole}{mark}{rest:02d}" if rest else f"{sign}{whole}"
