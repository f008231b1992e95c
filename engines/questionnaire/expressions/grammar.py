"""From the text of an expression to elementpath's token tree: the only place that knows elementpath.

The grammar is XPath 1.0's, read by `XPath1Parser`, with XLSForm's functions
registered in place of XPath's own. ``${name}`` is XLSForm's writing for a reference; it becomes the
XPath variable ``$name``, padded so that every character keeps its column.
"""

from __future__ import annotations

import re
import threading
from typing import Any

from elementpath.exceptions import ElementPathError
from elementpath.tdop import Parser
from elementpath.xpath1 import XPath1Parser
from elementpath.xpath_tokens import XPathFunction, XPathToken

from engines.questionnaire.expressions.errors import (
    ExpressionSyntaxError,
    UnknownNameError,
    UnsupportedExpression,
)

MAX_LENGTH = 4_000
MAX_PARENTHESES = 30
MAX_DEPTH = 150

# name -> number of arguments, or (least, most) with None for any number
FUNCTIONS: dict[str, int | tuple[int, int | None]] = {
    "abs": 1,
    "boolean": 1,
    "boolean-from-string": 1,
    "ceiling": 1,
    "coalesce": (1, None),
    "concat": (1, None),
    "contains": 2,
    "count": 1,
    "count-non-empty": 1,
    "count-selected": 1,
    "date": 1,
    "date-time": 1,
    "decimal-date-time": 1,
    "decimal-time": 1,
    "ends-with": 2,
    "exp": 1,
    "exp10": 1,
    "false": 0,
    "floor": 1,
    "format-date": 2,
    "format-date-time": 2,
    "if": 3,
    "indexed-repeat": 3,
    "int": 1,
    "join": (2, None),
    "jr-choice-name": 2,
    "log": 1,
    "log10": 1,
    "max": (1, None),
    "min": (1, None),
    "normalize-space": 1,
    "not": 1,
    "now": 0,
    "number": 1,
    "once": 1,
    "pi": 0,
    "position": 1,
    "pow": 2,
    "regex": 2,
    "round": (1, 2),
    "selected": 2,
    "selected-at": 2,
    "sqrt": 1,
    "starts-with": 2,
    "string": 1,
    "string-length": 1,
    "substr": (2, 3),
    "substring": (2, 3),
    "substring-after": 2,
    "substring-before": 2,
    "sum": (1, None),
    "today": 0,
    "translate": 3,
    "true": 0,
}

_LITERAL_OR_NAME = re.compile(r"'[^']*'|\"[^\"]*\"|\$\{([^{}]*)\}")
_LITERAL = re.compile(r"'[^']*'|\"[^\"]*\"")
_CHOICE_NAME = re.compile(r"\bjr:choice-name(?=\s*\()")
_CALL = re.compile(r"(?<![\w$.:-])([^\W\d][\w.:-]*)\s*\(")
_NAME = re.compile(r"[^\W\d][\w.-]*")
_OPERATOR_WORDS = frozenset({"and", "or", "div", "mod"})


class XFormParser(XPath1Parser):  # type: ignore[misc, unused-ignore]
    """XPath 1.0's grammar with XLSForm's functions."""

    def parse(self, source: str) -> XPathToken:
        """The token tree of ``source``; nothing is evaluated (elementpath's own ``parse`` does)."""
        return Parser.parse(self, source)


def _register_functions() -> None:
    table = XFormParser.symbol_table
    for symbol in [symbol for symbol, kind in table.items() if issubclass(kind, XPathFunction)]:
        del table[symbol]
    for name, count in FUNCTIONS.items():
        XFormParser.function(name, nargs=count)
    XFormParser.build()


_register_functions()
_lock = threading.Lock()  # elementpath does not promise that parsers of one class may run together


