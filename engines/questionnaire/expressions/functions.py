"""XLSForm's functions over values: what each name computes. No state, no failure.

Where the ODK specification leaves a choice, it is made here and tested: ``sum``, ``min`` and ``max``
skip what is unanswered or hidden (``+`` does not: it gives "not a number"); ``round`` rounds halves
away from zero; ``regex`` must match the whole text; ``now()`` is the day at midnight, because
questionnaires are evaluated for a day; ``once(x)`` is ``x`` until the response has kept a value of it, and
that value from then on (see `translation` and `engines.questionnaire.kept_values`).
"""

from __future__ import annotations

import datetime
import decimal
import re
from collections.abc import Callable
from decimal import Decimal

from engines.questionnaire.expressions.values import (
    NAN,
    ZERO,
    Single,
    Value,
    date_from_days,
    moment_from_days,
    to_number,
    to_string,
    to_time,
)
from french import MONTHS_SHORT

_PI = Decimal("3.141592653589793238462643383279503")
MAX_STRING = 50_000  # a calculation cannot grow text without end
_DAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")


def _selected(values: Value, wanted: Value) -> bool:
    """Whether a code is among those ticked; a single choice may have a code with a space."""
    code, ticked = to_string(wanted).strip(), to_string(values)
    return code in ticked.split() or (bool(code) and code == ticked)


def _count_selected(values: Value) -> Decimal:
    return Decimal(len(to_string(values).split()))


def _selected_at(values: Value, index: Value) -> str:
    items = to_string(values).split()
    place = _index(to_number(index))
    return items[place] if place is not None and 0 <= place < len(items) else ""


def _index(number: Decimal) -> int | None:
    if not number.is_finite() or abs(number) > 1_000_000:
        return None
    return int(number)


def _flatten(arguments: tuple[Value, ...]) -> list[Single]:
    items: list[Single] = []
    for argument in arguments:
        items.extend(argument if isinstance(argument, tuple) else (argument,))
    return items


def _numbers(arguments: tuple[Value, ...]) -> list[Decimal]:
    return [to_number(item) for item in _flatten(arguments) if item != ""]


def _sum(*arguments: Value) -> Decimal:
    return sum(_numbers(arguments), ZERO)


def _max(*arguments: Value) -> Decimal:
    numbers = _numbers(arguments)
    return NAN if not numbers or any(n.is_nan() for n in numbers) else max(numbers)


def _min(*arguments: Value) -> Decimal:
    numbers = _numbers(arguments)
    return NAN if not numbers or any(n.is_nan() for n in numbers) else min(numbers)


def _count(nodes: Value) -> Decimal:
    return Decimal(len(nodes)) if isinstance(nodes, tuple) else Decimal(1)


def _count_non_empty(nodes: Value) -> Decimal:
    return Decimal(sum(1 for item in _flatten((nodes,)) if item != ""))


def _round(value: Value, digits: Value = ZERO) -> Decimal:
    number, places = to_number(value), _index(to_number(digits))
    if not number.is_finite() or places is None or abs(places) > 30:
        return number if number.is_finite() and places is not None else NAN
    if abs(number.adjusted()) > 60:
        return number
    step = Decimal(1).scaleb(-places)
    return (number / step).to_integral_value(decimal.ROUND_HALF_UP) * step


def _whole(rounding: str) -> Callable[[Value], Decimal]:
    def whole(value: Value) -> Decimal:
        number = to_number(value)
        return number.to_integral_value(rounding) if number.is_finite() else NAN

    return whole


def _pow(base: Value, exponent: Value) -> Decimal:
    return to_number(base) ** to_number(exponent)


def _concat(*arguments: Value) -> str:
    return "".join(to_string(item) for item in _flatten(arguments))[:MAX_STRING]


def _join(separator: Value, *arguments: Value) -> str:
    return to_string(separator).join(to_string(item) for item in _flatten(arguments))[:MAX_STRING]


def _substring(text: Value, start: Value, length: Value | None = None) -> str:
    """XPath's: characters are numbered from 1 and the bounds are rounded."""
    string, first = to_string(text), _round(start)
    if first.is_nan():
        return ""
    last = Decimal("Infinity") if length is None else first + _round(length)
    begin = max(first, Decimal(1))
    if last.is_nan() or begin > len(string):
        return ""
    return string[int(begin) - 1 : max(int(min(last, Decimal(len(string) + 1))) - 1, 0)]


def _substr(text: Value, start: Value, end: Value | None = None) -> str:
    """ODK's: characters are numbered from 0, and from the end when negative; the last is left out."""
    string = to_string(text)
    first, last = _index(to_number(start)), len(string) if end is None else _index(to_number(end))
    if first is None or last is None:
        return ""
    first, last = (place + len(string) if place < 0 else place for place in (first, last))
    return string[max(first, 0) : max(last, 0)]


