"""From when until when dues count. Pure: dates in, dates out.

The rule of dues comes with their rates; docs/reference/dues.md tells it with examples, which are its test.
"""

import datetime as dt
from dataclasses import dataclass

from milliard.members.enums import PeriodRule

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """What decides of a period: the rule, the first day of a calendar year («09-01»), the days of grace."""

    kind: PeriodRule
    grace_days: int
    year_starts: str = "01-01"


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
