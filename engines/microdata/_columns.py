"""One column of a table of answers, and its cells, as every writer takes them."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
#: MissingReason codes hold in so many numbers below a multiple of ten: -95 to -91, for instance.
_REASONS = 9
_BASES = tuple(10**power for power in range(2, 15))


class CellKind(enum.StrEnum):
    """What a column holds, and what `Cells.values` are."""

    #: One answer of a list: its place in `RowColumn.values`, as integers.
    CODE = "code"
    #: One answer of several: 1 when given, else 0.
    TICK = "tick"
    #: Its rank, from 1; 0 when it was not ranked.
    RANK = "rank"
    #: Any number, as float64.
    NUMBER = "number"
    #: Whole cents, as int64; files give units of money, exact to the cent.
    AMOUNT = "amount"
    #: Days since 1970-01-01, as integers.
    DATE = "date"
    #: Texts, as a list of str.
    TEXT = "text"


class Measure(enum.StrEnum):
    """Scale of measurement, as statistical programs name it."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    SCALE = "scale"


@dataclass(frozen=True, slots=True)
class MissingReason:
    """Why an answer is missing. ``number``: what stands in files, below every answer of the column."""

    reason: str
    label: str
    number: int


@dataclass(frozen=True, slots=True)
class RowColumn:
    """One column. ``values``: (code, label) of each possible answer; none for numbers, dates and texts.

    ``missing``: the reasons cells may have; ``status`` of `Cells` counts in it from 1. ``answer_set``: name
    and label of the question several columns of ticks belong to. ``source``, ``question``, ``section``,
    ``unit``, ``note``: for the dictionary. ``decimals``: shown by SPSS; the value keeps all of them.
    """

    name: str
    label: str
    kind: CellKind
    values: tuple[tuple[str, str], ...] = ()
    missing: tuple[MissingReason, ...] = ()
    measure: Measure = Measure.NOMINAL
    decimals: int = 0
    answer_set: tuple[str, str] | None = None
    source: str = ""
    question: str = ""
    section: str = ""
    unit: str = ""
    note: str = ""

    @property
    def has_whole_codes(self) -> bool:
        """Whether every code is a whole number as one writes it: «01» is not."""
        return bool(self.values) and all(_is_whole(code) for code, _ in self.values)

    @property
    def numbers(self) -> tuple[int, ...]:
        """What stands for each answer where only numbers do: its code, else its place from 1."""
        if self.has_whole_codes:
            return tuple(int(code) for code, _ in self.values)
        return tuple(range(1, len(self.values) + 1))


def _is_whole(code: str) -> bool:
    digits = code.removeprefix("-")
    return digits.isascii() and digits.isdecimal() and len(digits) < 10 and str(int(code)) == code


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a column in a block of rows.

    ``values``: see `CellKind`; ``status``: uint8, 0 where there is an answer, else the place, from 1, of the
    reason in `RowColumn.missing`. Raises ``ValueError`` when they are not as long.
    """

    values: Array | Sequence[str]
    status: NDArray[np.uint8]

    def __post_init__(self) -> None:
        if len(self.values) != self.status.shape[0]:
            raise ValueError("values and status of a column are not as long")


def free_numbers(taken: Iterable[float] | Array, count: int = _REASONS) -> tuple[int, ...]:
    """Numbers that no answer has, for the missing codes of a column: -91, -92… or further below.

    Examples
    --------
    >>> free_numbers([1, 2, 3], 2)
    (-91, -92)
    >>> free_numbers([12.5, -93.0], 2)
    (-991, -992)
    """
    found = np.asarray(taken if isinstance(taken, np.ndarray) else list(taken), np.float64)
    for base in _BASES:
        low, high = -base + 1, -base + _REASONS
        if not bool(((found >= low) & (found <= high)).any()):
            return tuple(-(base - _REASONS + place) for place in range(count))
    raise ValueError("no number is free for the missing codes")
