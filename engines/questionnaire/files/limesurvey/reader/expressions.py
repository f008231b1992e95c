"""LimeSurvey's ExpressionScript -> XLSForm expressions, for the part that conditions are made of.

Read: comparisons, ``and``/``or``/``!``, arithmetic, numbers, texts, ``is_empty``, ``if``, ``strlen``,
``round``, and variables with ``.NAOK``. Anything else raises `UntranslatableError` with what it is:
a condition is translated whole or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

MAX_LENGTH = 4_000
MAX_DEPTH = 40

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>\d+(?:\.\d+)?(?![\w.]))
      | (?P<text>"[^"\\]*"|'[^'\\]*')
      | (?P<name>[A-Za-z_0-9][\w#]*(?:\.[A-Za-z]+)?)
      | (?P<mark>&&|\|\||[=!<>]=|[-+*/=<>!(),])
    )""",
    re.VERBOSE,
)
_OTHER = "-oth-"  # what LimeSurvey stores for «autre» in a list
_WORDS = {
    "and": "and",
    "or": "or",
    "not": "!",
    "eq": "=",
    "ne": "!=",
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
}
_MARKS = {"&&": "and", "||": "or", "==": "=", "/": "div"}
_FUNCTIONS = {"strlen": ("string-length", 1), "round": ("round", 1), "if": ("if", 3)}
_LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div"))


class UntranslatableError(ValueError):
    """A part of the expression has no translation; the message completes «non pris en charge : »."""


@dataclass(frozen=True, slots=True)
class NamedAnswer:
    """The answer that a LimeSurvey name refers to.

    choice: for one box of a multiple choice, its code: the value is ``Y`` or empty.
    is_yes_no: its codes ``Y`` and ``N`` are ``yes`` and ``no`` here.
    """

    key: str
    choice: str = ""
    is_yes_no: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    """``in_parentheses``: the text is whole between the two of them."""

    text: str
    variable: NamedAnswer | None = None
    literal: str | None = None
    in_parentheses: bool = False


def translate(source: str, variables: Mapping[str, NamedAnswer]) -> str:
    """The XLSForm expression of a LimeSurvey one; "" for what is always true."""
    text = source.strip()
    if text.startswith("{") and text.endswith("}"):
        text = text[1:-1].strip()
    if text in {"", "1"}:
        return ""
    if text == "0":
        return "false()"
    if len(text) > MAX_LENGTH:
        raise UntranslatableError("une condition de plus de 4 000 caractères")
    reader = _Reader(_tokens(text), variables)
    result = reader.level(0, 0)
    if reader.peek():
        raise UntranslatableError(f"« {reader.peek()} » à cet endroit de la condition")
    return reader.plain(result)


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            if not text[place:].strip():
                break
            raise UntranslatableError(f"« {text[place:].strip()[:20]} » dans une condition")
        place = found.end()
        kind = str(found.lastgroup)
        value = found[kind]
        if (kind, value) == ("mark", "="):
            raise UntranslatableError("une affectation (« = ») dans une condition")
        if kind == "name" and value.lower() in _WORDS:
            kind, value = "mark", _WORDS[value.lower()]
        tokens.append((kind, _MARKS.get(value, value) if kind == "mark" else value))
    return tokens


