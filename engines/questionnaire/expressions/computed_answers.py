"""A calculation on a question that people answer: its result in the shape that the question stores.

XLSForm's ``calculation`` on a visible question fills its box; here the person may change it. See
`engines.questionnaire.evaluation.computed` for what is stored when.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from engines.questionnaire.expressions.values import (
    Single,
    arithmetic,
    date_from_days,
    moment_from_days,
    to_number,
    to_string,
    to_time,
)
from engines.questionnaire.model import Choice, Kind, Question
from engines.questionnaire.positions import stored_position
from french.coordinates import UnclearCoordinates, read_coordinates

_LARGEST = 10**18
_MINUTES = 1440


def stored_answer(question: Question, value: Single, choices: Mapping[str, Choice]) -> Any:
    """What the question would store for ``value``; None when that is nothing, or fits it not.

    choices: those of the question, by code. A whole number is cut out of one with decimals, as in ODK.
    Runs inside `arithmetic`.

    >>> stored_answer(Question("a", Kind.AMOUNT, "A"), Decimal("12.5"), {})
    1250
    """
    if value == "":
        return None
    return _SHAPES[question.kind](question, value, choices)


def default_answer(question: Question, choices: Mapping[str, Choice]) -> Any:
    """What the question stores for its default; None without one, or when it fits it not."""
    if not (question.default and question.is_answerable):
        return None
    with arithmetic():
        return stored_answer(question, question.default, choices)


def _one(question: Question, value: Single, choices: Mapping[str, Choice]) -> Any:
    code = to_string(value).strip()
    return code if code in choices else None


def _many(question: Question, value: Single, choices: Mapping[str, Choice]) -> Any:
    codes = dict.fromkeys(to_string(value).split())
    if not codes or any(code not in choices for code in codes):
        return None
    return list(codes) if question.kind is Kind.RANK else [code for code in choices if code in codes]


def _integer(question: Question, value: Single, choices: Mapping[str, Choice]) -> Any:
    number = to_number(value)
    return int(number.to_integral_value(ROUND_DOWN)) if _is_storable(number) else None


def _decimal(question: Question, value: Single, choices: Mapping[str, Choice]) -> Any:
    number = to_number(value)
    return to_string(round(number, 9)) if _is_storable(number) else None


def _amount(question: Question, value: Single, choices: Mapping[str, Choice]) -> Any:
    number = to_number(value)
    return int((number * 100).to_integral_value(ROUND_HALF_UP)) if _is_storable(number) else None


def _is_storable(number: Decimal) -> bool:
    return number.is_finite() and abs(number) < _LARGEST


def _date(question: Question, value: Single, choices: Mapping[str, Choice]) -> Any:
    day = date_from_days(to_number(value))
    return day.isoformat() if day is not None else None


def _time(question: Question, value: Single, choices: Mapping[str, Choice]) -> Any:
    part = to_time(value)
    if not _is_storable(part) or part < 0:
        return None
    minutes = int((part * _MINUTES).quantize(Decimal("0.001"))) % _MINUTES
    return f"{datetime.time(minutes // 60, minutes % 60):%H:%M}"


def _moment(question: Question, value: Single, choices: Mapping[str, Choice]) -> Any:
    moment = moment_from_days(to_number(value))
    return f"{moment:%Y-%m-%dT%H:%M}" if moment is not None and moment.year >= 1000 else None


def _place(question: Question, value: Single, choices: Mapping[str, Choice]) -> Any:
    try:  # ODK's altitude and accuracy, if they are there, are not kept
        return stored_position(read_coordinates(" ".join(to_string(value).split()[:2])), question.decimals)
    except UnclearCoordinates:
        return None


def _text(question: Question, value: Single, choices: Mapping[str, Choice]) -> Any:
    return to_string(value).strip() or None


def _nothing(question: Question, value: Single, choices: Mapping[str, Choice]) -> Any:
    return None


_SHAPES: dict[Kind, Callable[[Question, Single, Mapping[str, Choice]], Any]] = {
    Kind.ONE: _one,
    Kind.YES_NO: _one,
    Kind.MANY: _many,
    Kind.RANK: _many,
    Kind.INTEGER: _integer,
    Kind.PERCENTAGE: _integer,
    Kind.DECIMAL: _decimal,
    Kind.AMOUNT: _amount,
    Kind.DATE: _date,
    Kind.TIME: _time,
    Kind.DATETIME: _moment,
    Kind.GEOPOINT: _place,
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.COMMUNE: _text,
    Kind.ORGANISATION: _text,
    Kind.EMAIL: _text,
    Kind.FILE: _nothing,
    Kind.NOTE: _nothing,
    Kind.CALCULATE: _nothing,
}
