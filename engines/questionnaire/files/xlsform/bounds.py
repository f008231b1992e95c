"""The bounds of a question, written as the condition that other XLSForm tools enforce.

``minimum`` and ``maximum`` are columns of ours: ODK, Kobo and Enketo only know ``constraint``. So the
writer adds to that cell what the bounds mean, and the reader takes exactly that part away again: a form
that went through another tool and came back is the same questionnaire.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from engines.questionnaire.model import NUMBER_KINDS, Kind


def bounds_condition(kind: Kind, minimum: str, maximum: str) -> str:
    """The constraint of the bounds on ``.``, in XPath; "" when there is none.

    minimum, maximum: as in the questionnaire (euros for an amount, ISO for a date). A percentage goes
    from 0 to 100 whatever they say.
    """
    if kind is Kind.DATE:
        low, high = (f"date('{text}')" if text else "" for text in (minimum, maximum))
    elif kind in NUMBER_KINDS:
        numbers = _number(minimum), _number(maximum)
        if kind is Kind.PERCENTAGE:
            numbers = _largest(numbers[0], Decimal(0)), _smallest(numbers[1], Decimal(100))
        low, high = ("" if number is None else f"{number:f}" for number in numbers)
    else:
        return ""
    return " and ".join([*([f". >= {low}"] if low else []), *([f". <= {high}"] if high else [])])


def without_bounds(constraint: str, condition: str) -> str:
    """``constraint`` without the ``condition`` that `bounds_condition` added to it."""
    if not condition:
        return constraint
    if constraint == condition:
        return ""
    end = f") and ({condition})"
    inner = constraint[1 : -len(end)]
    is_added = constraint.startswith("(") and constraint.endswith(end) and _is_balanced(inner)
    return inner if is_added else constraint


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) < 30 else None


def _largest(number: Decimal | None, other: Decimal) -> Decimal:
    return other if number is None else max(number, other)


def _smallest(number: Decimal | None, other: Decimal) -> Decimal:
    return other if number is None else min(number, other)


def _is_balanced(expression: str) -> bool:
    """Whether the parentheses around ``expression`` hold each other; those in quoted texts do not count."""
    depth, quote = 0, ""
    for character in expression:
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
            if depth < 0:
                return False
    return depth == 0 and not quote
