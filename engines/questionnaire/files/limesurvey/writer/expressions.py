"""XLSForm conditions -> LimeSurvey's ExpressionScript, for the part that means the same in both.

Written: ``=`` ``!=`` ``<`` ``<=`` ``>`` ``>=``, ``and`` ``or`` ``not()``, ``selected()``,
``count-selected()``, ``string-length()``, ``-`` ``*`` ``div``, written days, numbers and texts. The rest
raises `UnwritableExpressionError`: a condition is written whole or not at all. Left out on purpose, because
LimeSurvey computes them otherwise: ``+`` (it glues texts), ``round()``, a minus before a question, a division
by what may be 0 (its PHP has no infinity). `sides` has what the two languages make of a blank.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engines.questionnaire.expressions.errors import ExpressionError
from engines.questionnaire.expressions.grammar import parse_expression
from engines.questionnaire.files.limesurvey.writer.sides import (
    ScriptSide,
    UnwritableExpressionError,
    compare,
    number_side,
    quoted,
)
from engines.questionnaire.model import NUMBER_KINDS, Kind

__all__ = ["LimeSurveyName", "UnwritableExpressionError", "bare", "constant", "join_scripts", "to_script"]

_EQUALITIES = {"=": "==", "!=": "!="}
_ORDERS = frozenset({"<", "<=", ">", ">="})
_ARITHMETIC = {"-": "-", "*": "*", "div": "/"}
_YES_NO = {"yes": "Y", "no": "N"}
_WITHOUT_SCRIPT = frozenset({Kind.RANK, Kind.FILE, Kind.NOTE, Kind.CALCULATE})
_TEXTS = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.COMMUNE, Kind.ORGANISATION, Kind.EMAIL})
_FREE_TEXTS = frozenset({Kind.TEXT, Kind.LONG_TEXT})
_FRACTIONS = frozenset({Kind.DECIMAL, Kind.AMOUNT})


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
    #: Its smallest value is more than 0: something can be divided by it.
    is_positive: bool = False


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
            name = f"{self._variable(token).name}.NAOK"
            return f"(!is_empty({name}) and {name} != 0)"
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
        return compare(operator, self._side(left, operator), self._side(right, operator))

    def _blank(self, operator: str, token: Any) -> str:
        variable = self._variable(token)
        if variable.kind is Kind.MANY:
            return f"{_ticked(variable)} {_EQUALITIES[operator]} 0"
        name = f"{variable.name}.NAOK"
        return f"is_empty({name})" if operator == "=" else f"!is_empty({name})"

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

    def _side(self, token: Any, operator: str) -> ScriptSide:
        token = bare(token)
        symbol = token.symbol
        if symbol == "(string)":
            return ScriptSide(quoted(str(token.value)), "text", str(token.value))
        if symbol == "date" and (day := constant(token[0])) is not None:
            return ScriptSide(quoted(day), "text", day)
        if (number := constant(token)) is not None:
            return number_side(number)
        if symbol == "$":
            return self._question_side(token, operator)
        if symbol in _ARITHMETIC and len(token) == 2:
            return self._arithmetic(token)
        if symbol == "count-selected" and bare(token[0]).symbol == "$":
            variable = self._variable(bare(token[0]))
            if variable.kind is Kind.MANY:
                return ScriptSide(_ticked(variable), "number")
        if symbol == "string-length" and bare(token[0]).symbol == "$":
            variable = self._variable(bare(token[0]))
            if variable.kind in _TEXTS:
                return ScriptSide(f"strlen(html_entity_decode({variable.name}.NAOK))", "number")
        raise UnwritableExpressionError(f"« {symbol} » dans une condition")

    def _question_side(self, token: Any, operator: str) -> ScriptSide:
        variable = self._variable(token)
        name = f"{variable.name}.NAOK"
        if variable.kind in NUMBER_KINDS:
            return ScriptSide(name, "number", None, (name,), is_bare=True)
        if variable.kind is Kind.DATE:
            return ScriptSide(name, "date", None, (name,), is_bare=True)
        if variable.kind in _TEXTS:
            return ScriptSide(name, "text", can_look_numeric=variable.kind in _FREE_TEXTS)
        is_scale = variable.kind is Kind.ONE and all(
            value == code and value.isdecimal() and (value == "0" or value[0] != "0")
            for value, code in variable.codes.items()
        )
        if is_scale and operator in _ORDERS:
            return ScriptSide(name, "number", None, (name,), is_bare=True)
        raise UnwritableExpressionError(f"{_named(token)} comparé à autre chose qu’une de ses réponses")

    def _arithmetic(self, token: Any) -> ScriptSide:
        sides = []
        for part in token:
            side = self._side(part, "<")
            if side.sort != "number":
                raise UnwritableExpressionError("un calcul sur autre chose que des nombres")
            sides.append(replace(side, text=f"({side.text})") if bare(part).symbol in _ARITHMETIC else side)
        if token.symbol == "div":
            self._check_divisor(bare(token[1]))
        elif any(bare(part).symbol == "div" for part in token):
            sides[0] = replace(sides[0], is_exact=False)
        is_exact = all(
            side.is_exact and not self._is_fraction(part) for side, part in zip(sides, token, strict=True)
        )
        if not is_exact and any(bare(part).symbol in _ARITHMETIC for part in token):
            raise UnwritableExpressionError(
                "un calcul avec des nombres à virgule ou une division dans un calcul : LimeSurvey l’arrondit"
            )
        text = f" {_ARITHMETIC[token.symbol]} ".join(side.text for side in sides)
        return ScriptSide(text, "number", None, sides[0].questions + sides[1].questions, is_exact=is_exact)

    def _is_fraction(self, token: Any) -> bool:
        token = bare(token)
        if (number := constant(token)) is not None:
            return "." in number
        return token.symbol == "$" and self._variable(token).kind in _FRACTIONS

    def _check_divisor(self, token: Any) -> None:
        number = constant(token)
        is_safe = bool(number.strip("-0.")) if number is not None else token.symbol == "$"
        if not is_safe or (number is None and not self._variable(token).is_positive):
            raise UnwritableExpressionError(
                "une division par ce qui peut valoir 0 : donnez à la question un minimum de plus de 0"
            )

    def _variable(self, token: Any) -> LimeSurveyName:
        variable = self.variables.get(str(token[0].value))
        if variable is None or variable.kind in _WITHOUT_SCRIPT:
            raise UnwritableExpressionError(f"{_named(token)} dans une condition")
        return variable


def _ticked(variable: LimeSurveyName) -> str:
    """Count the boxes of a question that hold something."""
    return f"count({', '.join(f'{box}.NAOK' for box in variable.boxes.values())})"


def _named(token: Any) -> str:
    return f"${{{token[0].value}}}"
