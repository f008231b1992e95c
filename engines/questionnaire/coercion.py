"""A stored answer as an expression sees it, or the reason why it is not an answer at all.

Answers come from the database as JSON: an old version, an import or a fault may have left anything
there. Nothing here fails: what does not fit the kind of the question is refused with a sentence.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal

from engines.questionnaire.expressions.values import Single, date_from_text, to_number
from engines.questionnaire.model import Kind
from engines.questionnaire.moments import moment_from_text, time_from_text
from engines.questionnaire.positions import position_from_text

_LARGEST = 10**18


class UnreadableAnswerError(ValueError):
    """The stored value does not have the shape its question asks for (message in French)."""


def is_blank(raw: object) -> bool:
    """True for what counts as unanswered: absent, ``null``, empty text, empty list."""
    return raw is None or raw == "" or raw == [] or (isinstance(raw, str) and not raw.strip())


def answer_value(kind: Kind, raw: object) -> Single:
    """The value in expressions: number (euros for an amount), date or text; ``""`` when blank.

    Raises `UnreadableAnswerError`.
    """
    if is_blank(raw):
        return ""
    return _READERS[kind](raw)


def _text(raw: object) -> Single:
    if isinstance(raw, str):
        return raw
    raise UnreadableAnswerError("Cette réponse n’est pas un texte.")


def _codes(raw: object) -> Single:
    if isinstance(raw, list) and all(isinstance(item, str) and item.strip() for item in raw):
        return " ".join(raw)
    raise UnreadableAnswerError("Cette réponse n’est pas une liste de choix.")


def _integer(raw: object) -> Single:
    if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) < _LARGEST:
        return Decimal(raw)
    raise UnreadableAnswerError("Cette réponse n’est pas un nombre entier.")


def _decimal(raw: object) -> Single:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return _integer(raw)
    if isinstance(raw, str) and len(raw) <= 40 and date_from_text(raw) is None:
        number = to_number(raw)
        if number.is_finite():
            return number
    raise UnreadableAnswerError("Cette réponse n’est pas un nombre.")


def _amount(raw: object) -> Single:
    cents = _integer(raw)
    assert isinstance(cents, Decimal)
    return cents.scaleb(-2)


def _date(raw: object) -> Single:
    date = date_from_text(raw) if isinstance(raw, str) and len(raw) == 10 else None
    if isinstance(date, datetime.date):
        return date
    raise UnreadableAnswerError("Cette réponse n’est pas une date.")


def _time(raw: object) -> Single:
    time = time_from_text(raw) if isinstance(raw, str) else None
    if time is not None:
        return time
    raise UnreadableAnswerError("Cette réponse n’est pas une heure.")


def _moment(raw: object) -> Single:
    moment = moment_from_text(raw) if isinstance(raw, str) else None
    if moment is not None:
        return moment
    raise UnreadableAnswerError("Cette réponse n’est pas une date et une heure.")


def _geopoint(raw: object) -> Single:
    if isinstance(raw, str) and position_from_text(raw) is not None:
        return raw
    raise UnreadableAnswerError("Cette réponse n’est pas un lieu.")


def _file(raw: object) -> Single:
    if isinstance(raw, Mapping) and isinstance(raw.get("name"), str) and isinstance(raw.get("id"), str):
        return str(raw["name"])
    raise UnreadableAnswerError("Cette réponse n’est pas un fichier.")


def _nothing(raw: object) -> Single:
    return ""


_READERS: dict[Kind, Callable[[object], Single]] = {
    Kind.ONE: _text,
    Kind.YES_NO: _text,
    Kind.MANY: _codes,
    Kind.RANK: _codes,
    Kind.INTEGER: _integer,
    Kind.PERCENTAGE: _integer,
    Kind.DECIMAL: _decimal,
    Kind.AMOUNT: _amount,
    Kind.DATE: _date,
    Kind.TIME: _time,
    Kind.DATETIME: _moment,
    Kind.GEOPOINT: _geopoint,
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.COMMUNE: _text,
    Kind.ORGANISATION: _text,
    Kind.EMAIL: _text,
    Kind.FILE: _file,
    Kind.NOTE: _nothing,
    Kind.CALCULATE: _nothing,
}
