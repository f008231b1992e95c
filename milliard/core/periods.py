"""Ranges of days, half-open: the first day is in, the end is the first day after. Adjacent periods then
neither overlap nor leave a hole. People read and write the last day itself; the French texts do the same.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from milliard.core.french import MONTHS, NBSP

_DAY = dt.timedelta(days=1)


class EmptyPeriod(ValueError):
    """The end is not after the start."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``start`` to before ``end``; None on a side means «no limit there»."""

    start: dt.date | None
    end: dt.date | None

    def __post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise EmptyPeriod("La fin doit venir après le début.")

    @classmethod
    def from_days(cls, first: dt.date, last: dt.date) -> "Period":
        """The period that holds both days, as people say it: «du 1er au 15»."""
        if last < first:
            raise EmptyPeriod("La fin doit venir après le début.")
        return cls(first, last + _DAY)

    @classmethod
    def of_month(cls, year: int, month: int) -> "Period":
        return cls(dt.date(year, month, 1), dt.date(year + month // 12, month % 12 + 1, 1))

    @classmethod
    def of_year(cls, year: int) -> "Period":
        return cls(dt.date(year, 1, 1), dt.date(year + 1, 1, 1))

    @property
    def last(self) -> dt.date | None:
        """The last day inside, None without an end."""
        return None if self.end is None else self.end - _DAY

    @property
    def is_bounded(self) -> bool:
        return self.start is not None and self.end is not None

    def __contains__(self, day: dt.date) -> bool:
        return (self.start is None or day >= self.start) and (self.end is None or day < self.end)

    def __len__(self) -> int:
        """Number of days. Raises TypeError for an unlimited period."""
        if self.start is None or self.end is None:
            raise TypeError("An unlimited period has no number of days.")
        return (self.end - self.start).days

    def __bool__(self) -> bool:
        return True

    def days(self) -> Iterator[dt.date]:
        """Each day, in order."""
        if self.start is None:
            raise TypeError("A period without a start cannot be walked.")
        for offset in range(len(self)):
            yield self.start + offset * _DAY

    def overlaps(self, other: "Period") -> bool:
        return self.intersection(other) is not None

    def intersection(self, other: "Period") -> "Period | None":
        """The days in both, None when there are none."""
        starts = [day for day in (self.start, other.start) if day is not None]
        ends = [day for day in (self.end, other.end) if day is not None]
        start, end = max(starts, default=None), min(ends, default=None)
        if start is not None and end is not None and end <= start:
            return None
        return Period(start, end)

    def __str__(self) -> str:
        return format_period(self)


def format_day(day: dt.date, *, with_month: bool = True, with_year: bool = True) -> str:
    """«1er juillet 2024», «26 mars», «3»: no-break spaces inside."""
    words = ["1er" if day.day == 1 else str(day.day)]
    if with_month:
        words.append(MONTHS[day.month - 1])
    if with_month and with_year:
        words.append(str(day.year))
    return NBSP.join(words)


def format_period(period: Period) -> str:
    """«du 1er au 15 mars 2024», «le 3 mars 2024», «depuis le …», «jusqu’au …», «sans limite de date»."""
    first, last = period.start, period.last
    if first is None and last is None:
        return "sans limite de date"
    if first is None:
        return f"jusqu’au {format_day(_known(last))}"
    if last is None:
        return f"depuis le {format_day(first)}"
    if first == last:
        return f"le {format_day(first)}"
    same_year = first.year == last.year
    same_month = same_year and first.month == last.month
    opening = format_day(first, with_month=not same_month, with_year=not same_year)
    return f"du {opening} au {format_day(last)}"


def _known(day: dt.date | None) -> dt.date:
    if day is None:
        raise TypeError("A day was expected.")
    return day
