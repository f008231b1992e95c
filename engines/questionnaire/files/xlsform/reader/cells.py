"""The cells of a question, one reader per column: required, bounds, default, parameters, and ours."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from engines.questionnaire.files.workbook import SheetRow
from engines.questionnaire.files.xlsform.reader.attached_lists import COLUMN_PARAMETERS
from engines.questionnaire.files.xlsform.reader.choices import parse_yes_no
from engines.questionnaire.files.xlsform.reader.survey_sheet import SurveySheet
from engines.questionnaire.files.xlsform.reader.types import (
    AUDIO_ACCEPT,
    AUDIO_TYPES,
    IMAGE_ACCEPT,
    IMAGE_TYPES,
    VIDEO_ACCEPT,
    VIDEO_BYTES,
    VIDEO_TYPES,
    normal_type,
)
from engines.questionnaire.model import (
    MAX_DECIMALS,
    NUMBER_KINDS,
    UNANSWERABLE_KINDS,
    Kind,
    Question,
    QuestionRole,
)
from engines.questionnaire.parsing import AnswerError, parse_answer

_STORED_DEFAULTS = {
    Kind.TIME: (re.compile(r"(\d\d:\d\d)(?::.{2,30})?"), "14:05"),
    Kind.DATETIME: (re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d)(?::.{2,30})?"), "2026-11-23T14:05"),
    Kind.GEOPOINT: (re.compile(r"(-?[\d.]{1,20} -?[\d.]{1,20})(?: .{1,40})?"), "48.853 2.349"),
}
_MEDIA_ACCEPT = (
    (IMAGE_TYPES, IMAGE_ACCEPT),
    (AUDIO_TYPES, AUDIO_ACCEPT),
    (VIDEO_TYPES, VIDEO_ACCEPT),
)
_RANGE_DEFAULTS = {"start": "1", "end": "10", "step": "1"}


def read_required(context: SurveySheet, row: SheetRow, kind: Kind) -> str:
    """``yes``, nothing, or an expression."""
    text = context.expression(row, "required")
    if not text:
        return ""
    flag = parse_yes_no(text)
    if kind in UNANSWERABLE_KINDS:
        if flag is not False:
            context.warning(row, "required", "sans effet : on ne répond pas à cette ligne")
        return ""
    if flag is None and re.fullmatch(r"[^\W\d]+", text):
        message = f"« {text[:60]} » : écrivez yes (ou oui) pour une réponse obligatoire, ou une expression"
        context.error(row, "required", message)
        return ""
    if flag is None:
        return text
    return "yes" if flag else ""


def read_bound(context: SurveySheet, row: SheetRow, kind: Kind, column: str) -> str:
    """A lowest or highest value, as a number or an ISO date; anything else is an error."""
    text = context.get(row, column)
    if not text:
        return ""
    if kind is Kind.DATE:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            context.error(row, column, f"« {text[:60]} » n’est pas une date comme 2026-11-23")
        return text
    if kind not in NUMBER_KINDS:
        context.error(row, column, "une borne ne va qu’avec un nombre, une date ou une répétition")
        return ""
    if decimal(text) is None:
        context.error(row, column, f"« {text[:60]} » n’est pas un nombre")
    return text


def decimal(text: str) -> Decimal | None:
    """A finite number written with a point, or None."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) < 30 else None


def read_accept(context: SurveySheet, row: SheetRow, kind: Kind) -> tuple[str, ...]:
    """The allowed types of a file; those of a photo, a sound or a film for their types."""
    text = context.get(row, "accept")
    if kind is not Kind.FILE:
        if text:
            context.error(row, "accept", "ne va qu’avec une question de type file, image, audio ou video")
        return ()
    if text:
        return tuple(dict.fromkeys(part for part in re.split(r"[\s,;]+", text) if part))
    written = normal_type(context.get(row, "type"))
    return next((accept for types, accept in _MEDIA_ACCEPT if written in types), ())


def read_max_bytes(context: SurveySheet, row: SheetRow, kind: Kind) -> int:
    """The largest size of a file, in bytes."""
    text = context.get(row, "max_bytes")
    usual = Question(key="", kind=Kind.FILE, label="").max_bytes
    if not text:
        return VIDEO_BYTES if normal_type(context.get(row, "type")) in VIDEO_TYPES else usual
    if kind is not Kind.FILE or not re.fullmatch(r"[1-9]\d{0,8}", text):
        context.error(row, "max_bytes", f"« {text[:60]} » : écrivez un nombre d’octets, pour un fichier")
        return usual
    return int(text)


