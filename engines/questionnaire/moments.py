"""Times and moments as stored, typed and shown. They are those of the person's own clock: no zone is kept.

A zone would say where somebody is, and without scripts nobody knows it; «14 h 05» in an answer is what the
clock showed there. A stored time is ``14:05``, a moment ``2026-11-23T14:05``.
"""

from __future__ import annotations

import datetime
import re

from french import format_date_digits, format_time

_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_MOMENT = re.compile(r"(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_TYPED_TIME = re.compile(
    r"(\d{1,2})(?:\s*(?:[:.h]|heures?)\s*(?:(\d{1,2})(?::\d\d(?:\.\d{1,6})?)?)?(?:\s*(?:mn|min|minutes?))?)?",
    re.ASCII,
)


def time_from_text(text: str) -> datetime.time | None:
    """The time of a stored text, or None."""
    match = _TIME.fullmatch(text)
    return datetime.time(int(match[1]), int(match[2])) if match else None


def moment_from_text(text: str) -> datetime.datetime | None:
    """The day and time of a stored text, or None."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute = (int(part) for part in match.groups())
    try:
        return datetime.datetime(year, month, day, hour, minute)  # noqa: DTZ001 (a wall clock, on purpose)
    except ValueError:
        return None


def read_time(typed: str) -> datetime.time | None:
    """The time that a text in lower case says: «14:05», «14 h 05», «9h», «9.30»; None when it is none.

    >>> read_time("9 h 5")
    datetime.time(9, 5)
    """
    named = {"midi": datetime.time(12), "minuit": datetime.time(0)}.get(typed)
    if named is not None:
        return named
    match = _TYPED_TIME.fullmatch(typed) if len(typed) <= 30 else None
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    return datetime.time(hour, minute) if hour < 24 and minute < 60 else None


def format_moment(value: datetime.date | datetime.time) -> str:
    """«23/11/2026», «14 h 05», or «23/11/2026 à 14 h 05»."""
    if isinstance(value, datetime.time):
        return format_time(value)
    if isinstance(value, datetime.datetime):
        return f"{format_date_digits(value)} à {format_time(value)}"
    return format_date_digits(value)
