"""The parts of a LimeSurvey expression being read, and how two of them make one.

LimeSurvey must be told what a blank means where our language knows it: a comparison with a blank is false.
So ``!is_empty(n) and n < 10`` is ``${n} < 10`` here, and is read as such.
"""

from __future__ import annotations

from dataclasses import dataclass

OTHER = "-oth-"  # what LimeSurvey stores for «autre» in a list
_NOBODY: frozenset[str] = frozenset()
_YES_NO = {"Y": "yes", "N": "no", "": ""}
_ORDERS = frozenset({"<", "<=", ">", ">="})


class UntranslatableError(ValueError):
    """A part of the expression has no translation; the message completes «non pris en charge : »."""


@dataclass(frozen=True, slots=True)
class NamedAnswer:
    """The answer that a LimeSurvey name refers to.

    choice: for one box of a multiple choice, its code: the value is ``Y`` or empty.
    is_yes_no: its codes ``Y`` and ``N`` are ``yes`` and ``no`` here.
    is_number: its answers are numbers; is_code: codes of answers that look so, which are texts here.
    is_choice: people read another text than its code.
    unread: why the question cannot be named; "" when it can.
    """

    key: str
    choice: str = ""
    is_yes_no: bool = False
    is_number: bool = False
    is_code: bool = False
    is_choice: bool = False
    unread: str = ""


@dataclass(frozen=True, slots=True)
class ScriptPart:
    """Some of our language. ``in_parentheses``: the text is whole between the two of them.

    reads: the keys whose blank makes the value no number. asked, blank: the text says only that these keys
    are answered, or are not. false_if_blank, true_if_blank: a comparison with that outcome when one of these
    keys is blank. same: for «both answered and equal», the shorter comparison that also holds of two blanks.
    is_short: parentheses around it were ours and are not needed.
    """

    text: str
    variable: NamedAnswer | None = None
    literal: str | None = None
    in_parentheses: bool = False
    is_condition: bool = False
    is_number: bool = False
    reads: frozenset[str] = _NOBODY
    asked: frozenset[str] = _NOBODY
    blank: frozenset[str] = _NOBODY
    false_if_blank: frozenset[str] = _NOBODY
    true_if_blank: frozenset[str] = _NOBODY
    same: str = ""
    is_short: bool = False
    is_nought: bool = False


def plain(part: ScriptPart) -> str:
    """The text of a value."""
    if part.variable is not None and part.variable.choice:
        return ticked(part.variable)
    return f"({part.text})" if part.is_short and not part.in_parentheses else part.text


def condition(part: ScriptPart) -> str:
    """The text of what is asked whether it is true: LimeSurvey takes the answer «0» for false."""
    variable = part.variable
    if variable is None or variable.choice or (variable.is_number and not variable.is_code):
        return ticked(variable) if variable is not None and variable.choice else part.text
    if variable.is_yes_no:
        return f"{part.text} != ''"
    return f"({part.text} != '' and {part.text} != '0')"


def ticked(variable: NamedAnswer) -> str:
    return f"selected(${{{variable.key}}}, '{variable.choice}')"


def combine(left: ScriptPart, operator: str, right: ScriptPart) -> ScriptPart:
    """``left operator right``; raises `UntranslatableError`."""
    if operator == "and":
        return _both(left, right)
    if operator == "or":
        return _either(left, right)
    if operator in {"=", "!="}:
        for one, other in ((left, right), (right, left)):
            if (special := _coded(one, operator, other)) is not None:
                return special
    if operator == "+":
        return _sum(left, right)
    text = f"{plain(left)} {operator} {plain(right)}"
    reads = left.reads | right.reads
    if operator in _ORDERS:
        return ScriptPart(text, is_condition=True, false_if_blank=reads)
    if operator in {"=", "!="}:
        return _equality(left, operator, right, text, reads)
    if operator == "-":
        return ScriptPart(f"({text})", in_parentheses=True, is_number=True, reads=reads)
    return ScriptPart(text, is_number=True, reads=reads)