def read_decimals(context: SurveySheet, row: SheetRow, kind: Kind) -> int:
    """How many decimals of a degree a place keeps."""
    text = context.get(row, "decimals")
    usual = Question(key="", kind=Kind.GEOPOINT, label="").decimals
    if not text:
        return usual
    if kind is not Kind.GEOPOINT or not text.isdecimal() or len(text) > 1 or int(text) > MAX_DECIMALS:
        what = f"écrivez un nombre de décimales, de 0 à {MAX_DECIMALS}, pour un lieu (geopoint)"
        context.error(row, "decimals", f"« {text[:60]} » : {what}")
        return usual
    return int(text)


def read_role(context: SurveySheet, row: SheetRow) -> QuestionRole:
    """The role of the variable in analysis."""
    text = context.get(row, "role")
    if not text:
        return QuestionRole.CONTENT
    try:
        return QuestionRole(text.lower())
    except ValueError:
        context.error(row, "role", f"« {text[:60]} » n’est pas un de : {', '.join(QuestionRole)}")
        return QuestionRole.CONTENT


def is_stored_default(kind: Kind, text: str) -> bool:
    """Whether a default is a time, a moment or a place as ODK writes it, and no expression."""
    return kind in _STORED_DEFAULTS and _STORED_DEFAULTS[kind][0].fullmatch(text.strip()) is not None


def read_default(context: SurveySheet, row: SheetRow, question: Question) -> str:
    """The default value, checked against the kind; it is no computed one."""
    text = context.get(row, "default")
    if not text or question.kind in UNANSWERABLE_KINDS:
        if text:
            context.warning(row, "default", "sans effet : on ne répond pas à cette ligne")
        return ""
    if is_stored_default(question.kind, text):
        return _stored_default(context, row, question, text)
    if question.kind in NUMBER_KINDS and decimal(text) is None:
        context.error(row, "default", f"« {text[:60]} » n’est pas un nombre")
    elif question.kind in _STORED_DEFAULTS:
        return _stored_default(context, row, question, text)
    return text


def _stored_default(context: SurveySheet, row: SheetRow, question: Question, text: str) -> str:
    """A time, a moment or a place as it is stored; ODK adds seconds, a zone, an altitude, an accuracy."""
    shape, example = _STORED_DEFAULTS[question.kind]
    match = shape.fullmatch(text.strip())
    if match is not None:
        with suppress(AnswerError):
            return str(parse_answer(question, [match[1]]))
    context.error(row, "default", f"« {text[:60]} » n’est pas une valeur comme {example}")
    return ""


def with_parameters(context: SurveySheet, row: SheetRow, question: Question) -> Question:
    """Read the ``parameters`` of a question; those without effect are reported."""
    parameters = context.parameters(row)
    if normal_type(context.get(row, "type")) == "range":
        return _range(context, row, question, _RANGE_DEFAULTS | parameters)
    known: dict[str, Any] = {}
    for key, value in parameters.items():
        if key == "randomize" and question.choice_list == "" and value in {"true", "false"}:
            known["is_random_order"] = value == "true"
        elif key == "rows" and question.kind in {Kind.TEXT, Kind.LONG_TEXT}:
            known["kind"] = Kind.LONG_TEXT
        elif key in COLUMN_PARAMETERS and "_from_file" in context.get(row, "type"):
            continue
        elif key == "randomize":
            context.error(row, "parameters", "randomize vaut true ou false")
        else:
            context.warning(row, "parameters", f"paramètre « {key[:40]} » sans effet ici")
    if question.kind is Kind.TEXT and context.get(row, "rows") not in {"", "1"}:
        known["kind"] = Kind.LONG_TEXT
    return replace(question, **known)


def _range(context: SurveySheet, row: SheetRow, question: Question, parameters: dict[str, str]) -> Question:
    numbers = {key: decimal(parameters[key]) for key in _RANGE_DEFAULTS}
    start, end, step = numbers["start"], numbers["end"], numbers["step"]
    if start is None or end is None or step is None or step == 0:
        context.error(row, "parameters", "start, end et step sont des nombres, et step n’est pas zéro")
        return question
    for key in sorted(set(parameters) - set(_RANGE_DEFAULTS)):
        context.warning(row, "parameters", f"paramètre « {key[:40]} » sans effet ici")
    is_whole = all(number == number.to_integral_value() for number in (start, end, step))
    low, high = sorted((start, end))
    on_step = "" if is_whole and abs(step) == 1 else f"(. - {low}) mod {abs(step)} = 0"
    return replace(
        question,
        kind=Kind.INTEGER if is_whole else Kind.DECIMAL,
        minimum=str(low),
        maximum=str(high),
        constraint=both(question.constraint, on_step),
    )


def both(first: str, second: str) -> str:
    """Two conditions as one; an empty one asks nothing."""
    return f"({first}) and ({second})" if first and second else first or second
