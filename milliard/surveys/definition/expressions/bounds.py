"""Reading the ``minimum`` and ``maximum`` of a question."""

from __future__ import annotations

from typing import Literal

from milliard.surveys.definition.expressions.compiled import Bound
from milliard.surveys.definition.expressions.errors import DefinitionError
from milliard.surveys.definition.expressions.values import date_from_text, to_number
from milliard.surveys.definition.model import NUMBER_KINDS, Kind, Question


def read_bound(
    question: Question, column: Literal["minimum", "maximum"], errors: list[DefinitionError]
) -> Bound:
    """The bound as a number (euros for an amount) or a date; adds to ``errors`` when unreadable."""
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
