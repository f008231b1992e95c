"""XLSForm conditions -> LimeSurvey's ExpressionScript, for the part that means the same in both.

Written: ``=`` ``!=`` ``<`` ``<=`` ``>`` ``>=``, ``and`` ``or`` ``not()``, ``selected()``,
``count-selected()``, ``string-length()``, ``-`` ``*`` ``div``, numbers and texts. The rest raises
`UnwritableExpressionError`: a condition is written whole or not at all. Left out on purpose, because
LimeSurvey computes them otherwise on a blank answer: ``+`` (it glues texts), ``round()``, a minus before a
question. Where it takes a blank for less than zero, the condition written asks for an answer first.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engines.questionnaire.expressions.errors import ExpressionError
from engines.questionnaire.expressions.grammar import parse_expression
from engines.questionnaire.files.workbook import MAX_CELL_CHARACTERS
from engines.questionnaire.files.workbook.grid import FORBIDDEN
from engines.questionnaire.model import NUMBER_KINDS, Kind

_EQUALITIES = {"=": "==", "!=": "!="}
_ORDERS = frozenset({"<", "<=", ">", ">="})
_ARITHMETIC = {"-": "-", "*": "*", "div": "/"}
_YES_NO = {"yes": "Y", "no": "N"}
_WITHOUT_SCRIPT = frozenset({Kind.RANK, Kind.FILE, Kind.NOTE, Kind.CALCULATE})
_TEXTS = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.COMMUNE, Kind.ORGANISATION, Kind.EMAIL})
_REFERENCE = re.compile(r"\$\{\s*([^{}]*?)\s*\}")
_BRACES = re.compile(r"\{[^{}\s]")
_LABELLED = frozenset({Kind.ONE, Kind.YES_NO})
_UNSHOWN = frozenset({Kind.MANY, Kind.RANK, Kind.FILE})


class UnwritableExpressionError(ValueError):
    """A part has no place in LimeSurvey; the message completes «LimeSurvey ne sait pas écrire : »."""


@dataclass(frozen=True, slots=True)
class LimeSurveyName:
    """The names of a question in LimeSurvey's expressions."""

    name: str
    kind: Kind
    #: LimeSurvey's code of each value.
    codes: Mapping[str, str] = field(default_factory=dict)
    #: For several choices, the name of each box by value.
    boxes: Mapping[str, str] = field(default_factory=dict)
    #: The value of «autre», whose box holds a text instead of ``Y``.
    other: str = ""


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a comparison. ``sort``: number, text, date; ``blank``: the question it is, if bare."""

    text: str
    sort: str
    blank: str = ""


def to_script(source: str, variables: Mapping[str, LimeSurveyName]) -> str:
    """The ExpressionScript of a condition; "1" for none. Raises `UnwritableExpressionError`."""
    if not source.strip():
        return "1"
    try:
        token = parse_expression(source)
    except ExpressionError as error:
        raise UnwritableExpressionError(f"cette condition ({error})") from error
    if token.symbol in {"true", "false"}:
        return "1" if token.symbol == "true" else "0"
    return _Writer(variables).condition(token)


def join_scripts(scripts: list[str]) -> str:
    """Join several conditions into one."""
    needed = [script for script in scripts if script != "1"]
    if "0" in needed:
        return "0"
    return " and ".join(f"({script})" for script in needed) if len(needed) > 1 else "".join(needed) or "1"


def bare(token: Any) -> Any:
    """The token inside its parentheses."""
    while token.symbol == "(" and len(token) == 1:
        token = token[0]
    return token


def constant(token: Any) -> str | None:
    """The text of a number or of a quoted text, None for anything else."""
    token = bare(token)
    if token.symbol == "-" and len(token) == 1 and bare(token[0]).symbol in {"(integer)", "(decimal)"}:
        return f"-{bare(token[0]).value}"
    return str(token.value) if token.symbol in {"(string)", "(integer)", "(decimal)"} else None


class _Writer:
    def __init__(self, variables: Mapping[str, LimeSurveyName]) -> None:
        self.variables = variables

    def condition(self, token: Any) -> str:
        symbol = token.symbol
        if symbol == "(" and len(token) == 1:
            return f"({self.condition(token[0])})"
        if symbol in {"and", "or"}:
            return f"{self.condition(token[0])} {symbol} {self.condition(token[1])}"
        if symbol == "not":
            return self._negation(token[0])
        if symbol in _EQUALITIES or symbol in _ORDERS:
            return self._comparison(symbol, token[0], token[1])
        if symbol == "selected":
            return self._selected(token, is_ticked=True)
        if symbol == "$" and self._variable(token).kind in NUMBER_KINDS:
            return f"{self._variable(token).name}.NAOK"
        if symbol == "$":
            raise UnwritableExpressionError(
                f"{_named(token)} seul comme condition : comparez-le à une valeur"
            )
        raise UnwritableExpressionError(f"« {symbol} » dans une condition")

    def _negation(self, token: Any) -> str:
        if token.symbol == "selected":
            return self._selected(token, is_ticked=False)
        written = self.condition(token)
        is_atom = token.symbol == "(" or (written.startswith("is_empty(") and written.count("(") == 1)
        return f"!{written}" if is_atom else f"!({written})"

    def _selected(self, token: Any, *, is_ticked: bool) -> str:
        target, wanted = bare(token[0]), constant(token[1])
        if target.symbol != "$" or wanted is None:
            raise UnwritableExpressionError("selected() autrement que sur une question et une réponse écrite")
        variable = self._variable(target)
        if variable.kind is not Kind.MANY:
            return self._code_comparison("=" if is_ticked else "!=", target, wanted)
        if wanted not in variable.boxes:
            raise UnwritableExpressionError(f"« {wanted} », qui n’est pas une réponse de {_named(target)}")
        box = f"{variable.boxes[wanted]}.NAOK"
        if wanted == variable.other:
            return f"!is_empty({box})" if is_ticked else f"is_empty({box})"
        return f'{box} {"==" if is_ticked else "!="} "Y"'

    def _comparison(self, operator: str, left: Any, right: Any) -> str:
        left, right = bare(left), bare(right)
        for one, other in ((left, right), (right, left)):
            text = constant(other)
            if one.symbol == "$" and text is not None and operator in _EQUALITIES:
                kind = self._variable(one).kind
                if kind in {Kind.ONE, Kind.YES_NO}:
                    return self._code_comparison(operator, one, text)
                if text == "":
                    return self._blank(operator, one)
        first, second = self._side(left, operator), self._side(right, operator)
        if operator in _EQUALITIES:
            return f"{first.text} {_EQUALITIES[operator]} {second.text}"
        if first.sort == "text" or first.sort != second.sort:
            raise UnwritableExpressionError(
                f"« {operator} » entre autre chose que deux nombres ou deux dates"
            )
        written = f"{first.text} {operator} {second.text}"
        asked = _must_be_answered(operator, (first, left), (second, right))
        return f"({' and '.join([*(f'!is_empty({name})' for name in asked), written])})" if asked else written

    def _blank(self, operator: str, token: Any) -> str:
        variable = self._variable(token)
        if variable.kind is Kind.MANY:
            return f"{_ticked(variable)} {_EQUALITIES[operator]} 0"
        name = f"{variable.name}.NAOK"
        return f"is_empty({name})" if operator == "=" else f'{name} != ""'

    def _code_comparison(self, operator: str, token: Any, value: str) -> str:
        variable = self._variable(token)
        if variable.kind not in {Kind.ONE, Kind.YES_NO}:
            raise UnwritableExpressionError(f"selected() sur {_named(token)}, qui n’est pas un choix")
        if value == "":
            return self._blank(operator, token)
        codes = _YES_NO if variable.kind is Kind.YES_NO else variable.codes
        if value not in codes:
            raise UnwritableExpressionError(f"« {value} », qui n’est pas une réponse de {_named(token)}")
        return f"{variable.name}.NAOK {_EQUALITIES[operator]} {quoted(codes[value])}"

    def _side(self, token: Any, operator: str) -> _Side:
        token = bare(token)
        symbol = token.symbol
        if symbol == "(string)":
            return _Side(quoted(str(token.value)), "text")
        if (number := constant(token)) is not None:
            return _Side(number, "number")
        if symbol == "$":
            return self._question_side(token, operator)
        if symbol in _ARITHMETIC and len(token) == 2:
            return self._arithmetic(token, operator)
        if symbol == "count-selected" and bare(token[0]).symbol == "$":
            variable = self._variable(bare(token[0]))
            if variable.kind is Kind.MANY:
                return _Side(_ticked(variable), "number")
        if symbol == "string-length" and bare(token[0]).symbol == "$":
            variable = self._variable(bare(token[0]))
            if variable.kind in _TEXTS:
                return _Side(f"strlen({variable.name}.NAOK)", "number")
        raise UnwritableExpressionError(f"« {symbol} » dans une condition")

    def _question_side(self, token: Any, operator: str) -> _Side:
        variable = self._variable(token)
        name = f"{variable.name}.NAOK"
        if variable.kind in NUMBER_KINDS:
            return _Side(name, "number", name)
        if variable.kind is Kind.DATE:
            return _Side(name, "date", name)
        if variable.kind in _TEXTS:
            return _Side(name, "text")
        is_scale = variable.kind is Kind.ONE and all(
            value.isdecimal() and value == code for value, code in variable.codes.items()
        )
        if is_scale and operator in _ORDERS:
            return _Side(name, "number", name)
        raise UnwritableExpressionError(f"{_named(token)} comparé à autre chose qu’une de ses réponses")

    def _arithmetic(self, token: Any, operator: str) -> _Side:
        sides = []
        for part in token:
            side = self._side(part, "<")
            if side.sort != "number":
                raise UnwritableExpressionError("un calcul sur autre chose que des nombres")
            sides.append(f"({side.text})" if bare(part).symbol in _ARITHMETIC else side.text)
        return _Side(f" {_ARITHMETIC[token.symbol]} ".join(sides), "number")

    def _variable(self, token: Any) -> LimeSurveyName:
        variable = self.variables.get(str(token[0].value))
        if variable is None or variable.kind in _WITHOUT_SCRIPT:
            raise UnwritableExpressionError(f"{_named(token)} dans une condition")
        return variable


def quoted(text: str) -> str:
    """A text between quotation marks that it does not hold."""
    if any(mark in text for mark in "\\{}\n"):
        raise UnwritableExpressionError("une barre oblique inverse ou une accolade dans une condition")
    for mark in "\"'":
        if mark not in text:
            return f"{mark}{text}{mark}"
    raise UnwritableExpressionError("un texte avec apostrophes et guillemets dans une condition")


def _ticked(variable: LimeSurveyName) -> str:
    """Count the boxes of a question that hold something."""
    return f"count({', '.join(f'{box}.NAOK' for box in variable.boxes.values())})"


def _named(token: Any) -> str:
    return f"${{{token[0].value}}}"


def _must_be_answered(operator: str, first: tuple[_Side, Any], second: tuple[_Side, Any]) -> list[str]:
    """The questions without which LimeSurvey finds the comparison true: it takes a blank for 0, or for less.

    Never with a constant other than 0, which it does not compare with a blank.
    """
    constants = constant(first[1]), constant(second[1])
    may_be_nought = all(number is None or not number.strip("-0.") for number in constants)
    is_safe = (
        operator == ">"
        or (operator == ">=" and constants[1] is not None)
        or (operator == "<" and constants[0] is not None)
    )
    return [side.blank for side, _ in (first, second) if side.blank] if may_be_nought and not is_safe else []


def html_text(text: str, variables: Mapping[str, LimeSurveyName]) -> str:
    """The HTML that reads as ``text``; raises `UnwritableExpressionError`."""
    found = FORBIDDEN.search(text)
    if found:
        raise UnwritableExpressionError(f"un caractère invisible (U+{ord(found.group()):04X}) dans un texte")
    if _BRACES.search(_REFERENCE.sub("", text)):
        raise UnwritableExpressionError("des accolades dans un texte : LimeSurvey y lit une formule")
    written = html.escape(_REFERENCE.sub(lambda match: _piped(match[1], variables), text), quote=False)
    # HTML holds one space where there are several, and one end of line.
    written = re.sub(r"\s*\n\s*", "<br />", re.sub(r"[ \t\r\f\v]+", " ", written).strip())
    if len(written) > MAX_CELL_CHARACTERS:
        raise UnwritableExpressionError(f"un texte de {len(written)} caractères")
    return written


def _piped(key: str, variables: Mapping[str, LimeSurveyName]) -> str:
    variable = variables.get(key)
    if variable is None or variable.kind in _UNSHOWN:
        raise UnwritableExpressionError(f"${{{key}}} dans un texte")
    return f"{{{variable.name}.{'shown' if variable.kind in _LABELLED else 'NAOK'}}}"
