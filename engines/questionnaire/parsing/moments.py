"""Typed days, times and moments, as people in France write them."""

from __future__ import annotations

import datetime
import re
import unicodedata

from engines.questionnaire.expressions.bounds import bound_error, read_bound
from engines.questionnaire.expressions.values import date_from_text
from engines.questionnaire.model import Kind, Question
from engines.questionnaire.moments import read_time
from engines.questionnaire.parsing.texts import AnswerError
from french import MONTHS

LONGEST = 40
#: Accents may be left out.
_MONTHS = {
    name: number
    for number, month in enumerate(MONTHS, start=1)
    for name in (month, unicodedata.normalize("NFD", month).encode("ascii", "ignore").decode())
}
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_DATE = re.compile(r"([0-9]{1,2})(?:er)?[ /.\-]([0-9]{1,2}|[a-zéûè]+)[ /.\-]([0-9]{4})")
_MOMENT = re.compile(r"(.{4,30}?[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2})(?:t|,? à |, | )(.{1,20})")
_ASK_DATE = "Écrivez la date ainsi : 23/11/2026."
_ASK_TIME = "Écrivez l’heure ainsi : 14:05."
_ASK_MOMENT = "Écrivez la date et l’heure ainsi : 23/11/2026 14:05."


def parse_date(question: Question, typed: str) -> str:
    """Read 23/11/2026, 23 novembre 2026 or 2026-11-23."""
    if len(typed) > LONGEST:
        raise AnswerError(_ASK_DATE)
    date = _date(_single_spaced(typed), _ASK_DATE)
    low, high = read_bound(question, "minimum", []), read_bound(question, "maximum", [])
    problem = bound_error(Kind.DATE, date, low, high)
    if problem is not None:
        raise AnswerError(problem)
    return date.isoformat()


def parse_time(question: Question, typed: str) -> str:
    """Read 14:05, 14 h 05, 14h or 14.05; seconds are not kept."""
    time = read_time(_single_spaced(typed[:LONGEST]))
    if time is None or len(typed) > LONGEST:
        raise AnswerError(_ASK_TIME)
    return f"{time:%H:%M}"


def parse_moment(question: Question, typed: str) -> str:
    """Read 23/11/2026 14:05, 23 novembre 2026 à 14 h 05 or 2026-11-23T14:05; seconds are not kept."""
    match = _MOMENT.fullmatch(_single_spaced(typed)) if len(typed) <= LONGEST else None
    time = read_time(match[2]) if match else None
    if match is None or time is None:
        raise AnswerError(_ASK_MOMENT)
    return f"{_date(match[1], _ASK_MOMENT).isoformat()}T{time:%H:%M}"


def _single_spaced(typed: str) -> str:
    return _SPACES.sub(" ", typed).strip().lower()


def _date(text: str, ask: str) -> datetime.date:
    date = date_from_text(text) if len(text) == 10 else None
    if date is None:
        match = _DATE.fullmatch(text)
        if match is None:
            raise AnswerError(ask)
        month = int(match[2]) if match[2].isdecimal() else _MONTHS.get(match[2], 0)
        try:
            date = datetime.date(int(match[3]), month, int(match[1]))
        except ValueError as error:
            raise AnswerError(f"Cette date n’existe pas. {ask}") from error
    if not 1800 <= date.year <= 2200:
        raise AnswerError(f"Vérifiez l’année. {ask}")
    return date
