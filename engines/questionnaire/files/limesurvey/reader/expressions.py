"""LimeSurvey's ExpressionScript -> XLSForm expressions, for the part that conditions are made of.

Read: comparisons, ``and``/``or``/``!``, arithmetic, numbers, texts, variables with ``.NAOK``, and the
functions below. Anything else raises `UntranslatableError` with what it is: a condition is translated whole
or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from engines.questionnaire.files.limesurvey.reader.parts import (
    NamedAnswer,
    ScriptPart,
    UntranslatableError,
    combine,
    condition,
    plain,
    ticked,
)

__all__ = ["NamedAnswer", "UntranslatableError", "translate"]

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
#: Name -> ours, and the numbers of arguments.
_FUNCTIONS = {
    "strlen": ("string-length", (1,)),
    "round": ("round", (1, 2)),
    "abs": ("abs", (1,)),
    "floor": ("floor", (1,)),
    "ceil": ("ceiling", (1,)),
    "intval": ("int", (1,)),
}
#: Of as many numbers as one likes; blanks do not count, there as here.
_OF_MANY = frozenset({"sum", "min", "max"})
_LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div"))


def translate(source: str, variables: Mapping[str, NamedAnswer], *, is_value: bool = False) -> str:
    """The XLSForm expression of a LimeSurvey one; "" for what is always true.

    is_value: the expression is computed, not asked whether it is true.
    """
    text = source.strip()
    if text.startswith("{") and text.endswith("}"):
        text = text[1:-1].strip()
    if not is_value and text in {"", "1"}:
        return ""
    if not is_value and text == "0":
        return "false()"
    if len(text) > MAX_LENGTH:
        raise UntranslatableError("une condition de plus de 4 000 caractères")
    reader = _Reader(_tokens(text), variables, is_value)
    result = reader.level(0, 0)
    if reader.peek():
        raise UntranslatableError(f"« {reader.peek()} » à cet endroit de la condition")
    return result.text if is_value and result.variable is None else (plain if is_value else condition)(result)


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

    def __init__(
        self, tokens: list[tuple[str, str]], variables: Mapping[str, NamedAnswer], is_value: bool
    ) -> None:
        self.is_value = is_value
        self.tokens = tokens
        self.variables = variables
        self.place = 0

    def peek(self) -> str:
        return self.tokens[self.place][1] if self.place < len(self.tokens) else ""

    def _is_mark(self, *marks: str) -> bool:
        return self.place < len(self.tokens) and self.tokens[self.place] in [("mark", mark) for mark in marks]

    def level(self, level: int, depth: int) -> ScriptPart:
        if depth > MAX_DEPTH:
            raise UntranslatableError("une condition trop imbriquée")
        if level == len(_LEVELS):
            return self.unary(depth)
        left = self.level(level + 1, depth + 1 if level == 0 else depth)
        while self._is_mark(*_LEVELS[level]):
            operator = self.peek()
            self.place += 1
            left = combine(left, operator, self.level(level + 1, depth))
        return left

    def unary(self, depth: int) -> ScriptPart:
        if depth > MAX_DEPTH:
            raise UntranslatableError("une condition trop imbriquée")
        if self._is_mark("!"):
            self.place += 1
            inner = self.unary(depth + 1)
            text = inner.text[1:-1] if inner.in_parentheses else condition(inner)
            return ScriptPart(
                f"not({text})", is_condition=True, asked=inner.blank if len(inner.blank) == 1 else frozenset()
            )
        if self._is_mark("-"):
            self.place += 1
            inner = self.unary(depth + 1)
            literal = f"-{inner.literal}" if inner.literal is not None else None
            return ScriptPart(f"-{plain(inner)}", literal=literal, is_number=True, reads=inner.reads)
        if self._is_mark("("):
            self.place += 1
            inner = self.level(0, depth + 1)
            self._close()
            if inner.in_parentheses or inner.is_short or inner.asked or inner.blank:
                return (
                    inner
                    if inner.in_parentheses or inner.is_short
                    else replace(inner, text=f"({inner.text})", in_parentheses=True)
                )
            if inner.same:
                return replace(inner, text=f"({inner.text})", in_parentheses=True)
            text = condition(inner) if inner.is_condition else plain(inner)
            return ScriptPart(
                f"({text})",
                in_parentheses=True,
                is_number=inner.is_number,
                reads=inner.reads,
                is_condition=inner.is_condition,
            )
        return self._atom(depth)

    def _close(self) -> None:
        if not self._is_mark(")"):
            raise UntranslatableError("une parenthèse qui n’est pas refermée")
        self.place += 1

    def _atom(self, depth: int) -> ScriptPart:
        if self.place >= len(self.tokens):
            raise UntranslatableError("une condition qui s’arrête avant la fin")
        kind, value = self.tokens[self.place]
        self.place += 1
        if kind == "number":
            return ScriptPart(value, literal=value, is_number=True)
        if kind == "text":
            return ScriptPart(f"'{value[1:-1]}'" if "'" not in value[1:-1] else value, literal=value[1:-1])
        if kind == "mark":
            raise UntranslatableError(f"« {value} » à cet endroit de la condition")
        if self._is_mark("("):
            return self._call(value, depth)
        return self._variable(value)

    def _variable(self, name: str) -> ScriptPart:
        stem, _, suffix = name.partition(".")
        variable = self.variables.get(stem)
        if variable is not None and suffix == "shown" and self.is_value and not variable.choice:
            return self._shown(name, variable)
        if variable is None or suffix not in {"", "NAOK", "code", "value", "valueNAOK"}:
            raise UntranslatableError(f"« {name[:60]} » dans une condition")
        if variable.unread:
            raise UntranslatableError(f"« {name[:60]} » dans une condition : {variable.unread}")
        reads = frozenset() if variable.choice else frozenset({variable.key})
        return ScriptPart(
            f"${{{variable.key}}}", variable=variable, is_number=variable.is_number, reads=reads
        )

    def _shown(self, name: str, variable: NamedAnswer) -> ScriptPart:
        """The answer as people read it."""
        if variable.unread:
            raise UntranslatableError(f"« {name[:60]} » : {variable.unread}")
        key = f"${{{variable.key}}}"
        return ScriptPart(
            f"jr:choice-name({key}, '{key}')" if variable.is_choice or variable.is_yes_no else key
        )

    def _call(self, name: str, depth: int) -> ScriptPart:
        self.place += 1
        arguments: list[ScriptPart] = []
        while not self._is_mark(")"):
            if arguments:
                if not self._is_mark(","):
                    raise UntranslatableError(f"« {name[:40]}(… » mal formé dans une condition")
                self.place += 1
            arguments.append(self.level(0, depth + 1))
        self._close()
        if name == "is_empty" and len(arguments) == 1:
            return _is_empty(arguments[0])
        if name == "html_entity_decode" and len(arguments) == 1 and arguments[0].variable is not None:
            return arguments[0]  # texts are no HTML here
        if name == "count" and arguments:
            return self._count(arguments)
        if name == "if" and len(arguments) == 3:
            test, first, second = arguments
            text = f"if({condition(test)}, {plain(first)}, {plain(second)})"
            return ScriptPart(text, is_number=first.is_number and second.is_number)
        if name in _OF_MANY and arguments and all(argument.is_number for argument in arguments):
            return ScriptPart(f"{name}({', '.join(map(plain, arguments))})", is_number=True)
        function, counts = _FUNCTIONS.get(name, ("", ()))
        if not function or len(arguments) not in counts:
            raise UntranslatableError(f"la fonction « {name[:40]} » dans une condition")
        return ScriptPart(f"{function}({', '.join(map(plain, arguments))})", is_number=True)

    def _count(self, arguments: list[ScriptPart]) -> ScriptPart:
        """How many are answered: our own count of the boxes of one question, when it is that."""
        if key := self._boxes_of_one_question(arguments):
            return ScriptPart(f"count-selected(${{{key}}})", is_number=True)
        if any(argument.variable is None for argument in arguments):
            raise UntranslatableError("count() sur autre chose que des questions")
        answered = [f"if({_answered(argument)}, 1, 0)" for argument in arguments]
        return ScriptPart(
            answered[0] if len(answered) == 1 else f"sum({', '.join(answered)})", is_number=True
        )

    def _boxes_of_one_question(self, arguments: list[ScriptPart]) -> str:
        """The question whose boxes, all of them, are counted; "" for any other count."""
        found = [argument.variable for argument in arguments if argument.variable is not None]
        key = found[0].key if found else ""
        boxes = {variable for variable in self.variables.values() if variable.key == key and variable.choice}
        other = self.variables.get(f"{key}_other")
        wanted = boxes | ({other} if other is not None else set())
        is_whole = boxes and len(found) == len(arguments) == len(set(found)) and set(found) == wanted
        return key if is_whole else ""


def _is_empty(argument: ScriptPart) -> ScriptPart:
    if argument.variable is not None and argument.variable.choice:
        return ScriptPart(f"not({ticked(argument.variable)})", is_condition=True)
    blank = argument.reads if argument.variable is not None else frozenset()
    return ScriptPart(f"{argument.text} = ''", is_condition=True, blank=blank)


def _answered(argument: ScriptPart) -> str:
    variable = argument.variable
    assert variable is not None
    return ticked(variable) if variable.choice else f"{argument.text} != ''"
