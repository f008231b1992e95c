"""The values expressions work on, and how they turn into one another.

A value is a string, an exact decimal number, a boolean, a date, or a tuple of those (a node-set: the
same question in all rows of a repeated group). Numbers are `Decimal`, never floats:
``0.1 + 0.2 = 0.3`` is true, as an author expects of euros. An unanswered question is ``""``.

The rules are XPath 1.0's (sections 3.4, 4.2 to 4.4), with the extensions all XLSForm tools share: a
date is the number of days since 1970-01-01 where a number is expected, and so is an ISO date string.
Caller's duty: arithmetic runs inside `arithmetic`, where NaN is a value and nothing traps.
"""

from __future__ import annotations

import datetime
import decimal
import re
from contextlib import AbstractContextManager
from decimal import Decimal

Single = str | Decimal | bool | datetime.date
Value = Single | tuple[Single, ...]

NAN = Decimal("NaN")
ZERO = Decimal(0)
ONE = Decimal(1)
_EPOCH = datetime.date(1970, 1, 1).toordinal()
_NUMBER = re.compile(r"[ \t\r\n]*(-?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400}))[ \t\r\n]*", re.ASCII)
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T.{0,40})?", re.ASCII)
_CONTEXT = decimal.Context(prec=34, traps=[], Emax=9999, Emin=-9999)
_PLAIN_DIGITS = 60  # beyond, a number is written with an exponent: no ten-thousand-digit strings


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
        value = date
    return Decimal(value.toordinal() - _EPOCH)


def to_string(value: Value) -> str:
    """XPath ``string()``: the shortest plain decimal writing of a number, ISO for a date."""
    value = single(value)
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return _number_text(value)
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
    if isinstance(value, datetime.date):
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
    return any(not (a.is_nan() or b.is_nan()) and a < b for a in _numbers(left) for b in _numbers(right))


def less_or_equal(left: Value, right: Value) -> bool:
    """XPath ``<=``."""
    return any(not (a.is_nan() or b.is_nan()) and a <= b for a in _numbers(left) for b in _numbers(right))


def _each(value: Value) -> tuple[Single, ...]:
    return value if isinstance(value, tuple) else (value,)


def _numbers(value: Value) -> tuple[Decimal, ...]:
    if isinstance(value, tuple):
        return tuple(to_number(item) for item in value)
    return (to_number(value),)


def _equal(left: Single, right: Single) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if isinstance(left, bool) or isinstance(right, bool):
        # A calculated boolean is often compared with the text other tools store for it.
        if left in ("true", "false") or right in ("true", "false"):
            return to_string(left) == to_string(right)
        return to_boolean(left) == to_boolean(right)
    return to_number(left) == to_number(right)
