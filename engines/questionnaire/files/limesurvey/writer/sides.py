"""Comparisons of two sides, written so that LimeSurvey's PHP, its JavaScript and ours decide alike.

The browser's script decides what people see, even page by page. There a blank is an empty text, which
JavaScript takes for 0 or for less than any text; a text is HTML-encoded; a text that looks like a number
becomes that number. PHP takes a hidden answer for «false». What no form says in both is refused.
"""

from __future__ import annotations

import datetime
import html
import re
from dataclasses import dataclass
from decimal import Decimal

_SCRIPTED = {"=": "==", "!=": "!="}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_PLAIN = re.compile(r"[A-Za-z0-9 _.,;:!?()/’-]*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,10})?")
#: What JavaScript's Number() or PHP's is_numeric() may take for a number, or the script for «false».
_MISTAKEN = re.compile(
    r"\s*[-+]?(?:\.?[0-9][0-9.]*(?:e[-+]?[0-9]+)?|0[xob][0-9a-f]+)\s*|false|-?infinity", re.I
)


class UnwritableExpressionError(ValueError):
    """A part has no place in LimeSurvey; the message completes «LimeSurvey ne sait pas écrire : »."""


@dataclass(frozen=True, slots=True)
class ScriptSide:
    """One side of a comparison.

    sort: number, text, date; literal: its text when it is a constant, None otherwise.
    questions: the names that it reads, whose blanks are to be thought of.
    is_bare: nothing but one question; is_exact: a computation that binary fractions do not spoil.
    can_look_numeric: the text of somebody, which may be «1.0».
    """

    text: str
    sort: str
    literal: str | None = None
    questions: tuple[str, ...] = ()
    is_bare: bool = False
    is_exact: bool = True
    can_look_numeric: bool = False


def number_side(text: str) -> ScriptSide:
    """A written number, without the zeros in front that JavaScript takes for another base."""
    number = f"{Decimal(text):f}"
    return ScriptSide(number, "number", number)


def compare(operator: str, first: ScriptSide, second: ScriptSide) -> str:
    """The script of a comparison; raises `UnwritableExpressionError`."""
    sorts = {first.sort, second.sort}
    if sorts == {"number", "text"}:
        first, second = _as_number(first), _as_number(second)
        sorts = {first.sort, second.sort}
    if sorts == {"date", "text"}:
        return _with_day(operator, first, second)
    if sorts == {"number"}:
        return _numbers(operator, first, second)
    if sorts == {"date"}:
        written = f"{first.text} {_SCRIPTED.get(operator, operator)} {second.text}"
        return written if operator in _SCRIPTED else _answered(first.questions + second.questions, written)
    if sorts == {"text"} and operator in _SCRIPTED:
        return _texts(operator, first, second)
    raise UnwritableExpressionError(f"« {operator} » entre autre chose que deux nombres ou deux dates")


def quoted(text: str) -> str:
    """A text between quotation marks that it does not hold."""
    if any(mark in text for mark in "\\{}\n"):
        raise UnwritableExpressionError("une barre oblique inverse ou une accolade dans une condition")
    for mark in "\"'":
        if mark not in text:
            return f"{mark}{text}{mark}"
    raise UnwritableExpressionError("un texte avec apostrophes et guillemets dans une condition")


def _answered(names: tuple[str, ...], written: str) -> str:
    asked = [f"!is_empty({name})" for name in dict.fromkeys(names)]
    return f"({' and '.join([*asked, written])})" if asked else written


def _as_number(side: ScriptSide) -> ScriptSide:
    """A number written between quotation marks is a number here, and would be a text there."""
    if side.sort == "number":
        return side
    if side.literal is not None and _NUMBER.fullmatch(side.literal.strip()):
        return number_side(side.literal.strip())
    raise UnwritableExpressionError("la comparaison d’un texte et d’un nombre")


