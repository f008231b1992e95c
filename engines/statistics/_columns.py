"""Columns of a frozen dataset: answers as codes or numbers, and five kinds of missing answers kept apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from engines.statistics._errors import InvalidColumnError, LengthMismatchError, UnknownCategoryError
from engines.statistics._missing import (
    MISSING_CODES,
    OBSERVED,
    UINT16_OFFSET,
    MissingCode,
    MissingCounts,
)

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
IndexArray = NDArray[np.intp]


class Category(NamedTuple):
    """One possible answer: `value` is the stable code of the questionnaire, `label` what people read."""

    value: str
    label: str


T = TypeVar("T", bound=np.generic)


def _frozen(array: NDArray[T]) -> NDArray[T]:
    copy = np.array(array, order="C", copy=True)
    copy.setflags(write=False)
    return copy


def _categories(raw: Sequence[tuple[str, str]]) -> tuple[Category, ...]:
    categories = tuple(Category(value, label) for value, label in raw)
    if not categories:
        raise InvalidColumnError("a column needs at least one category")
    if len({category.value for category in categories}) != len(categories):
        raise InvalidColumnError("two categories have the same value")
    return categories


def _status(raw: NDArray[np.uint8], n: int) -> NDArray[np.uint8]:
    if raw.dtype != np.uint8 or raw.ndim != 1:
        raise InvalidColumnError("status must be a one-dimensional uint8 array")
    if raw.shape[0] != n:
        raise LengthMismatchError(f"status has {raw.shape[0]} rows, the column has {n}")
    if not np.isin(raw, (OBSERVED, *MISSING_CODES)).all():
        raise InvalidColumnError("status may only hold 0 (observed) and the codes 250 to 254")
    return _frozen(raw)


@dataclass(frozen=True, eq=False)
class CategoricalColumn:
    """Answers to a question with one choice.

    Parameters
    ----------
    codes : uint8 or uint16 array, shape (n,)
        Position of the answer in `categories`, or a `MissingCode` (plus `UINT16_OFFSET` in uint16).
    categories : sequence of (value, label)
        In the order of the codes. At most 250 with uint8, 65 530 with uint16.

    Raises
    ------
    InvalidColumnError
        Wrong type or shape, a repeated value, or a code without category.

    Examples
    --------
    >>> import numpy as np
    >>> column = CategoricalColumn(np.array([0, 1, 1, 253], np.uint8), (("y", "Oui"), ("n", "Non")))
    >>> column.n, int(column.observed.sum())
    (4, 3)
    """

    codes: NDArray[np.uint8] | NDArray[np.uint16]
    categories: tuple[Category, ...]

    def __init__(
        self, codes: NDArray[np.uint8] | NDArray[np.uint16], categories: Sequence[tuple[str, str]]
    ) -> None:
        if codes.dtype not in (np.uint8, np.uint16) or codes.ndim != 1:
            raise InvalidColumnError("codes must be a one-dimensional uint8 or uint16 array")
        object.__setattr__(self, "codes", _frozen(codes))
        object.__setattr__(self, "categories", _categories(categories))
        if len(self.categories) > MISSING_CODES[0] + self._offset:
            raise InvalidColumnError("more categories than codes: use uint16")
        if int(self.dense.max(initial=0)) == self._invalid:
            raise InvalidColumnError("a code has no category and is not a missing code")

    @property
    def _offset(self) -> int:
        return 0 if self.codes.dtype == np.uint8 else UINT16_OFFSET

    @property
    def _invalid(self) -> int:
        return int(np.iinfo(self.codes.dtype).max)

    @property
    def n(self) -> int:
        """Number of rows."""
        return int(self.codes.shape[0])

    @cached_property
    def dense(self) -> NDArray[np.uint8] | NDArray[np.uint16]:
        """Codes without a gap: 0…r−1 for the r categories, then r…r+4 for the five missing codes."""
        size = self._invalid + 1
        table = np.full(size, self._invalid, self.codes.dtype)
        count = len(self.categories)
        table[:count] = np.arange(count)
        for position, code in enumerate(MISSING_CODES):
            table[int(code) + self._offset] = count + position
        return _frozen(table[self.codes])

    @property
    def observed(self) -> BoolArray:
        """True where the row holds an answer."""
        return np.asarray(self.codes < len(self.categories), np.bool_)

    def position(self, value: str) -> int:
        """Code of the category with this value; raises `UnknownCategoryError`."""
        for position, category in enumerate(self.categories):
            if category.value == value:
                return position
        raise UnknownCategoryError(f"no category {value!r} in this column")

    def counting(self, labels: Mapping[MissingCode, str]) -> "CategoricalColumn":
        """The same column where these kinds of missing answer are categories, under these labels.

        For a base of everyone asked instead of everyone who answered: «ne sait pas» becomes a line of the
        table, so the shares still sum to one.

        Examples
        --------
        >>> import numpy as np
        >>> column = CategoricalColumn(np.array([0, 1, 253], np.uint8), (("y", "Oui"), ("n", "Non")))
        >>> wider = column.counting({MissingCode.DONT_KNOW: "Ne sait pas"})
        >>> wider.categories[2].label, wider.codes.tolist()
        ('Ne sait pas', [0, 1, 2])
        """
        new = self.codes.copy()
        categories: list[tuple[str, str]] = list(self.categories)
        for code, label in labels.items():
            new[self.codes == int(code) + self._offset] = len(categories)
            categories.append((code.name.lower(), label))
        return CategoricalColumn(new, categories)


@dataclass(frozen=True, eq=False)
class MultipleColumn:
    """Answers to a question with several choices: one 0/1 line per choice, and who answered.

    Parameters
    ----------
    ticks : uint8 or bool array, shape (choices, n)
        1 where the choice was ticked. Only read where `status` is 0.
    choices : sequence of (value, label)
        «Aucun de ces choix» is a choice like the others.
    status : uint8 array, shape (n,)
        0 where the question was asked and answered (ticking nothing may be an answer), else a `MissingCode`.

    Examples
    --------
    >>> import numpy as np
    >>> ticks = np.array([[1, 0, 0], [1, 1, 0]], np.uint8)
    >>> MultipleColumn(ticks, (("a", "Prêt"), ("b", "Don")), np.array([0, 0, 252], np.uint8)).n
    3
    """

    ticks: NDArray[np.uint8]
    choices: tuple[Category, ...]
    status: NDArray[np.uint8]

    def __init__(
        self,
        ticks: NDArray[np.uint8] | BoolArray,
        choices: Sequence[tuple[str, str]],
        status: NDArray[np.uint8],
    ) -> None:
        object.__setattr__(self, "choices", _categories(choices))
        if ticks.dtype not in (np.uint8, np.bool_) or ticks.ndim != 2 or ticks.shape[0] != len(self.choices):
            raise InvalidColumnError("ticks must be a uint8 or bool array of shape (choices, rows)")
        if int(ticks.max(initial=0)) > 1:
            raise InvalidColumnError("ticks may only hold 0 and 1")
        object.__setattr__(self, "ticks", _frozen(ticks.astype(np.uint8)))
        object.__setattr__(self, "status", _status(status, ticks.shape[1]))

    @property
    def n(self) -> int:
        """Number of rows."""
        return int(self.status.shape[0])

    @property
    def observed(self) -> BoolArray:
        """True where the row holds an answer."""
        return np.asarray(self.status == OBSERVED, np.bool_)


@dataclass(frozen=True, eq=False)
class NumericColumn:
    """Numbers, or amounts of money in integer cents.

    Parameters
    ----------
    values : float64 or int64 array, shape (n,)
        int64 means cents: sums stay exact. float64 means any other quantity; finite where observed.
    status : uint8 array, shape (n,), optional
        0 where observed, else a `MissingCode`. Default: everything is observed.

    Examples
    --------
    >>> import numpy as np
    >>> NumericColumn(np.array([150_00, 99_90])).is_money
    True
    """

    values: FloatArray | IntArray
    status: NDArray[np.uint8]

    def __init__(self, values: FloatArray | IntArray, status: NDArray[np.uint8] | None = None) -> None:
        if values.dtype not in (np.float64, np.int64) or values.ndim != 1:
            raise InvalidColumnError("values must be a one-dimensional float64 or int64 (cents) array")
        full = np.zeros(values.shape[0], np.uint8) if status is None else status
        object.__setattr__(self, "status", _status(full, values.shape[0]))
        clean = np.where(self.observed, values, values.dtype.type(0))
        if not np.isfinite(clean).all():
            raise InvalidColumnError("an observed value is not a finite number")
        object.__setattr__(self, "values", _frozen(clean))

    @property
    def n(self) -> int:
        """Number of rows."""
        return int(self.status.shape[0])

    @property
    def is_money(self) -> bool:
        """True when values are integer cents."""
        return self.values.dtype == np.int64

    @property
    def observed(self) -> BoolArray:
        """True where the row holds an answer."""
        return np.asarray(self.status == OBSERVED, np.bool_)


AnyColumn = CategoricalColumn | MultipleColumn | NumericColumn


def missing_counts(column: AnyColumn, keep: BoolArray) -> MissingCounts:
    """Count the missing answers of the kept rows by reason."""
    if isinstance(column, CategoricalColumn):
        first = len(column.categories)
        found = np.bincount(column.dense[keep], minlength=first + 5)[first:]
    else:
        found = np.bincount(column.status[keep], minlength=256)[MISSING_CODES[0] : MISSING_CODES[-1] + 1]
    return MissingCounts(*(int(count) for count in found))
