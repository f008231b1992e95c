"""How numbers and dates spread, in a few classes and a few numbers, with words ready to show."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence

import numpy as np

from french import NBSP, format_euros, format_exact, format_month, format_number
from milliard.figures.datasets.codebook import CodebookVariable, VariableKind
from milliard.figures.datasets.table import Array

MOST_CLASSES = 8
_MONTHS, _YEARS = 24, 40
_EPOCH = datetime.date(1970, 1, 1)
Classes = list[tuple[str, int]]


def summary_of(values: Array, variable: CodebookVariable) -> tuple[tuple[str, str], ...]:
    """Least, quartiles, most and mean, in the unit of the question; nothing without values."""
    if not values.shape[0]:
        return ()
    first, second, third = np.quantile(values, [0.25, 0.5, 0.75]).tolist()
    found = (
        ("Minimum", values.min()),
        ("Premier quartile", first),
        ("Médiane", second),
        ("Troisième quartile", third),
        ("Maximum", values.max()),
        ("Moyenne", values.mean()),
    )
    return tuple((label, quantity_text(float(value), variable)) for label, value in found)


def quantity_text(value: float, variable: CodebookVariable) -> str:
    """A number with its unit: euros from cents, at most two decimals, none beyond a hundred."""
    if variable.kind is VariableKind.AMOUNT:
        cents = round(value)
        return format_euros(round(cents, -2) if abs(cents) >= 100_000 else cents)
    rounded = round(value, 0 if abs(value) >= 100 else 2)
    text = format_exact(int(rounded) if rounded == int(rounded) else rounded)
    return f"{text}{NBSP}{variable.unit}" if variable.unit else text


def classes_of(values: Array, variable: CodebookVariable) -> Classes:
    """At most eight classes of equal width with round bounds; each value apart when there are few."""
    if not values.shape[0]:
        return []
    distinct = np.unique(values)
    if distinct.shape[0] <= MOST_CLASSES:
        return [(quantity_text(float(one), variable), int((values == one).sum())) for one in distinct]
    low, high = float(values.min()), float(values.max())
    step = _round_step((high - low) / MOST_CLASSES)
    start = math.floor(low / step) * step
    count = math.floor((high - start) / step) + 1
    places = np.floor((values - start) / step).astype(np.int64)
    counts = np.bincount(np.clip(places, 0, count - 1), minlength=count)
    bounds = [start + place * step for place in range(count + 1)]
    return [
        (_class_text(bounds[place], bounds[place + 1], variable), int(number))
        for place, number in enumerate(counts)
    ]


def _round_step(least: float) -> float:
    """The first of 1, 2, 5, 10, 20… that is no less: eight classes and a bit hold everything.

    Examples
    --------
    >>> _round_step(3.2), _round_step(120.0), _round_step(0.03)
    (5.0, 200.0, 0.05)
    """
    power = 10.0 ** math.floor(math.log10(least))
    return next(round(power * digit, 12) for digit in (1, 2, 5, 10) if power * digit >= least * (1 - 1e-12))


def _class_text(low: float, high: float, variable: CodebookVariable) -> str:
    return f"de {quantity_text(low, variable)} à moins de {quantity_text(high, variable)}"


def periods_of(days: Array) -> Classes:
    """Dates by month, by year when they spread over more than two years, by decade beyond forty years."""
    if not days.shape[0]:
        return []
    dates = [_EPOCH + datetime.timedelta(int(day)) for day in days]
    first, last = min(dates), max(dates)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months <= _MONTHS:
        places = [(day.year - first.year) * 12 + day.month - first.month for day in dates]
        return _counted(places, [_month_text(first, place) for place in range(months)])
    if last.year - first.year < _YEARS:
        years = range(first.year, last.year + 1)
        return _counted([day.year - first.year for day in dates], [str(year) for year in years])
    start = first.year // 10
    decades = range(start, last.year // 10 + 1)
    names = [f"de {decade}0 à {decade}9" for decade in decades]
    return _counted([day.year // 10 - start for day in dates], names)


def _month_text(first: datetime.date, place: int) -> str:
    number = first.month - 1 + place
    return format_month(datetime.date(first.year + number // 12, number % 12 + 1, 1))


def _counted(places: Sequence[int], names: Sequence[str]) -> Classes:
    counts = np.bincount(np.array(places), minlength=len(names))
    return [(name, int(count)) for name, count in zip(names, counts, strict=True)]


def rank_text(mean: float) -> str:
    """A mean rank, to a tenth."""
    return format_number(mean, 1)
