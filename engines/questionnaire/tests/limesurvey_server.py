"""What LimeSurvey's PHP makes of a condition, restated from how it was seen to behave.

Comparisons look at whether both sides are numbers, then at whether both are texts; else they are false. A
hidden answer is null, which PHP's own comparisons take for «false» beside a number.
"""

from __future__ import annotations

import html
import re
from typing import Any, NamedTuple

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>"[^"]*"|'[^']*')|(?P<name>[A-Za-z_]\w*)(?P<naok>\.NAOK)?"""
    r"""|(?P<mark>[=!<>]=|[-*/<>!(),]))"""
)
_NUMERIC = re.compile(r"\s*[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?\s*")
_LEVELS = (("or",), ("and",), ("==", "!="), ("<", "<=", ">", ">="), ("-",), ("*", "/"))
NAN = float("nan")


class _Operand(NamedTuple):
    value: Any
    type: str


def decide(script: str, answers: dict[str, dict[str, str | None]]) -> bool:
    """Whether the question is shown. ``value`` None: hidden."""
    reader = _Server(script, answers)
    result = reader.level(0)
    assert reader.place == len(reader.tokens), script
    return _is_true(result.value)


def _is_true(value: Any) -> bool:
    return value not in (None, "", "0", 0, False)


def _strval(value: Any) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "1"
    if isinstance(value, float):
        return f"{value:.14g}"
    return str(value)


def _float(value: Any) -> float:
    found = _NUMERIC.match(value) if isinstance(value, str) else None
    if isinstance(value, str):
        return float(found.group()) if found else 0.0
    return float(value or 0)


def _number(value: Any) -> float | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    return float(value) if isinstance(value, str) and _NUMERIC.fullmatch(value) else None


def _compared(left: Any, right: Any) -> int | None:
    """PHP 8's own order of two values; None for not a number."""
    for one, other in ((left, right), (right, left)):
        if one is None and isinstance(other, str):
            left, right = left or "", right or ""
    if any(value is None or isinstance(value, bool) for value in (left, right)):
        return int(_is_true(left)) - int(_is_true(right))
    first, second = _number(left), _number(right)
    if first is not None and second is not None:
        return None if first != first or second != second else (first > second) - (first < second)
    texts = _strval(left), _strval(right)
    return (texts[0] > texts[1]) - (texts[0] < texts[1])


class _Server:
    def __init__(self, script: str, answers: dict[str, dict[str, str | None]]) -> None:
        self.answers = answers
        self.tokens: list[tuple[str, str]] = []
        self.place = 0
        place = 0
        while place < len(script):
            found = _TOKEN.match(script, place)
            assert found is not None, script[place:]
            place = found.end()
            kind = str(found.lastgroup)
            kind = "name" if kind == "naok" else "word" if kind == "name" else kind
            self.tokens.append((kind, found[kind if kind != "word" else "name"]))

    def _next_is(self, *values: str) -> bool:
        return self.place < len(self.tokens) and self.tokens[self.place][1] in values

    def level(self, level: int) -> _Operand:
        if level == len(_LEVELS):
            return self._unary()
        left = self.level(level + 1)
        while self._next_is(*_LEVELS[level]) and self.tokens[self.place][0] in {"mark", "word"}:
            operator = self.tokens[self.place][1]
            self.place += 1
            left = _Operand(_binary(left, operator, self.level(level + 1)), "NUMBER")
        return left

    def _unary(self) -> _Operand:
        kind, value = self.tokens[self.place]
        self.place += 1
        if (kind, value) == ("mark", "!"):
            return _Operand(not _is_true(self._unary().value), "NUMBER")
        if (kind, value) == ("mark", "-"):
            return _Operand(-_float(self._unary().value), "NUMBER")
        if (kind, value) == ("mark", "("):
            inner = self.level(0)
            assert self._next_is(")")
            self.place += 1
            return inner
        if kind == "number":
            return _Operand(value, "NUMBER")
        if kind == "text":
            return _Operand(value[1:-1], "DQ_STRING")
        if kind == "name":
            answer = self.answers[value]
            is_number = answer["type"] in {"N", "K"} or answer["value"] is None
            return _Operand(answer["value"], "NUMBER" if is_number else "WORD")
        return self._call(value)

    def _call(self, name: str) -> _Operand:
        assert self._next_is("(")
        self.place += 1
        values = []
        while not self._next_is(")"):
            if values:
                assert self._next_is(",")
                self.place += 1
            values.append(self.level(0).value)
        self.place += 1
        results = {
            "is_empty": lambda: values[0] in (None, "", False) and values[0] != 0,
            "count": lambda: sum(value not in (None, "") for value in values),
            "strlen": lambda: len(_strval(values[0])),
            "html_entity_decode": lambda: html.unescape(_strval(values[0])),
            "if": lambda: values[1] if _is_true(values[0]) else values[2],
        }
        return _Operand(results[name](), "NUMBER")


def _is_numeric(operand: _Operand) -> tuple[bool, bool]:
    """Whether a side counts as a number, and as a text: an empty one is both."""
    value = operand.value
    if operand.type == "NUMBER" and "." in _strval(value):
        value = _strval(value).rstrip("0").rstrip(".")
    is_number = value != "" and (not _is_true(value) or _strval(_float(value)) == _strval(value))
    return is_number, not _is_true(value) or not is_number


def _binary(left: _Operand, operator: str, right: _Operand) -> Any:
    if operator == "or":
        return _is_true(left.value) or _is_true(right.value)
    if operator == "and":
        return _is_true(left.value) and _is_true(right.value)
    one, other = _is_numeric(left), _is_numeric(right)
    both_numbers, both_texts = one[0] and other[0], one[1] and other[1]
    is_mismatch = not (both_numbers or both_texts)
    if "DQ_STRING" in (left.type, right.type) and both_numbers:
        both_numbers, both_texts, is_mismatch = False, True, False
    order = _compared(left.value, right.value)
    if operator in {"==", "!="}:
        return (order == 0) == (operator == "==")
    if operator in {"-", "*", "/"}:
        return _arithmetic(operator, left.value, right.value) if both_numbers else NAN
    if is_mismatch:
        return False
    if {_strval(left.value), _strval(right.value)} == {"", "0"} and operator in {"<=", ">"}:
        return operator == "<="
    if not both_numbers and both_texts:
        texts = _strval(left.value), _strval(right.value)
        order = (texts[0] > texts[1]) - (texts[0] < texts[1])
    if order is None:
        return False
    return {"<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[operator]


def _arithmetic(operator: str, left: Any, right: Any) -> float:
    first, second = _float(left), _float(right)
    if operator == "/":
        return first / second if second else NAN
    return first - second if operator == "-" else first * second