def _numbers(operator: str, first: ScriptSide, second: ScriptSide) -> str:
    _check_exact(first, second)
    if operator in _SCRIPTED:
        return _equality(operator, first, second)
    written = f"{first.text} {operator} {second.text}"
    asked = first.questions + second.questions
    is_blank_false = _is_blank_false(operator, first, second) or _is_blank_false(
        _MIRRORED[operator], second, first
    )
    return written if is_blank_false else _answered(asked, written)


def _is_blank_false(operator: str, first: ScriptSide, second: ScriptSide) -> bool:
    """Whether no blank makes «question > number» true: neither the browser's 0 nor PHP's «false»."""
    if not first.is_bare or second.literal is None:
        return False
    number = Decimal(second.literal)
    return operator in {">", ">="} and number > 0


def _equality(operator: str, first: ScriptSide, second: ScriptSide) -> str:
    written = f"{first.text} {_SCRIPTED[operator]} {second.text}"
    asked = tuple(dict.fromkeys(first.questions + second.questions))
    if first.is_bare and second.is_bare:
        both = " and ".join(f"is_empty({name})" for name in asked)
        same = f"(({both}) or {_answered(asked, f'{first.text} == {second.text}')})"
        return same if operator == "=" else f"!{same}"
    constants = [side.literal for side in (first, second) if side.literal is not None]
    is_bare = first.is_bare or second.is_bare
    if not asked or (is_bare and constants and Decimal(constants[0])):
        return written
    if operator == "=":
        return _answered(asked, written)
    return f"({' or '.join([*(f'is_empty({name})' for name in asked), written])})"


def _check_exact(first: ScriptSide, second: ScriptSide) -> None:
    for one, other in ((first, second), (second, first)):
        # The sign of one operation is exact; its value is not.
        against_nought = other.literal is not None and not Decimal(other.literal)
        if not one.is_exact and not against_nought:
            raise UnwritableExpressionError(
                "un calcul avec des nombres à virgule ou une division dans un calcul : LimeSurvey l’arrondit"
            )


def _with_day(operator: str, first: ScriptSide, second: ScriptSide) -> str:
    """A date question beside a written day. LimeSurvey keeps «2026-11-29 00:00» and compares texts."""
    if first.sort == "text":
        first, second, operator = second, first, _MIRRORED[operator]
    if second.literal is None or not _DATE.fullmatch(second.literal):
        raise UnwritableExpressionError("la comparaison d’une date et d’un texte")
    try:
        day = datetime.date.fromisoformat(second.literal)
        after = (day + datetime.timedelta(1)).isoformat()
    except (ValueError, OverflowError) as error:
        raise UnwritableExpressionError(f"la date « {second.literal} »") from error
    is_since, is_before = f'{first.text} >= "{day}"', f'{first.text} < "{day}"'
    is_later, is_until = f'{first.text} >= "{after}"', f'{first.text} < "{after}"'
    if operator in _SCRIPTED:
        same = f"({is_since} and {_answered(first.questions, is_until)})"
        return same if operator == "=" else f"!{same}"
    if operator in {">", ">="}:
        return is_later if operator == ">" else is_since
    return _answered(first.questions, is_until if operator == "<=" else is_before)


def _texts(operator: str, first: ScriptSide, second: ScriptSide) -> str:
    sign = _SCRIPTED[operator]
    for one, other in ((first, second), (second, first)):
        if other.literal is None:
            continue
        if one.literal is not None:
            raise UnwritableExpressionError("la comparaison de deux textes écrits")
        if one.can_look_numeric and _MISTAKEN.fullmatch(other.literal):
            raise UnwritableExpressionError(
                f"la comparaison d’un texte libre et de « {other.literal} » (un nombre pour LimeSurvey)"
            )
        if html.unescape(other.literal) != other.literal:
            raise UnwritableExpressionError(f"« {other.literal} » dans une condition : LimeSurvey le décode")
        is_plain = _PLAIN.fullmatch(other.literal)
        return f"{one.text if is_plain else f'html_entity_decode({one.text})'} {sign} {other.text}"
    if first.can_look_numeric or second.can_look_numeric:  # a «0» is a blank for JavaScript
        raise UnwritableExpressionError("la comparaison de deux textes libres")
    return f"{first.text} {sign} {second.text}"
