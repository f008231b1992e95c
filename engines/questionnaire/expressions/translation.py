"""From elementpath's token tree to one Python function: an expression ready to run.

elementpath reads the expression; it does not run it. Its evaluator walks an XML tree, copies its
context at each step and follows XPath 2's typing: about a hundred times slower than a closure, and
unlike the XForms tools on empty answers and dates. Each token becomes a closure here, and whatever is
not listed here is refused: the subset is this file. The closures hold no state: threads share them.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engines.questionnaire.expressions import values as v
from engines.questionnaire.expressions.errors import (
    ExpressionSyntaxError,
    UnknownNameError,
    UnsupportedExpression,
)
from engines.questionnaire.expressions.functions import NODE_SET_FUNCTIONS, PLAIN_FUNCTIONS
from engines.questionnaire.expressions.grammar import parse_expression
from engines.questionnaire.expressions.patterns import Pattern, PatternError, PatternUnsupported
from engines.questionnaire.expressions.scope import Closure, Expression, KnownNames, Reference, Scope
from engines.questionnaire.expressions.tokens import check_date_letters, check_once, position
from engines.questionnaire.expressions.values import Value


def build_expression(source: str, names: KnownNames) -> Expression:
    """Parse and lower ``source``. Raises a subclass of `ExpressionError`."""
    lowering = _Lowering(names)
    root = parse_expression(source)
    is_kept = check_once(root, has_kept=names.has_kept)
    closure = lowering.value(root)
    return Expression(source, closure, frozenset(lowering.references), is_kept)


_BOOLEAN_OPERATORS: dict[str, Callable[[Value, Value], bool]] = {
    "=": v.equal,
    "!=": v.unequal,
    "<": v.less,
    "<=": v.less_or_equal,
    ">": lambda left, right: v.less(right, left),
    ">=": lambda left, right: v.less_or_equal(right, left),
}


def _divide(left: Decimal, right: Decimal) -> Decimal:
    return left / right


def _modulo(left: Decimal, right: Decimal) -> Decimal:
    return left % right  # the sign of the dividend, as XPath's mod


_NUMBER_OPERATORS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": _divide,
    "mod": _modulo,
}


class _Lowering:
    def __init__(self, names: KnownNames) -> None:
        self.names = names
        self.references: set[str] = set()

    def value(self, token: Any) -> Closure:
        symbol = token.symbol
        if symbol in ("(string)", "(integer)", "(decimal)", "(float)"):
            return self._literal(token)
        if symbol == "(" and len(token) == 1:
            return self.value(token[0])
        if symbol == "$":
            return self._reference(token, as_nodes=False)
        if symbol == ".":
            return self._current(token)
        if symbol == "(name)":
            return self._column(token)
        if symbol in ("and", "or"):
            return self._logic(token)
        if symbol in _BOOLEAN_OPERATORS:
            return self._comparison(token)
        if symbol in _NUMBER_OPERATORS and len(token) in (1, 2):
            return self._arithmetic(token)
        if token.label == "function":
            return self._call(token)
        raise UnsupportedExpression(
            str(symbol),
            position(token),
            f"« {symbol} » : les chemins ne sont pas pris en charge ; écrivez ${{nom_de_la_question}}",
        )

    def _literal(self, token: Any) -> Closure:
        if token.symbol == "(float)":
            raise UnsupportedExpression(
                "exposant", position(token), "un nombre s’écrit sans exposant (1e3 : écrivez 1000)"
            )
        constant: Value = token.value if token.symbol == "(string)" else Decimal(token.value)
        return lambda scope: constant

    def _reference(self, token: Any, *, as_nodes: bool) -> Closure:
        reference = self._target(token)
        if reference.is_group and not as_nodes:
            raise UnsupportedExpression(
                reference.key,
                position(token),
                f"« {reference.key} » est un groupe : il ne peut être lu que par count()",
            )
        if as_nodes or reference.below:
            return lambda scope: scope.nodes(reference)
        return lambda scope: scope.one(reference)

    def _target(self, token: Any) -> Reference:
        reference = self.names.reference(str(token[0].value), position(token))
        self.references.add(reference.key)
        return reference

    def _current(self, token: Any) -> Closure:
        if not self.names.has_current:
            raise UnsupportedExpression(
                ".", position(token), "« . » ne désigne rien ici : écrivez ${nom_de_la_question}"
            )
        return lambda scope: scope.current

    def _column(self, token: Any) -> Closure:
        name = str(token.value)
        if name not in self.names.columns:
            raise UnknownNameError(f"« {name} » : {self._bare_word_hint(name)}", position(token))
        return lambda scope: scope.columns.get(name, "")

    def _bare_word_hint(self, name: str) -> str:
        """Guess what a word without ``${}`` nor quotes was meant to be."""
        quoted = f"écrivez '{name}' entre apostrophes droites si c’est une valeur"
        if self.names.columns:
            return f"n’est pas une colonne des choix ; {quoted}"
        return f"{quoted}, ${{{name}}} si c’est une question"

    def _logic(self, token: Any) -> Closure:
        symbol = token.symbol
        operands: list[Closure] = []
        while token.symbol == symbol:  # a long chain leans left: one closure for all of it
            operands.append(self.value(token[1]))
            token = token[0]
        parts = (self.value(token), *reversed(operands))
        if symbol == "and":
            return lambda scope: all(v.to_boolean(part(scope)) for part in parts)
        return lambda scope: any(v.to_boolean(part(scope)) for part in parts)

    def _comparison(self, token: Any) -> Closure:
        compare = _BOOLEAN_OPERATORS[token.symbol]
        left, right = self.value(token[0]), self.value(token[1])
        return lambda scope: compare(left(scope), right(scope))

    def _arithmetic(self, token: Any) -> Closure:
        if len(token) == 1:
            inner, is_negative = self.value(token[0]), token.symbol == "-"
            if is_negative:
                return lambda scope: -v.to_number(inner(scope))
            return lambda scope: v.to_number(inner(scope))
        compute = _NUMBER_OPERATORS[token.symbol]
        left, right = self.value(token[0]), self.value(token[1])
        return lambda scope: compute(v.to_number(left(scope)), v.to_number(right(scope)))

    def _call(self, token: Any) -> Closure:
        name = token.symbol
        if name in ("format-date", "format-date-time"):
            check_date_letters(token[1])
        special = getattr(self, "_call_" + name.replace("-", "_"), None)
        if special is not None:
            return special(token)  # type: ignore[no-any-return]
        function = PLAIN_FUNCTIONS[name]
        arguments = tuple(self._argument(name, item) for item in token)
        if len(arguments) == 1:
            only = arguments[0]
            return lambda scope: function(only(scope))
        return lambda scope: function(*(argument(scope) for argument in arguments))

    def _argument(self, function: str, token: Any) -> Closure:
        while token.symbol == "(" and len(token) == 1:
            token = token[0]
        if token.symbol == "$" and function in NODE_SET_FUNCTIONS:
            closure = self._reference(token, as_nodes=True)
            if self._target(token).is_group and function != "count":
                raise UnsupportedExpression(
                    function, position(token), "seul count() peut lire un groupe répété"
                )
            return closure
        return self.value(token)

    def _call_true(self, token: Any) -> Closure:
        return lambda scope: True

    def _call_false(self, token: Any) -> Closure:
        return lambda scope: False

    def _call_today(self, token: Any) -> Closure:
        return lambda scope: scope.today

    def _call_now(self, token: Any) -> Closure:
        return lambda scope: v.Now.fromordinal(scope.today.toordinal())

    def _call_once(self, token: Any) -> Closure:
        inner = self.value(token[0])
        return lambda scope: inner(scope) if scope.kept == "" else scope.kept

    def _call_boolean(self, token: Any) -> Closure:
        inner = self.value(token[0])
        return lambda scope: v.to_boolean(inner(scope))

    def _call_not(self, token: Any) -> Closure:
        inner = self.value(token[0])
        return lambda scope: not v.to_boolean(inner(scope))

    def _call_if(self, token: Any) -> Closure:
        condition, then, otherwise = (self.value(item) for item in token)
        return lambda scope: then(scope) if v.to_boolean(condition(scope)) else otherwise(scope)

    def _call_coalesce(self, token: Any) -> Closure:
        parts = tuple(self.value(item) for item in token)

        def coalesce(scope: Scope) -> Value:
            for part in parts:
                value = part(scope)
                if v.to_string(value) not in ("", "NaN"):
                    return value
            return ""

        return coalesce

    def _call_position(self, token: Any) -> Closure:
        if token[0].symbol != "..":
            raise UnsupportedExpression("position", position(token), "écrivez position(..)")
        return lambda scope: Decimal(scope.position)

    def _call_regex(self, token: Any) -> Closure:
        text, source = self.value(token[0]), token[1]
        if source.symbol != "(string)":
            raise UnsupportedExpression(
                "regex", position(source), "le motif de regex() doit être écrit entre guillemets"
            )
        try:
            pattern = Pattern(source.value)
        except PatternUnsupported as error:
            raise UnsupportedExpression("regex", position(source), f"regex() : {error}") from error
        except PatternError as error:
            raise ExpressionSyntaxError(f"regex() : {error}", position(source)) from error
        return lambda scope: pattern.matches(v.to_string(text(scope)))

    def _call_indexed_repeat(self, token: Any) -> Closure:
        if token[0].symbol != "$" or token[1].symbol != "$":
            raise ExpressionSyntaxError(
                "écrivez indexed-repeat(${question}, ${groupe}, numéro)", position(token)
            )
        target, group = self._target(token[0]), self._target(token[1])
        chain_end = target.below[-1] if target.below else None
        if not group.is_group or (target.below and chain_end != group.key) or len(target.below) > 1:
            raise UnsupportedExpression(
                "indexed-repeat", position(token), "la question doit être dans ce groupe répété"
            )
        reference = target
        if not target.below:  # asked from inside the same repeated group: step out of the row
            if target.shared == 0 or group.shared != target.shared - 1:
                raise UnsupportedExpression(
                    "indexed-repeat", position(token), "la question doit être dans ce groupe répété"
                )
            reference = Reference(target.key, target.shared - 1, (group.key,))
        index = self.value(token[2])

        def indexed(scope: Scope) -> Value:
            number = v.to_number(index(scope))
            if not number.is_finite() or not 1 <= number <= 1_000_000:
                return ""
            return scope.indexed(reference, int(number))

        return indexed

    def _call_jr_choice_name(self, token: Any) -> Closure:
        value, name = self.value(token[0]), token[1]
        match = re.fullmatch(r"\s*\$\{\s*([\w.-]+)\s*\}\s*", str(name.value))
        if name.symbol != "(string)" or match is None:
            raise ExpressionSyntaxError("écrivez jr:choice-name(${question}, '${question}')", position(name))
        key = self.names.reference(match[1], position(name)).key
        return lambda scope: scope.choice_label(key, v.to_string(value(scope)))
