"""``regex()`` in time proportional to the text: no pattern can hang the server.

The pattern is read by the standard library's own regular expression parser, then run as a set of
simultaneous states (Thompson, 1968) instead of by backtracking. ``(a+)+$`` therefore costs the same
as any other pattern. Groups are only grouping; look-around, back-references and flags are refused.
As in ODK, the pattern must match the whole text.

Authors write for Java, JavaScript or PCRE: a hyphen beside a class (``[\\w-.]``) is itself, and ``\\p{L}``
is any letter of Unicode (a general category; scripts and blocks are refused by name).
"""

from __future__ import annotations

import importlib
import re
import unicodedata
from collections.abc import Callable
from typing import Any

MAX_PATTERN = 300
MAX_TEXT = 2_000
MAX_STATES = 1_500
_MAX_STEPS = 100 * MAX_STATES

# The standard library's parser of regular expressions: not documented, present since Python 3.11.
_read: Any = importlib.import_module("re._parser")
_Test = Callable[[str], bool]

# Stands for a class of Unicode in what that parser reads: code points that no text of ours may hold.
_FIRST_PROPERTY = 0xF0000
_PROPERTY = re.compile(r"\\([pP])(?:\{(\^?)([^{}]*)\}|([A-Z]))")
_CATEGORIES = frozenset(["L", "M", "N", "P", "S", "Z", "C"]) | {
    *("Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp"),
    *("Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cc", "Cf", "Cs", "Co", "Cn"),
}
_CATEGORY_NAMES = {
    "Letter": "L",
    "Alpha": "L",
    "IsAlphabetic": "L",
    "Lower": "Ll",
    "Upper": "Lu",
    "Digit": "Nd",
}
_SET_ITEM = re.compile(r"\\.|.", re.DOTALL)


class PatternError(ValueError):
    """The pattern is malformed (message in French)."""


class PatternUnsupported(PatternError):
    """The pattern is right but uses something outside the linear-time subset."""