class _Reader:
    """Reads by precedence; each part knows whether it is a variable or a literal, for the codes."""

    def __init__(self, tokens: list[tuple[str, str]], variables: Mapping[str, NamedAnswer]) -> None:
        self.tokens = tokens
        self.variables = variables
        self.place = 0

    def peek(self) -> str:
        return self.tokens[self.place][1] if self.place < len(self.tokens) else ""

    def _is_mark(self, *marks: str) -> bool:
        return self.place < len(self.tokens) and self.tokens[self.place] in [("mark", mark) for mark in marks]

    def level(self, level: int, depth: int) -> _Part:
        if depth > MAX_DEPTH:
            raise UntranslatableError("une condition trop imbriquée")
        if level == len(_LEVELS):
            return self.unary(depth)
        left = self.level(level + 1, depth + 1 if level == 0 else depth)
        while self._is_mark(*_LEVELS[level]):
            operator = self.peek()
            self.place += 1
            right = self.level(level + 1, depth)
            left = self._combine(left, operator, right)
        return left

    def _combine(self, left: _Part, operator: str, right: _Part) -> _Part:
        if operator in {"=", "!="}:
            for one, other in ((left, right), (right, left)):
                if one.variable is not None and one.variable.choice:
                    return _Part(self._box(one.variable, operator, other))
                if one.variable is not None and one.variable.is_yes_no:
                    code = {"Y": "yes", "N": "no", "": ""}.get(
                        other.literal if other.literal is not None else "?"
                    )
                    if code is not None:
                        return _Part(f"{one.text} {operator} '{code}'")
                if one.variable is not None and other.literal == _OTHER:
                    return _Part(f"{one.text} {operator} 'other'")
        first, second = self.plain(left), self.plain(right)
        if operator in {"or", "+", "-"}:
            return _Part(f"({first} {operator} {second})", in_parentheses=True)
        return _Part(f"{first} {operator} {second}")

    def _box(self, variable: NamedAnswer, operator: str, other: _Part) -> str:
        if other.literal not in {"Y", ""}:
            raise UntranslatableError("la comparaison d’une case à cocher avec autre chose que « Y »")
        ticked = f"selected(${{{variable.key}}}, '{variable.choice}')"
        return ticked if (other.literal == "Y") == (operator == "=") else f"not({ticked})"

    def plain(self, part: _Part) -> str:
        if part.variable is not None and part.variable.choice:
            return f"selected(${{{part.variable.key}}}, '{part.variable.choice}')"
        return part.text

    def unary(self, depth: int) -> _Part:
        if self._is_mark("!"):
            self.place += 1
            if depth > MAX_DEPTH:
                return self.level(0, depth + 1)
            inner = self.unary(depth + 1)
            return _Part(f"not({inner.text[1:-1] if inner.in_parentheses else self.plain(inner)})")
        if self._is_mark("-"):
            self.place += 1
            return (
                _Part(f"-{self.plain(self.unary(depth + 1))}")
                if depth <= MAX_DEPTH
                else self.level(0, depth + 1)
            )
        if self._is_mark("("):
            self.place += 1
            inner = self.level(0, depth + 1)
            self._close()
            if inner.in_parentheses:
                return inner
            return _Part(f"({self.plain(inner)})", in_parentheses=True)
        return self._atom(depth)

    def _close(self) -> None:
        if not self._is_mark(")"):
            raise UntranslatableError("une parenthèse qui n’est pas refermée")
        self.place += 1

    def _atom(self, depth: int) -> _Part:
        if self.place >= len(self.tokens):
            raise UntranslatableError("une condition qui s’arrête avant la fin")
        kind, value = self.tokens[self.place]
        self.place += 1
        if kind == "number":
            return _Part(value, literal=value)
        if kind == "text":
            return _Part(f"'{value[1:-1]}'" if "'" not in value[1:-1] else value, literal=value[1:-1])
        if kind == "mark":
            raise UntranslatableError(f"« {value} » à cet endroit de la condition")
        if self._is_mark("("):
            return self._call(value, depth)
        return self._variable(value)

    def _variable(self, name: str) -> _Part:
        stem, _, suffix = name.partition(".")
        variable = self.variables.get(stem)
        if variable is None or suffix not in {"", "NAOK", "code", "value"}:
            raise UntranslatableError(f"« {name[:60]} » dans une condition")
        return _Part(f"${{{variable.key}}}", variable=variable)

    def _call(self, name: str, depth: int) -> _Part:
        self.place += 1
        arguments: list[_Part] = []
        while not self._is_mark(")"):
            if arguments:
                if not self._is_mark(","):
                    raise UntranslatableError(f"« {name[:40]}(… » mal formé dans une condition")
                self.place += 1
            arguments.append(self.level(0, depth + 1))
        self._close()
        if name == "is_empty" and len(arguments) == 1:
            variable = arguments[0].variable
            if variable is not None and variable.choice:
                return _Part(f"not({self.plain(arguments[0])})")
            return _Part(f"{arguments[0].text} = ''")
        if name == "count" and (key := self._boxes_of_one_question(arguments)):
            return _Part(f"count-selected(${{{key}}})")
        function, count = _FUNCTIONS.get(name, ("", 0))
        if not function or len(arguments) != count:
            raise UntranslatableError(f"la fonction « {name[:40]} » dans une condition")
        return _Part(f"{function}({', '.join(self.plain(argument) for argument in arguments)})")

    def _boxes_of_one_question(self, arguments: list[_Part]) -> str:
        """The question whose boxes, all of them, are counted; "" for any other count."""
        found = [argument.variable for argument in arguments if argument.variable is not None]
        key = found[0].key if found else ""
        boxes = {variable for variable in self.variables.values() if variable.key == key and variable.choice}
        other = self.variables.get(f"{key}_other")
        wanted = boxes | ({other} if other is not None else set())
        is_whole = boxes and len(found) == len(arguments) == len(set(found)) and set(found) == wanted
        return key if is_whole else ""
