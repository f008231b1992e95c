"""The cells of a question, one reader per column: required, bounds, default, parameters, and ours."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from pyxform.utils import default_is_dynamic

from engines.questionnaire.files.workbook import SheetRow
from engines.questionnaire.files.xlsform.reader.choices import parse_yes_no
from engines.questionnaire.files.xlsform.reader.survey_sheet import SurveySheet
from engines.questionnaire.files.xlsform.reader.types import IMAGE_ACCEPT, IMAGE_TYPES, normal_type
from engines.questionnaire.model import NUMBER_KINDS, UNANSWERABLE_KINDS, Kind, Question, QuestionRole

_DYNAMIC_TEXT = re.compile(r"\$\{|\w\(")
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
    """The allowed types of a file; those of photos for the image types."""
    text = context.get(row, "accept")
    if kind is not Kind.FILE:
        if text:
            context.error(row, "accept", "ne va qu’avec une question de type file ou image")
        return ()
    if text:
        return tuple(dict.fromkeys(part for part in re.split(r"[\s,;]+", text) if part))
    return IMAGE_ACCEPT if normal_type(context.get(row, "type")) in IMAGE_TYPES else ()


def read_max_bytes(context: SurveySheet, row: SheetRow, kind: Kind) -> int:
    """The largest size of a file, in bytes."""
    text = context.get(row, "max_bytes")
    usual = Question(key="", kind=Kind.FILE, label="").max_bytes
    if not text:
        return usual
    if kind is not Kind.FILE or not re.fullmatch(r"[1-9]\d{0,8}", text):
        context.error(row, "max_bytes", f"« {text[:60]} » : écrivez un nombre d’octets, pour un fichier")
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


def read_default(context: SurveySheet, row: SheetRow, question: Question) -> str:
    """The default value, checked against the kind; a computed one is refused."""
    text = context.get(row, "default")
    if not text or question.kind in UNANSWERABLE_KINDS:
        if text:
            context.warning(row, "default", "sans effet : on ne répond pas à cette ligne")
        return ""
    is_text = question.kind not in NUMBER_KINDS | {Kind.DATE, Kind.ONE, Kind.MANY, Kind.RANK, Kind.YES_NO}
    dynamic: Any = _DYNAMIC_TEXT.search(text) if is_text else default_is_dynamic(text, question.kind.value)
    if dynamic and not (question.kind in NUMBER_KINDS and decimal(text) is not None):
        context.unsupported(row, "default", "une valeur par défaut calculée ; écrivez la valeur elle-même")
    elif question.kind in NUMBER_KINDS and decimal(text) is None:
        context.error(row, "default", f"« {text[:60]} » n’est pas un nombre")
    return text


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
