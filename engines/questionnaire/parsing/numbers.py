"""Typed numbers and amounts, as people in France write them. Exact decimals, never floats."""

from __future__ import annotations

import re
from decimal import Decimal

from engines.questionnaire.expressions.bounds import bound_error, read_bound
from engines.questionnaire.french import format_cents, format_number
from engines.questionnaire.model import Question
from engines.questionnaire.parsing.texts import AnswerError

MAX_INTEGER = 10**12
MAX_AMOUNT_CENTS = 100 * 10**9 * 100
MAX_TYPED_NUMBER = 60
MAX_DECIMALS = 9

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009\u2007]+")
_NUMBER = re.compile(r"([+\-−]?)([0-9]+|[0-9]{1,3}(?: [0-9]{3})+)(?:([.,])([0-9]*))?", re.ASCII)
_GROUPED = re.compile(r"([+\-−]?)([0-9]{1,3}(?:([.,'’])[0-9]{3})(?:\3[0-9]{3})*)([.,])([0-9]{1,2})", re.ASCII)
_AMOUNT_UNIT = re.compile(r" ?(k€|m€|keur|meur|k euros|millions?(?: d['’ ]?euros)?|€|euros?|eur)$")
_FACTORS = {"k": 1_000, "m": 1_000_000}


def _read_number(typed: str, example: str) -> Decimal:
    """A number as people write it: ``1 234,50``, ``1.234,50``, ``1234.5``."""
    message = f"Écrivez un nombre en chiffres, par exemple {example}."
    if len(typed) > MAX_TYPED_NUMBER:
        raise AnswerError(message)
    text = _SPACES.sub(" ", typed).strip()
    text = re.sub(r"^([+\-−]) ", r"\1", text)
    if match := _GROUPED.fullmatch(text):
        sign, whole, group, mark, decimals = match.groups()
        if group == mark:
            raise AnswerError(message)
        whole = whole.replace(group, "")
    elif match := _NUMBER.fullmatch(text):
        sign, whole, _, decimals = match.groups()
        whole = whole.replace(" ", "")
    else:
        raise AnswerError(message)
    number = Decimal(f"{whole}.{decimals or '0'}")
    return -number if sign in ("-", "−") and number else number


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


def _whole(number: Decimal, typed: str, message: str) -> int:
    """``12`` and ``12,0`` are whole; ``1,000`` may mean a thousand, so it is asked again."""
    mark = re.search(r"[.,]([0-9]*)\s*$", typed)
    if number != number.to_integral_value() or (mark is not None and len(mark[1]) > 2):
        raise AnswerError(message)
    return int(number)


def parse_integer(question: Question, typed: str) -> int:
    number = _read_number(typed, "1 250")
    value = _whole(number, typed, "Écrivez un nombre entier, sans virgule ni point.")
    limit = _limit(question, Decimal(MAX_INTEGER))
    if abs(number) > limit or abs(value) >= 10**18:
        raise AnswerError(f"Ce nombre est trop grand : {format_number(limit)} au plus.")
    _checked(question, number)
    return value


def parse_decimal(question: Question, typed: str) -> str:
    number = _read_number(typed, "12,5")
    limit = _limit(question, Decimal(MAX_INTEGER))
    if abs(number) > limit or abs(number) >= 10**18:
        raise AnswerError(f"Ce nombre est trop grand : {format_number(limit)} au plus.")
    if -int(number.as_tuple().exponent) > MAX_DECIMALS:
        raise AnswerError(f"Gardez {MAX_DECIMALS} chiffres au plus après la virgule.")
    _checked(question, number)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def parse_amount(question: Question, typed: str) -> int:
    if len(typed) > MAX_TYPED_NUMBER:
        raise AnswerError("Écrivez un montant en euros, par exemple 1 250 ou 1 250,50.")
    text = _SPACES.sub(" ", typed).strip().lower()
    factor = 1
    if unit := _AMOUNT_UNIT.search(text):
        factor = 1 if unit[1].startswith(("€", "e")) else _FACTORS[unit[1][0]]
        text = text[: unit.start()]
    text = text.removeprefix("€").strip()
    euros = _read_number(text, "1 250 ou 1 250,50")
    if factor == 1 and -int(euros.as_tuple().exponent) > 2:
        raise AnswerError("Deux chiffres au plus après la virgule : 1 250 ou 1 250,50.")
    cents = euros * factor * 100
    minimum = read_bound(question, "minimum", [])
    if cents < 0 and not (isinstance(minimum, Decimal) and minimum < 0):
        raise AnswerError("Un montant ne peut pas être négatif.")
    if abs(cents) > MAX_AMOUNT_CENTS:
        raise AnswerError(f"Ce montant est trop grand : {format_cents(MAX_AMOUNT_CENTS)} au plus.")
    if cents != cents.to_integral_value():
        raise AnswerError("Deux chiffres au plus après la virgule : 1 250 ou 1 250,50.")
    _checked(question, euros * factor)
    return int(cents)


def parse_percentage(question: Question, typed: str) -> int:
    text = re.sub(r"[\s\u00a0\u202f]*%\s*$", "", typed)
    number = _read_number(text, "25")
    value = _whole(number, text, "Écrivez un pourcentage entier, sans virgule : 12 ou 13, plutôt que 12,5.")
    _checked(question, number)
    return value
