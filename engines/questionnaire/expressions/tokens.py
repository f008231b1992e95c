"""What is asked of a token of elementpath: where it stands, and what it holds."""

from __future__ import annotations

import re
from typing import Any

from engines.questionnaire.expressions.errors import UnsupportedExpression
from engines.questionnaire.expressions.functions import DATE_LETTERS


def position(token: Any) -> int:
    """Of its first character in the expression, from 1."""
    return int(token.span[0]) + 1


def first_once(token: Any) -> Any:
    """The first ``once()`` in it; None when there is none."""
    if token.symbol == "once":
        return token
    return next((found for child in token if (found := first_once(child)) is not None), None)


def check_once(token: Any, *, has_kept: bool) -> bool:
    """Whether ``once()`` makes the value of an expression, as the whole of it or as a branch of ``if()``.

    Elsewhere the value kept would be computed upon itself at each reading: raises `UnsupportedExpression`.
    """
    misplaced = _misplaced(token) if has_kept else first_once(token)
    if misplaced is not None:
        what = (
            "once() doit être tout le calcul, ou une branche de if()"
            if has_kept
            else "once() ne va qu’avec un calcul"
        )
        raise UnsupportedExpression("once", position(misplaced), what)
    return first_once(token) is not None


def _misplaced(token: Any) -> Any:
    if token.symbol == "once" or (token.symbol == "(" and len(token) == 1):
        return first_once(token[0]) if token.symbol == "once" else _misplaced(token[0])
    if token.symbol == "if" and len(token) == 3:
        return first_once(token[0]) or _misplaced(token[1]) or _misplaced(token[2])
    return first_once(token)


def check_date_letters(pattern: Any) -> None:
    """Refuse a letter that would be left as it is in a sentence. Raises `UnsupportedExpression`."""
    if pattern.symbol != "(string)":
        return
    for letter in re.findall(r"%(.?)", str(pattern.value)):
        if letter not in DATE_LETTERS:
            known = ", ".join(DATE_LETTERS)
            message = f"format-date() ne connaît pas « %{letter} » ; lettres connues : {known}"
            raise UnsupportedExpression("format-date", position(pattern), message)
