"""The rules of an answer -> the attributes and the regular expression that LimeSurvey checks.

A constraint is written when it is made of bounds on the answer, on how many are ticked or on how long it is,
or of a pattern, joined by ``and``; with ``minimum`` and ``maximum``, the narrowest holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from engines.questionnaire.expressions.errors import ExpressionError
from engines.questionnaire.expressions.grammar import parse_expression
from engines.questionnaire.files.limesurvey.marks import PATTERNS
from engines.questionnaire.files.limesurvey.writer.expressions import (
    UnwritableExpressionError,
    bare,
    constant,
)
from engines.questionnaire.model import NUMBER_KINDS, Kind, Question

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}
_STEPS = {Kind.INTEGER: Decimal(1), Kind.PERCENTAGE: Decimal(1), Kind.AMOUNT: Decimal("0.01")}
_TEXTS = frozenset({Kind.TEXT, Kind.LONG_TEXT})
_ANYWHERE = re.compile(r"(?P<before>\(\.\|\\n\)\*)?\((?P<inner>.*)\)(?P<after>\(\.\|\\n\)\*)?", re.DOTALL)
_NAMES = {
    ".": {Kind.DATE: ("date_min", "date_max")}
    | dict.fromkeys(NUMBER_KINDS, ("min_num_value_n", "max_num_value_n")),
    "count-selected": dict.fromkeys((Kind.MANY, Kind.RANK), ("min_answers", "max_answers")),
    "string-length": dict.fromkeys(_TEXTS, ("", "maximum_chars")),
}


@dataclass(slots=True)
class Rules:
    """Attributes by name, and the pattern (``preg``) with its delimiters."""

    attributes: dict[str, str]
    pattern: str = ""


def make_rules(question: Question) -> Rules:
    """The rules of a question; raises `UnwritableExpressionError` when one cannot be written."""
    rules = Rules({})
    if question.kind is Kind.PERCENTAGE:
        _narrow(rules, "min_num_value_n", "0", max)
        _narrow(rules, "max_num_value_n", "100", min)
    low, high = _NAMES["."].get(question.kind, ("", ""))
    if question.minimum and low:
        _narrow(rules, low, question.minimum, max)
    if question.maximum and high:
        _narrow(rules, high, question.maximum, min)
    for part in _parts(question.constraint):
        _add(rules, question, part)
    if question.kind in PATTERNS:
        if rules.pattern:
            raise UnwritableExpressionError("deux expressions régulières pour une réponse")
        if question.kind is Kind.GEOPOINT and question.decimals != 3:
            raise UnwritableExpressionError("un lieu arrondi autrement qu’à trois décimales")
        rules.pattern = f"/{PATTERNS[question.kind]}/"
    return rules


def _parts(constraint: str) -> Iterator[Any]:
    if not constraint.strip():
        return
    try:
        waiting = [parse_expression(constraint)]
    except ExpressionError as error:
        raise UnwritableExpressionError(f"cette contrainte ({error})") from error
    while waiting:
        token = bare(waiting.pop())
        if token.symbol == "and":
            waiting += [token[1], token[0]]
        else:
            yield token


def _add(rules: Rules, question: Question, token: Any) -> None:
    if token.symbol == "regex" and bare(token[0]).symbol == "." and question.kind in _TEXTS:
        if rules.pattern:
            raise UnwritableExpressionError("deux expressions régulières pour une réponse")
        rules.pattern = _pattern(str(token[1].value))
        return
    if token.symbol not in _MIRRORED:
        raise UnwritableExpressionError(f"une contrainte avec « {token.symbol.replace('!=', '≠')} »")
    operator, left, right = token.symbol, bare(token[0]), token[1]
    if constant(left) is not None:
        operator, left, right = _MIRRORED[operator], bare(right), left
    number = _bound(right)
    measured = left.symbol if left.symbol == "." or (len(left) == 1 and bare(left[0]).symbol == ".") else ""
    low, high = _NAMES.get(measured, {}).get(question.kind, ("", ""))
    if number is None or not (low or high):
        raise UnwritableExpressionError(
            "une contrainte qui compare autre chose que la réponse et une valeur écrite"
        )
    if operator in {"<", ">"}:
        number = _next(
            number, 1 if operator == ">" else -1, Kind.INTEGER if measured != "." else question.kind
        )
    for name, sign, choose in ((low, ">", max), (high, "<", min)):
        if operator[0] in {sign, "="}:
            if not name:
                raise UnwritableExpressionError("une longueur minimale")
            _narrow(rules, name, number, choose)


def _bound(token: Any) -> str | None:
    token = bare(token)
    if token.symbol == "date" and len(token) == 1:
        token = bare(token[0])
    return constant(token)


def _next(text: str, sign: int, kind: Kind) -> str:
    """The bound that leaves ``text`` itself out, where numbers go by steps."""
    step = _STEPS.get(kind)
    if step is None:
        raise UnwritableExpressionError("une borne exclue (« < » ou « > ») : écrivez « <= » ou « >= »")
    return f"{_number(text) + sign * step:f}"


def _narrow(rules: Rules, name: str, text: str, choose: Any) -> None:
    if name.startswith("date_"):
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise UnwritableExpressionError(f"la date « {text[:20]} »")
        found = [text, *([rules.attributes[name]] if name in rules.attributes else [])]
        rules.attributes[name] = choose(found)
        return
    numbers = [_number(text), *([Decimal(rules.attributes[name])] if name in rules.attributes else [])]
    rules.attributes[name] = f"{choose(numbers):f}"


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise UnwritableExpressionError(f"la borne « {text[:20]} »") from error
    digits = number.as_tuple()
    exponent = digits.exponent if isinstance(digits.exponent, int) else -99
    if not number.is_finite() or exponent < -10 or number.adjusted() > 14:
        raise UnwritableExpressionError(f"la borne « {text[:20]} »")
    return number


def _pattern(source: str) -> str:
    """LimeSurvey looks for its pattern anywhere in the answer; ours must match all of it."""
    found = _ANYWHERE.fullmatch(source)
    if found and (found["before"] or found["after"]):
        inner = ("" if found["before"] else "^") + found["inner"] + ("" if found["after"] else "$")
    elif source.startswith("^") and source.endswith("$") and "|" not in source:
        inner = source
    else:
        inner = f"^({source})$"
    mark = next((mark for mark in "/#~" if mark not in inner), "")
    if not mark:
        raise UnwritableExpressionError("cette expression régulière")
    return f"{mark}{inner}{mark}"
