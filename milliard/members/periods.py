"""From when until when dues count. Pure: dates in, dates out.

The rule of dues comes with their rates; docs/reference/dues.md tells it with examples, which are its test.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from milliard.members.enums import PeriodRule

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """What decides of a period: the rule, the first day of a calendar year («09-01»), the days of grace."""

    kind: PeriodRule
    grace_days: int
    year_starts: str = "01-01"


class Days(NamedTuple):
    """From a day until another, both included."""

    starts_on: dt.date
    ends_on: dt.date


def period_between(
    rule: Rule | None, *, joined_on: dt.date | None, ends_on: dt.date | None, known: Sequence[Days]
) -> Days | None:
    """What dues paid elsewhere add to the days known; None when nothing.

    The rule says the end when ``ends_on`` does not; without a first day, the last twelve months before the
    end. Days known are never paid twice: the period begins after those before it, ends before the next.
    """
    if ends_on is None:
        if joined_on is None or rule is None:
            raise ValueError("neither a first day with its rule, nor a last day")
        last_end = max((days.ends_on for days in known if days.starts_on <= joined_on), default=None)
        starts_on, ends_on = period_paid(rule, paid_on=joined_on, last_end=last_end)
    else:
        starts_on = joined_on or _same_day_last_year(ends_on) + _DAY
        last_end = max((days.ends_on for days in known if days.starts_on <= starts_on), default=None)
        if last_end is not None and last_end >= starts_on:
            starts_on = last_end + _DAY
    following = min((days.starts_on for days in known if days.ends_on >= starts_on), default=None)
    if following is not None:
        ends_on = min(ends_on, following - _DAY)
    return Days(starts_on, ends_on) if starts_on <= ends_on else None


def period_paid(rule: Rule, *, paid_on: dt.date, last_end: dt.date | None) -> tuple[dt.date, dt.date]:
    """First and last day of what a payment opens.

    Paid before the last period ends, or during its days of grace: it goes on, without a gap. Paid later, or
    with nothing before (``last_end`` None): it begins on the day of the payment.
    """
    goes_on = last_end is not None and paid_on <= last_end + dt.timedelta(days=rule.grace_days)
    starts_on = last_end + _DAY if goes_on and last_end is not None else paid_on
    if rule.kind == PeriodRule.CALENDAR:
        return starts_on, end_of_year(starts_on, rule.year_starts)
    return starts_on, _same_day_next_year(starts_on) - _DAY


def end_of_year(day: dt.date, year_starts: str) -> dt.date:
    """The last day of the year of dues that holds ``day``."""
    month, first = (int(part) for part in year_starts.split("-"))
    begins = dt.date(day.year, month, first)
    return (begins if begins > day else dt.date(day.year + 1, month, first)) - _DAY


def _same_day_next_year(day: dt.date) -> dt.date:
    """The 29th of February comes back on the 1st of March: nobody gets less than twelve months."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return dt.date(day.year + 1, 3, 1)


def _same_day_last_year(day: dt.date) -> dt.date:
    """What ends on the 29th of February began on the 1st of March."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return dt.date(day.year - 1, 2, 28)