def _translate(text: Value, known: Value, made: Value) -> str:
    """Each character of the second text as the one at its place in the third, or nothing."""
    pairs: dict[int, str] = {}
    for place, character in enumerate(to_string(known)):
        pairs.setdefault(ord(character), to_string(made)[place : place + 1])
    return to_string(text).translate(pairs)


def _substring_before(text: Value, mark: Value) -> str:
    head, found, _ = _partition(to_string(text), to_string(mark))
    return head if found else ""


def _substring_after(text: Value, mark: Value) -> str:
    return _partition(to_string(text), to_string(mark))[2]


def _partition(text: str, mark: str) -> tuple[str, str, str]:
    return text.partition(mark) if mark else ("", "", text)


def _date(value: Value) -> Value:
    number = to_number(value)
    return date_from_days(number) or ""


def _moment(value: Value) -> Value:
    """A moment as it is; anything else that has a day, at the hour it gives or at midnight."""
    return moment_from_days(to_number(value)) or ""


def _minutes(value: Value) -> int:
    """Minutes since midnight: of a time, or of what is left of a number of days; seconds are not kept."""
    days = to_time(value) if isinstance(value, datetime.time) else to_number(value)
    moment = moment_from_days(days)
    return moment.hour * 60 + moment.minute if moment is not None else 0


_DATE_PARTS: dict[str, Callable[[datetime.date, int], str]] = {
    "Y": lambda date, minutes: f"{date.year:04d}",
    "y": lambda date, minutes: f"{date.year % 100:02d}",
    "m": lambda date, minutes: f"{date.month:02d}",
    "n": lambda date, minutes: str(date.month),
    "b": lambda date, minutes: MONTHS_SHORT[date.month - 1],
    "d": lambda date, minutes: f"{date.day:02d}",
    "e": lambda date, minutes: str(date.day),
    "a": lambda date, minutes: _DAYS[date.weekday()],
    "H": lambda date, minutes: f"{minutes // 60:02d}",
    "h": lambda date, minutes: str(minutes // 60),
    "M": lambda date, minutes: f"{minutes % 60:02d}",
    "S": lambda date, minutes: "00",
    "3": lambda date, minutes: "000",
    "%": lambda date, minutes: "%",
}


def _format_date(value: Value, pattern: Value) -> str:
    """«%e %b %Y» filled in; an unknown letter stays as written (refused when the pattern is a constant)."""
    date = date_from_days(to_number(value))
    if date is None:
        return ""
    minutes = _minutes(value)

    def part(found: re.Match[str]) -> str:
        write = _DATE_PARTS.get(found[1])
        return write(date, minutes) if write is not None else found[0]

    return re.sub(r"%(.)", part, to_string(pattern)[:200])


#: The letters that `format-date` knows, those of the ODK specification for a day, in this order.
DATE_LETTERS = tuple(_DATE_PARTS)


PLAIN_FUNCTIONS: dict[str, Callable[..., Value]] = {
    "abs": lambda value: abs(to_number(value)),
    "boolean-from-string": lambda text: to_string(text).strip().lower() in ("true", "1"),
    "ceiling": _whole(decimal.ROUND_CEILING),
    "concat": _concat,
    "contains": lambda text, part: to_string(part) in to_string(text),
    "count": _count,
    "count-non-empty": _count_non_empty,
    "count-selected": _count_selected,
    "date": _date,
    "date-time": _moment,
    "decimal-date-time": to_number,
    "decimal-time": to_time,
    "ends-with": lambda text, part: to_string(text).endswith(to_string(part)),
    "exp": lambda value: to_number(value).exp(),
    "exp10": lambda value: Decimal(10) ** to_number(value),
    "floor": _whole(decimal.ROUND_FLOOR),
    "format-date": _format_date,
    "format-date-time": _format_date,
    "int": _whole(decimal.ROUND_DOWN),
    "join": _join,
    "log": lambda value: to_number(value).ln(),
    "log10": lambda value: to_number(value).log10(),
    "max": _max,
    "min": _min,
    "normalize-space": lambda text: " ".join(to_string(text).split()),
    "number": to_number,
    "pi": lambda: _PI,
    "pow": _pow,
    "round": _round,
    "selected": _selected,
    "selected-at": _selected_at,
    "sqrt": lambda value: to_number(value).sqrt(),
    "starts-with": lambda text, part: to_string(text).startswith(to_string(part)),
    "string": to_string,
    "string-length": lambda text: Decimal(len(to_string(text))),
    "substr": _substr,
    "substring": _substring,
    "substring-after": _substring_after,
    "substring-before": _substring_before,
    "sum": _sum,
    "translate": _translate,
}

# Functions whose reference arguments are always read as node-sets, even when there is one node.
NODE_SET_FUNCTIONS = frozenset({"count", "count-non-empty", "sum", "min", "max", "join"})
