"""The values expressions work on, and how they turn into one another.

A value is a string, an exact decimal number, a boolean, a date, a moment, a time, or a tuple of those (a
node-set: the same question in all rows of a repeated group). Numbers are `Decimal`, never floats:
``0.1 + 0.2 = 0.3`` is true, as an author expects of euros. An unanswered question is ``""``.

The rules are XPath 1.0's (sections 3.4, 4.2 to 4.4), with the extensions all XLSForm tools share: a
date is the number of days since 1970-01-01 where a number is expected, and so is an ISO date string; a moment
(``2026-11-23T14:05``) adds the part of its day. A time of day is that part alone, and so is a text such as
``'14:05'`` that it is compared with. `Now` is a day whose hour is not known: a moment of that day is neither
before nor after it.
Caller's duty: arithmetic runs inside `arithmetic`, where NaN is a value and nothing traps.
"""

from __future__ import annotations

import datetime
import decimal
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from decimal import Decimal

Single = str | Decimal | bool | datetime.date | datetime.time
Value = Single | tuple[Single, ...]

NAN = Decimal("NaN")
ZERO = Decimal(0)
ONE = Decimal(1)
_EPOCH = datetime.date(1970, 1, 1).toordinal()
_NUMBER = re.compile(r"[ \t\r\n]*(-?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400}))[ \t\r\n]*", re.ASCII)
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T.{0,40})?", re.ASCII)
_ZONE = "(?:Z|[+-][0-9]{2}:?[0-9]{2})?"  # read and left aside: times are those of the person's own clock
_TIME_OF_DAY = rf"([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.[0-9]{{1,6}})?)?{_ZONE}"
_TIME = re.compile(_TIME_OF_DAY, re.ASCII)
_MOMENT = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T{_TIME_OF_DAY}", re.ASCII)
_DAY_SECONDS = Decimal(86_400)
_CONTEXT = decimal.Context(prec=34, traps=[], Emax=9999, Emin=-9999)
_PLAIN_DIGITS = 60  # beyond, a number is written with an exponent: no ten-thousand-digit strings


class Now(datetime.date):
    """The present: a day, since questionnaires are evaluated for a day."""


def arithmetic() -> AbstractContextManager[decimal.Context]:
    """The decimal context expressions run in: 34 digits, NaN and infinities instead of exceptions."""
    return decimal.localcontext(_CONTEXT)


def date_from_text(text: str) -> datetime.date | None:
    """The date of an ISO string (a time after ``T`` is ignored), or None."""
    match = _ISO_DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return datetime.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def date_from_days(days: Decimal) -> datetime.date | None:
    """The date ``days`` after 1970-01-01, or None when there is none."""
    if not days.is_finite() or abs(days) > 3_000_000:
        return None
    try:
        return datetime.date.fromordinal(_EPOCH + int(days.to_integral_value(decimal.ROUND_FLOOR)))
    except (ValueError, OverflowError):
        return None


def moment_from_days(days: Decimal) -> datetime.datetime | None:
    """The moment ``days`` and their part after 1970-01-01, to the minute, or None when there is none."""
    date = date_from_days(days)
    if date is None:
        return None
    part = days - days.to_integral_value(decimal.ROUND_FLOOR)
    minutes = int((part * 1440).quantize(Decimal("0.001")))
    try:
        return datetime.datetime.combine(date, datetime.time()) + datetime.timedelta(minutes=minutes)
    except OverflowError:  # the last minute of the year 9999, rounded up
        return None


def single(value: Value) -> Single:
    """The first node of a node-set (``""`` when empty), any other value as it is."""
    if isinstance(value, tuple):
        return value[0] if value else ""
    return value


def to_number(value: Value) -> Decimal:
    """XPath ``number()``: NaN for what is not a number, days since 1970 for a date."""
    value = single(value)
    if isinstance(value, Decimal):
        return value
    if isinstance(value, bool):
        return ONE if value else ZERO
    if isinstance(value, str):
        match = _NUMBER.fullmatch(value)
        if match is not None:
            return Decimal(match[1])
        date = date_from_text(value)
        if date is None:
            return NAN
        moment = _MOMENT.fullmatch(value)
        return Decimal(date.toordinal() - _EPOCH) + (_part_of_day(moment) if moment else ZERO)
    if isinstance(value, datetime.time):
        return Decimal(value.hour * 3600 + value.minute * 60 + value.second) / _DAY_SECONDS
    days = Decimal(value.toordinal() - _EPOCH)
    return days + to_number(value.time()) if isinstance(value, datetime.datetime) else days


