"""Typed dates: 23/11/2026, 23 novembre 2026, 2026-11-23."""

from __future__ import annotations

import datetime
import re
import unicodedata

from engines.questionnaire.expressions.bounds import bound_error, read_bound
from engines.questionnaire.expressions.values import date_from_text
from engines.questionnaire.model import Kind, Question
from engines.questionnaire.parsing.texts import AnswerError
from french import MONTHS

#: Accents may be left out.
_MONTHS = {
    name: number
    for number, month in enumerate(MONTHS, start=1)
    for name in (month, unicodedata.normalize("NFD", month).encode("ascii", "ignore").decode())
}
_SPACES = re.compile(r"[\s\u00a0\u202f]+")


def parse_date(question: Question, typed: str) -> str:
    message = "Écrivez la date ainsi : 23/11/2026."
    if len(typed) > 40:
        raise AnswerError(message)
    text = _SPACES.sub(" ", typed).strip().lower()
    date = date_from_text(text) if len(text) == 10 else None
    if date is None:
        match = re.fullmatch(r"([0-9]{1,2})(?:er)?[ /.\-]([0-9]{1,2}|[a-zéûè]+)[ /.\-]([0-9]{4})", text)
        if match is None:
            raise AnswerError(message)
        month = int(match[2]) if match[2].isdecimal() else _MONTHS.get(match[2], 0)
        try:
            date = datetime.date(int(match[3]), month, int(match[1]))
        except ValueError as error:
            raise AnswerError(f"Cette date n’existe pas. {message}") from error
    if not 1800 <= date.year <= 2200:
        raise AnswerError(f"Vérifiez l’année. {message}")
    low, high = read_bound(question, "minimum", []), read_bound(question, "maximum", [])
    problem = bound_error(Kind.DATE, date, low, high)
    if problem is not None:
        raise AnswerError(problem)
    return date.isoformat()
