"""The ``minimum`` and ``maximum`` of a question: read, then applied to a value."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Literal

from engines.questionnaire.expressions.compiled import Bound
from engines.questionnaire.expressions.errors import DefinitionError
from engines.questionnaire.expressions.values import Single, date_from_text, to_number
from engines.questionnaire.model import NUMBER_KINDS, Kind, Question
from french import NBSP, format_date_digits, format_euros, format_exact


def read_bound(
    question: Question, column: Literal["minimum", "maximum"], errors: list[DefinitionError]
) -> Bound:
    """Read a bound as a number (euros for an amount) or a date; add to ``errors`` when unreadable."""
    text = str(getattr(question, column)).strip()
    if not text:
        return None
    if question.kind is Kind.DATE:
        date = date_from_text(text)
        if date is not None:
            return date
    elif question.kind in NUMBER_KINDS:
        number = to_number(text)
        if number.is_finite() and date_from_text(text) is None:
            return number
    else:
        message = f"{column} ne vaut que pour un nombre, un montant ou une date"
        errors.append(DefinitionError(question.origin, column, message, question.key))
        return None
    message = f"« {text[:40]} » n’est ni un nombre ni une date (AAAA-MM-JJ)"
    errors.append(DefinitionError(question.origin, column, message, question.key))
    return None


def bound_error(kind: Kind, value: Single, low: Bound, high: Bound) -> str | None:
    """The sentence for a value outside its bounds (euros for an amount), None when inside."""
    if kind is Kind.PERCENTAGE and isinstance(value, Decimal) and not 0 <= value <= 100:
        return f"Un pourcentage va de 0 à 100{NBSP}%."
    if low is not None and _is_below(value, low):
        return f"Indiquez au moins {_bound_text(kind, low)}."
    if high is not None and _is_below(high, value):
        return f"Indiquez au plus {_bound_text(kind, high)}."
    return None


def _is_below(left: Single, right: Single) -> bool:
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return left < right
    return isinstance(left, datetime.date) and isinstance(right, datetime.date) and left < right


def _bound_text(kind: Kind, bound: Decimal | datetime.date) -> str:
    if isinstance(bound, datetime.date):
        return format_date_digits(bound)
    return format_euros(int(bound * 100)) if kind is Kind.AMOUNT else format_exact(bound)
