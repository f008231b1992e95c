"""From what a person typed to what is stored, and back. French habits in, exact values out.

Only `AnswerError` is ever raised, with a sentence to show beside the field and the text as it
was typed, so that nothing is lost. Text is text: pasted HTML is kept character for character and never
interpreted (templates escape it).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from engines.questionnaire.coercion import UnreadableAnswerError, answer_value, is_blank
from engines.questionnaire.model import CHOICE_KINDS, NUMBER_KINDS, Choice, Kind, Question
from engines.questionnaire.moments import format_moment
from engines.questionnaire.parsing.moments import parse_date, parse_moment, parse_time
from engines.questionnaire.parsing.numbers import parse_amount, parse_decimal, parse_integer, parse_percentage
from engines.questionnaire.parsing.texts import (
    MAX_LONG_TEXT,
    AnswerError,
    clean_text,
    parse_commune,
    parse_email,
    parse_geopoint,
    parse_long_text,
    parse_organisation,
    parse_text,
)
from engines.questionnaire.positions import position_from_text
from french import (
    MINUS,
    NBSP,
    format_euros,
    format_exact,
    format_number,
    to_euros,
)
from french.coordinates import format_coordinates, typed_coordinates

__all__ = ["MAX_LONG_TEXT", "AnswerError", "clean_text", "format_answer", "parse_answer", "raw_from_answer"]

MAX_RAW_ITEMS = 500


def parse_answer(question: Question, raw: Sequence[str], choices: Sequence[Choice] = ()) -> Any:
    """The value to store for ``raw``, the strings a form posted under one name; None when blank.

    choices: those offered (`Definition.choices`, or an evaluation's). Whole-form rules
    (required, constraint, exclusive choices) are the evaluation's. Raises `AnswerError` only.
    """
    if any(not isinstance(item, str) for item in raw) or len(raw) > MAX_RAW_ITEMS:
        raise AnswerError("Cette réponse n’a pas pu être lue.", [str(item) for item in raw[:MAX_RAW_ITEMS]])
    try:
        if question.kind in CHOICE_KINDS or question.kind is Kind.YES_NO:
            return _parse_choices(question, [item for item in raw if item.strip()], choices)
        typed = next((item for item in raw if item.strip()), "")
        if not typed or not question.is_answerable:
            return None
        return _PARSERS[question.kind](question, typed)
    except AnswerError as error:
        error.raw = tuple(raw)
        raise


def _parse_choices(question: Question, ticked: list[str], choices: Sequence[Choice]) -> Any:
    offered = [choice.value for choice in choices]
    known = set(offered)
    if any(value not in known for value in ticked):
        raise AnswerError("Ce choix n’est pas proposé.")
    if not ticked:
        return None
    if question.kind is Kind.MANY:
        return [value for value in offered if value in set(ticked)]
    if question.kind is Kind.RANK:
        if len(set(ticked)) < len(ticked):
            raise AnswerError("Le même choix est placé deux fois.")
        return ticked
    if len(set(ticked)) > 1:
        raise AnswerError("Gardez un seul choix.")
    return ticked[0]


def _parse_file(question: Question, typed: str) -> Any:
    raise AnswerError("Joignez le fichier avec le bouton prévu.")


_PARSERS: dict[Kind, Callable[[Question, str], Any]] = {
    Kind.INTEGER: parse_integer,
    Kind.DECIMAL: parse_decimal,
    Kind.AMOUNT: parse_amount,
    Kind.PERCENTAGE: parse_percentage,
    Kind.DATE: parse_date,
    Kind.TIME: parse_time,
    Kind.DATETIME: parse_moment,
    Kind.GEOPOINT: parse_geopoint,
    Kind.TEXT: parse_text,
    Kind.LONG_TEXT: parse_long_text,
    Kind.COMMUNE: parse_commune,
    Kind.ORGANISATION: parse_organisation,
    Kind.EMAIL: parse_email,
    Kind.FILE: _parse_file,
}


def format_answer(question: Question, value: Any, choices: Sequence[Choice] = ()) -> str:
    """A stored value as a French reader expects it; ``""`` when unanswered. Never fails."""
    if is_blank(value) or not question.is_answerable:
        return ""
    if question.kind in CHOICE_KINDS or question.kind is Kind.YES_NO:
        labels = {choice.value: choice.label for choice in choices}
        codes = [str(code) for code in (value if isinstance(value, list) else [value])]
        if question.kind is Kind.RANK:
            return ", ".join(
                f"{place}. {labels.get(code, code)}" for place, code in enumerate(codes, start=1)
            )
        return ", ".join(labels.get(code, code) for code in codes)
    try:
        typed = answer_value(question.kind, value)
    except UnreadableAnswerError:
        return str(value)
    if isinstance(typed, Decimal):
        if question.kind is Kind.AMOUNT:
            return format_euros(value)
        is_short = _may_be_a_year(question, typed)
        text = str(typed).replace("-", MINUS) if is_short else format_exact(typed)
        return f"{text}{NBSP}%" if question.kind is Kind.PERCENTAGE else text
    if isinstance(typed, datetime.date | datetime.time):
        return format_moment(typed)
    place = position_from_text(value) if question.kind is Kind.GEOPOINT else None
    return format_coordinates(place) if place is not None else str(typed)


def raw_from_answer(question: Question, value: Any) -> list[str]:
    """The texts to put back in the form: `parse_answer` of them gives ``value`` again."""
    if is_blank(value) or not question.is_answerable or question.kind is Kind.FILE:
        return []
    if isinstance(value, list):
        return [str(item) for item in value]
    try:
        number = answer_value(question.kind, value)
    except UnreadableAnswerError:
        return [str(value)]
    place = position_from_text(value) if question.kind is Kind.GEOPOINT else None
    if place is not None:
        return [typed_coordinates(place)]
    if question.kind is Kind.AMOUNT and value % 100:
        return [format_number(to_euros(value), 2)]
    if (
        question.kind not in NUMBER_KINDS
        or not isinstance(number, Decimal)
        or _may_be_a_year(question, number)
    ):
        return [str(value)]
    return [format_exact(number)]


def _may_be_a_year(question: Question, number: Decimal) -> bool:
    """A year is a number like another: four digits are read as well without a space."""
    return question.kind is Kind.INTEGER and abs(number) < 10_000
