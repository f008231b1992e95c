"""XLSForm's functions over values: what each name computes. No state, no failure.

Where the ODK specification leaves a choice, it is made here and tested: ``sum``, ``min`` and ``max``
skip what is unanswered or hidden (``+`` does not: it gives "not a number"); ``round`` rounds halves
away from zero; ``regex`` must match the whole text; ``now()`` is the day at midnight, because
questionnaires are evaluated for a day; ``once(x)`` is ``x``, because calculations are never stored: around
what changes with time it is refused (see `translation`).
"""

from __future__ import annotations

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
    to_number,
    to_string,
)
from french import MONTHS_SHORT

MAX_STRING = 50_000  # a calculation cannot grow text without end
_DAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")


def _selected(values: Value, wanted: Value) -> bool:
    return to_string(wanted).strip() in to_string(values).split()


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


def _format_date(value: Value, pattern: Value) -> str:
    date = date_from_days(to_number(value))
    if date is None:
        return ""
    parts = {
        "Y": f"{date.year:04d}",
        "y": f"{date.year % 100:02d}",
        "m": f"{date.month:02d}",
        "n": str(date.month),
        "b": MONTHS_SHORT[date.month - 1],
        "d": f"{date.day:02d}",
        "e": str(date.day),
        "a": _DAYS[date.weekday()],
        "%": "%",
    }
    return re.sub(r"%(.)", lambda match: parts.get(match[1], ""), to_string(pattern)[:200])


PLAIN_FUNCTIONS: dict[str, Callable[..., Value]] = {
    "abs": lambda value: abs(to_number(value)),
    "ceiling": _whole(decimal.ROUND_CEILING),
    "concat": _concat,
    "contains": lambda text, part: to_string(part) in to_string(text),
    "count": _count,
    "count-non-empty": _count_non_empty,
    "count-selected": _count_selected,
    "date": _date,
    "decimal-date-time": to_number,
    "ends-with": lambda text, part: to_string(text).endswith(to_string(part)),
    "floor": _whole(decimal.ROUND_FLOOR),
    "format-date": _format_date,
    "int": _whole(decimal.ROUND_DOWN),
    "join": _join,
    "max": _max,
    "min": _min,
    "normalize-space": lambda text: " ".join(to_string(text).split()),
    "number": to_number,
    "pow": _pow,
    "round": _round,
    "selected": _selected,
    "selected-at": _selected_at,
    "starts-with": lambda text, part: to_string(text).startswith(to_string(part)),
    "string": to_string,
    "string-length": lambda text: Decimal(len(to_string(text))),
    "substring": _substring,
    "substring-after": _substring_after,
    "substring-before": _substring_before,
    "sum": _sum,
}

# Functions whose reference arguments are always read as node-sets, even when there is one node.
NODE_SET_FUNCTIONS = frozenset({"count", "count-non-empty", "sum", "min", "max", "join"})
