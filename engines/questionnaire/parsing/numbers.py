"""Typed numbers and amounts, as people in France write them. Exact decimals, never floats."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeVar

from engines.questionnaire.expressions.bounds import bound_error, read_bound
from engines.questionnaire.model import Question
from engines.questionnaire.parsing.texts import AnswerError
from french import (
    CODES,
    Code,
    Unclear,
    format_euros,
    format_exact,
    read_cents,
    read_integer,
    read_number,
    read_percent,
    to_euros,
)

MAX_INTEGER = 10**12
MAX_AMOUNT_CENTS = 100 * 10**9 * 100
MAX_DECIMALS = 9
_TOO_LARGE = f"Ce montant est trop grand : {format_euros(MAX_AMOUNT_CENTS)} au plus."
_ASK_YEAR = "Écrivez l’année en quatre chiffres, par exemple 2019."
_LEAST = re.compile(r"(?<![\w.])\.\s*>=?\s*([0-9]+)")
_YEAR = re.compile(r"1[5-9][0-9]{2}|20[0-9]{2}")
T = TypeVar("T", int, Decimal)


def _read(read: Callable[[str], T], typed: str, own: Mapping[Code, str] | None = None) -> T:
    """What was typed, or the question to ask again; ``own`` are the sentences of a kind, by reason."""
    try:
        return read(typed)
    except Unclear as unclear:
        raise AnswerError((own or {}).get(unclear.code, unclear.question)) from unclear


def _checked(question: Question, number: Decimal) -> Decimal:
    message = bound_error(
        question.kind, number, read_bound(question, "minimum", []), read_bound(question, "maximum", [])
    )
    if message is not None:
        raise AnswerError(message)
    return number


def _limit(question: Question, default: Decimal) -> Decimal:
    """The largest size accepted: the default, or the question's own bounds when they are wider."""
    bounds = [read_bound(question, "minimum", []), read_bound(question, "maximum", [])]
    return max([default, *(abs(bound) for bound in bounds if isinstance(bound, Decimal))])


def _asks_for_a_year(question: Question) -> bool:
    """Whether the least number accepted, by the bound or the constraint, is a year."""
    low = question.minimum or next(iter(_LEAST.findall(question.constraint)), "")
    return bool(_YEAR.fullmatch(low.strip()))


def parse_integer(question: Question, typed: str) -> int:
    own = dict.fromkeys(CODES, _ASK_YEAR) if _asks_for_a_year(question) else None
    value = _read(read_integer, typed, own)
    limit = _limit(question, Decimal(MAX_INTEGER))
    if abs(value) > limit or abs(value) >= 10**18:
        raise AnswerError(f"Ce nombre est trop grand : {format_exact(limit)} au plus.")
    _checked(question, Decimal(value))
    return value


def parse_decimal(question: Question, typed: str) -> str:
    number = _read(read_number, typed)
    limit = _limit(question, Decimal(MAX_INTEGER))
    if abs(number) > limit or abs(number) >= 10**18:
        raise AnswerError(f"Ce nombre est trop grand : {format_exact(limit)} au plus.")
    if -int(number.as_tuple().exponent) > MAX_DECIMALS:
        raise AnswerError(f"Gardez {MAX_DECIMALS} chiffres au plus après la virgule.")
    _checked(question, number)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def parse_amount(question: Question, typed: str) -> int:
    cents = _read(read_cents, typed, {"too_large": _TOO_LARGE})
    minimum = read_bound(question, "minimum", [])
    if cents < 0 and not (isinstance(minimum, Decimal) and minimum < 0):
        raise AnswerError("Un montant ne peut pas être négatif.")
    if abs(cents) > MAX_AMOUNT_CENTS:
        raise AnswerError(_TOO_LARGE)
    _checked(question, to_euros(cents))
    return cents


def parse_percentage(question: Question, typed: str) -> int:
    number = _read(read_percent, typed)
    # «1,000» may mean a thousand: asked again.
    if number != number.to_integral_value() or -int(number.as_tuple().exponent) > 2:
        raise AnswerError("Écrivez un pourcentage entier, sans virgule : 12 ou 13, plutôt que 12,5.")
    _checked(question, number)
    return int(number)