class Pattern:
    """A compiled pattern; immutable after construction, so threads share it."""

    def __init__(self, source: str) -> None:
        if len(source) > MAX_PATTERN:
            raise PatternUnsupported(f"motif de plus de {MAX_PATTERN} caractères")
        if any(ord(character) >= _FIRST_PROPERTY for character in source):
            raise PatternUnsupported("le motif contient un caractère d’usage privé")
        self._properties: list[_Test] = []
        plain = _with_plain_hyphens(_PROPERTY.sub(self._property, source))
        try:
            tree = _read.parse(plain)
        except (re.error, RecursionError, OverflowError) as error:
            raise PatternError("motif mal formé") from error
        if tree.state.flags & ~re.UNICODE:
            raise PatternUnsupported("les options (?…) du motif ne sont pas prises en charge")
        self._tests: list[_Test | None] = []
        self._next: list[list[int]] = []
        self._steps = 0
        self._accept = self._state(None)
        self._start = self._sequence(tree, self._accept)

    def matches(self, text: str) -> bool:
        """True when the whole ``text`` matches. A text over 2,000 characters never does."""
        if len(text) > MAX_TEXT:
            return False
        current = self._closure([self._start], at_start=True, at_end=not text)
        for index, character in enumerate(text):
            reached = [
                target
                for state in current
                if (test := self._tests[state]) is not None and test(character)
                for target in self._next[state]
            ]
            if not reached:
                return False
            current = self._closure(reached, at_start=False, at_end=index == len(text) - 1)
        return self._accept in current

    def _closure(self, states: list[int], *, at_start: bool, at_end: bool) -> set[int]:
        seen: set[int] = set()
        stack = states
        while stack:
            state = stack.pop()
            if state in seen:
                continue
            seen.add(state)
            test = self._tests[state]
            if test is None or (test is _at_start and at_start) or (test is _at_end and at_end):
                stack.extend(self._next[state])
        return seen

    def _state(self, test: _Test | None, *targets: int) -> int:
        if len(self._tests) >= MAX_STATES:
            raise PatternUnsupported("motif trop long une fois développé")
        self._tests.append(test)
        self._next.append(list(targets))
        return len(self._tests) - 1

    def _sequence(self, nodes: Any, after: int) -> int:
        self._steps += 1  # an empty group repeated makes no state, however often
        if self._steps > _MAX_STEPS:
            raise PatternUnsupported("motif trop long une fois développé")
        for operator, argument in reversed(list(nodes)):
            after = self._node(str(operator), argument, after)
        return after

    def _node(self, operator: str, argument: Any, after: int) -> int:
        match operator:
            case "BRANCH":
                return self._state(None, *(self._sequence(branch, after) for branch in argument[1]))
            case "SUBPATTERN":
                _, added, removed, inner = argument
                if added or removed:
                    raise PatternUnsupported("les options (?…) du motif ne sont pas prises en charge")
                return self._sequence(inner, after)
            case "MAX_REPEAT" | "MIN_REPEAT":
                return self._repeat(argument, after)
            case "AT" if str(argument) == "AT_BEGINNING":
                return self._state(_at_start, after)
            case "AT" if str(argument) == "AT_END":
                return self._state(_at_end, after)
            case _:
                return self._state(self._character_test(operator, argument), after)

    def _repeat(self, argument: Any, after: int) -> int:
        least, most, inner = argument
        if least > MAX_STATES:
            raise PatternUnsupported("répétition trop longue")
        if str(most) == "MAXREPEAT":
            loop = self._state(None, after)
            self._next[loop].append(self._sequence(inner, loop))
            after = loop
        else:
            if most > MAX_STATES:
                raise PatternUnsupported("répétition trop longue")
            end = after
            for _ in range(most - least):
                after = self._state(None, end, self._sequence(inner, after))
        for _ in range(least):
            after = self._sequence(inner, after)
        return after

    def _property(self, found: re.Match[str]) -> str:
        """Keep the test of a class of Unicode, and give the character that stands for it."""
        name = found[3] or found[4] or ""
        category = _CATEGORY_NAMES.get(name, name)
        if category not in _CATEGORIES:
            raise PatternUnsupported(
                f"la classe « {found[0][:30]} » n’est pas prise en charge ; écrivez \\p{{L}}"
            )
        is_negated = (found[1] == "P") is not bool(found[2])
        self._properties.append(
            lambda character: unicodedata.category(character).startswith(category) is not is_negated
        )
        return chr(_FIRST_PROPERTY + len(self._properties) - 1)

    def _character_test(self, operator: str, argument: Any) -> _Test:
        match operator:
            case "LITERAL" if argument >= _FIRST_PROPERTY:
                found: _Test = self._properties[argument - _FIRST_PROPERTY]
                return found
            case "NOT_LITERAL" if argument >= _FIRST_PROPERTY:  # [^\\p{L}], as the parser simplifies it
                outside = self._properties[argument - _FIRST_PROPERTY]
                return lambda character: not outside(character)
            case "LITERAL":
                wanted = chr(argument)
                return lambda character: character == wanted
            case "NOT_LITERAL":
                unwanted = chr(argument)
                return lambda character: character != unwanted
            case "ANY":
                return lambda character: character != "\n"
            case "CATEGORY":
                return _category_test(str(argument))
            case "RANGE":
                low, high = argument
                return lambda character: low <= ord(character) <= high
            case "IN":
                return self._set_test(argument)
        raise PatternUnsupported("le motif utilise une construction qui n’est pas prise en charge")

    def _set_test(self, items: Any) -> _Test:
        is_negated = str(items[0][0]) == "NEGATE"
        tests = [self._character_test(str(name), argument) for name, argument in items[is_negated:]]
        return lambda character: any(test(character) for test in tests) is not is_negated


def _with_plain_hyphens(source: str) -> str:
    """The pattern with each hyphen that stands beside a class, in a set, written as the character it is."""
    out: list[str] = []
    items = _SET_ITEM.findall(source)
    opened = -1  # where the set began, -1 outside
    for index, item in enumerate(items):
        if opened < 0:
            opened = index if item == "[" else -1
        elif item == "]" and index > opened + 1 and items[opened + 1 : index] != ["^"]:
            opened = -1
        elif item == "-":
            before, after = items[index - 1], items[index + 1 : index + 2]
            follows = index > opened + 1 and _is_class(before)
            leads = bool(after) and _is_class(after[0])
            item = r"\-" if follows or leads else item
        out.append(item)
    return "".join(out)


def _is_class(item: str) -> bool:
    return item in {r"\w", r"\W", r"\d", r"\D", r"\s", r"\S"} or ord(item[0]) >= _FIRST_PROPERTY


def _at_start(_: str) -> bool:
    return False


def _at_end(_: str) -> bool:
    return False


def _category_test(category: str) -> _Test:
    kinds = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}
    name = category.removeprefix("CATEGORY_")
    is_negated = name.startswith("NOT_")
    known = re.compile(kinds[name.removeprefix("NOT_")])
    return lambda character: (known.match(character) is not None) is not is_negated