def parse_expression(source: str) -> Any:
    """The elementpath token tree of an XLSForm expression.

    Raises `ExpressionSyntaxError`, `UnsupportedExpression` or `UnknownNameError`
    (a ``${…}`` that cannot be a name), each with its 1-based character.
    """
    if len(source) > MAX_LENGTH:
        raise ExpressionSyntaxError(f"expression de plus de {MAX_LENGTH} caractères", MAX_LENGTH + 1)
    prepared = _prepare(source)
    try:
        with _lock:
            root = XFormParser().parse(prepared)
    except (ElementPathError, RecursionError, ValueError, TypeError, OverflowError, AttributeError) as error:
        raise _located(error, source) from error
    _check_depth(root)
    return root


def references_in_text(text: str) -> list[tuple[str, int]]:
    """The ``${name}`` in a label or hint, each with its 1-based character."""
    return [(match[1].strip(), match.start() + 1) for match in re.finditer(r"\$\{([^{}]*)\}", text)]


def _prepare(source: str) -> str:
    _check_outline(_LITERAL.sub(lambda match: "\x01" * len(match[0]), source))

    def replace(match: re.Match[str]) -> str:
        name = match[1]
        if name is None:
            return match[0]
        if not _NAME.fullmatch(name.strip()):
            if "#" in name:
                raise UnsupportedExpression("${" + name + "}", match.start() + 1)
            raise UnknownNameError("${" + name + "} n’est pas un nom de question", match.start() + 1)
        return f"${name.strip()}".ljust(len(match[0]))

    replaced = _LITERAL_OR_NAME.sub(replace, source)
    return _outside_literals(replaced)


def _outside_literals(source: str) -> str:
    parts: list[str] = []
    end = 0
    for match in _LITERAL.finditer(source):
        parts += [_CHOICE_NAME.sub("jr-choice-name", source[end : match.start()]), match[0]]
        end = match.end()
    return "".join([*parts, _CHOICE_NAME.sub("jr-choice-name", source[end:])])


def _check_outline(blanked: str) -> None:
    """Quotes closed, parentheses not too deep, only known functions called: errors in plain words."""
    bare = re.search(r"\$(?!\{[^{}]*\})", blanked)
    if bare is not None:
        raise ExpressionSyntaxError("une question s’écrit ${nom}", bare.start() + 1)
    quote = re.search("['\"]", blanked)
    if quote is not None:
        raise ExpressionSyntaxError("guillemet qui n’est pas refermé", quote.start() + 1)
    depth = 0
    for index, character in enumerate(blanked, start=1):
        depth += (character == "(") - (character == ")")
        if depth < 0:
            raise ExpressionSyntaxError("parenthèse fermée de trop", index)
        if depth > MAX_PARENTHESES:
            raise ExpressionSyntaxError("trop de parenthèses les unes dans les autres", index)
    if depth:
        raise ExpressionSyntaxError("parenthèse qui n’est pas refermée", len(blanked))
    for match in _CALL.finditer(blanked):
        name = match[1]
        if name not in FUNCTIONS and name != "jr:choice-name" and name not in _OPERATOR_WORDS:
            raise UnsupportedExpression(f"{name}()", match.start() + 1)


def _located(error: Exception, source: str) -> ExpressionSyntaxError:
    if isinstance(error, RecursionError):
        return ExpressionSyntaxError("expression trop imbriquée", 1)
    token = getattr(error, "token", None)
    span = getattr(token, "span", (0, 0))
    if token is None or token.symbol == "(end)":
        return ExpressionSyntaxError("l’expression s’arrête avant la fin", len(source.rstrip()) + 1)
    position = span[0] + 1
    if isinstance(error, TypeError) and isinstance(token, XPathFunction):
        return ExpressionSyntaxError(f"« {token.symbol}() » n’a pas le bon nombre d’arguments", position)
    found = source[span[0] : span[1]].strip() or str(token.symbol)
    return ExpressionSyntaxError(f"« {found[:40]} » n’est pas à sa place", position)


def _check_depth(root: Any) -> None:
    stack = [(root, 1)]
    while stack:
        token, depth = stack.pop()
        if depth > MAX_DEPTH:
            raise ExpressionSyntaxError("expression trop imbriquée", token.span[0] + 1)
        stack.extend((child, depth + 1) for child in token)