def _part_of_day(match: re.Match[str]) -> Decimal:
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return Decimal(hours * 3600 + minutes * 60 + seconds) / _DAY_SECONDS


def to_time(value: Value) -> Decimal:
    """The part of the day, from 0 to 1, of a time, a moment, or a text such as ``14:05``; NaN for others."""
    value = single(value)
    if isinstance(value, str):
        match = _TIME.fullmatch(value.strip()) or _MOMENT.fullmatch(value.strip())
        return _part_of_day(match) if match else NAN
    if isinstance(value, datetime.datetime):
        value = value.time()
    return to_number(value)


def to_string(value: Value) -> str:
    """XPath ``string()``: the shortest plain decimal writing of a number, ISO for a date."""
    value = single(value)
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return _number_text(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="seconds" if value.second else "minutes")
    if isinstance(value, datetime.time):
        return value.isoformat(timespec="seconds" if value.second else "minutes")
    return value.isoformat()


def _number_text(number: Decimal) -> str:
    if number.is_nan():
        return "NaN"
    if number.is_infinite():
        return "Infinity" if number > 0 else "-Infinity"
    if not number:
        return "0"
    if abs(number.adjusted()) > _PLAIN_DIGITS:
        return f"{number:E}"
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def to_boolean(value: Value) -> bool:
    """XPath ``boolean()``; one node counts as its value, several are true, as in ODK."""
    if isinstance(value, tuple):
        if len(value) != 1:
            return bool(value)
        value = value[0]
    if isinstance(value, Decimal):
        return not value.is_nan() and bool(value)
    if isinstance(value, datetime.date | datetime.time):
        return True
    return bool(value)


def equal(left: Value, right: Value) -> bool:
    """XPath ``=``: true if any pair of nodes is equal."""
    if isinstance(left, tuple) or isinstance(right, tuple):
        return any(_equal(a, b) for a in _each(left) for b in _each(right))
    return _equal(left, right)


def unequal(left: Value, right: Value) -> bool:
    """XPath ``!=``: true if any pair of nodes differs (so not always the contrary of ``=``)."""
    if isinstance(left, tuple) or isinstance(right, tuple):
        return any(not _equal(a, b) for a in _each(left) for b in _each(right))
    return not _equal(left, right)


def less(left: Value, right: Value) -> bool:
    """XPath ``<``: always between numbers; false when one side is not a number."""
    return any(not (a.is_nan() or b.is_nan()) and a < b for a, b in _number_pairs(left, right))


def less_or_equal(left: Value, right: Value) -> bool:
    """XPath ``<=``."""
    return any(not (a.is_nan() or b.is_nan()) and a <= b for a, b in _number_pairs(left, right))


def _each(value: Value) -> tuple[Single, ...]:
    return value if isinstance(value, tuple) else (value,)


def _number_pairs(left: Value, right: Value) -> Iterator[tuple[Decimal, Decimal]]:
    lefts, rights = _each(left), _each(right)
    if any(isinstance(item, Now | datetime.datetime | datetime.time) for item in (*lefts, *rights)):
        return (_beside(a, b) for a in lefts for b in rights)
    numbers = [to_number(item) for item in rights]  # each once: two long repeated groups may be compared
    return ((to_number(a), b) for a in lefts for b in numbers)


def _beside(left: Single, right: Single) -> tuple[Decimal, Decimal]:
    """Two values as the numbers to compare: times as parts of a day, a moment beside `Now` as its day."""
    if isinstance(left, datetime.time) or isinstance(right, datetime.time):
        return to_time(left), to_time(right)
    numbers = to_number(left), to_number(right)
    if (isinstance(left, Now) and isinstance(right, datetime.datetime)) or (
        isinstance(right, Now) and isinstance(left, datetime.datetime)
    ):
        return numbers[0] // 1, numbers[1] // 1
    return numbers


def _equal(left: Single, right: Single) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if isinstance(left, bool) or isinstance(right, bool):
        # A calculated boolean is often compared with the text other tools store for it.
        if left in ("true", "false") or right in ("true", "false"):
            return to_string(left) == to_string(right)
        return to_boolean(left) == to_boolean(right)
    a, b = _beside(left, right)
    return a == b