def _equality(
    left: ScriptPart, operator: str, right: ScriptPart, text: str, reads: frozenset[str]
) -> ScriptPart:
    literals = [part for part in (left, right) if part.literal is not None]
    is_number = any(part.is_number for part in literals) or not (left.variable or right.variable)
    if literals and is_number:
        numbers = [part.variable for part in (left, right) if part.variable is not None]
        is_nought = not (literals[0].literal or "").strip("0.") and all(
            named.is_number and not named.is_code for named in numbers
        )
        if operator == "=":
            return ScriptPart(text, is_condition=True, false_if_blank=reads)
        return ScriptPart(text, is_condition=True, true_if_blank=reads, is_nought=is_nought)
    if not literals and left.variable and right.variable and operator == "=":
        return ScriptPart(text, is_condition=True, same=text, reads=reads)
    if not literals and reads and not (left.variable and right.variable):
        if operator == "=":
            return ScriptPart(text, is_condition=True, false_if_blank=reads)
        return ScriptPart(text, is_condition=True, true_if_blank=reads)
    return ScriptPart(text, is_condition=True)


def _coded(one: ScriptPart, operator: str, other: ScriptPart) -> ScriptPart | None:
    """A comparison with a code that is another one here."""
    variable = one.variable
    if variable is None:
        return None
    if variable.choice:
        if other.literal not in {"Y", "1", ""}:  # «1» in an array of boxes
            raise UntranslatableError("la comparaison d’une case à cocher avec autre chose que « Y »")
        is_ticked = bool(other.literal) == (operator == "=")
        return ScriptPart(ticked(variable) if is_ticked else f"not({ticked(variable)})", is_condition=True)
    if variable.is_yes_no and other.literal in _YES_NO:
        return ScriptPart(f"{one.text} {operator} '{_YES_NO[other.literal]}'", is_condition=True)
    if other.literal == OTHER:
        return ScriptPart(f"{one.text} {operator} 'other'", is_condition=True)
    return None


def _sum(left: ScriptPart, right: ScriptPart) -> ScriptPart:
    """``+`` glues a number and a blank, so a blank counts for nothing; it glues texts, another thing."""
    if not (left.is_number and right.is_number):
        raise UntranslatableError("« + » entre autre chose que des nombres (LimeSurvey colle les textes)")
    return ScriptPart(f"({_or_nought(left)} + {_or_nought(right)})", in_parentheses=True, is_number=True)


def _or_nought(part: ScriptPart) -> str:
    return f"coalesce({part.text}, 0)" if part.reads else part.text


def _both(left: ScriptPart, right: ScriptPart) -> ScriptPart:
    text = f"{condition(left)} and {condition(right)}"
    if left.asked and right.asked:
        return ScriptPart(text, is_condition=True, asked=left.asked | right.asked)
    if left.blank and right.blank:
        return ScriptPart(text, is_condition=True, blank=left.blank | right.blank)
    if left.asked and left.asked == right.false_if_blank:
        return ScriptPart(right.text, is_condition=True, is_short=True)
    if left.asked and right.same and left.asked == right.reads:
        return ScriptPart(text, is_condition=True, same=right.same, reads=right.reads)
    if len(left.asked) == 1 and right.is_nought and left.asked == right.true_if_blank:
        return ScriptPart(f"${{{next(iter(left.asked))}}}", is_condition=True, is_short=True)
    return ScriptPart(text, is_condition=True)


def _either(left: ScriptPart, right: ScriptPart) -> ScriptPart:
    text = f"({condition(left)} or {condition(right)})"
    if left.blank and left.blank == right.true_if_blank:
        return ScriptPart(right.text, is_condition=True, is_short=True)
    if left.blank and right.same and left.blank == right.reads:
        return ScriptPart(right.same, is_condition=True, is_short=True)
    if left.blank and right.blank:
        return ScriptPart(text, is_condition=True, in_parentheses=True, blank=left.blank | right.blank)
    return ScriptPart(text, is_condition=True, in_parentheses=True)
