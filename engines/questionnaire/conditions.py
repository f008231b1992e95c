"""The condition of a question in words, for a sheet of paper, where nothing hides it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from engines.questionnaire.model import Definition

#: Said when the condition is more than answers ticked.
SOMEHOW = "si vous êtes concerné·e"
_VALUE = r"(?:'(?P<{0}>[^']*)'|\"(?P<{0}2>[^\"]*)\")"
_ATOM = re.compile(
    r"\s*(?:\$\{(?P<key>[^{}]+)\}\s*=\s*"
    + _VALUE.format("value")
    + r"|selected\(\s*\$\{(?P<listed>[^{}]+)\}\s*,\s*"
    + _VALUE.format("ticked")
    + r"\s*\))\s*"
)


def condition_in_words(expression: str, questionnaire: Definition, numbers: Mapping[str, int]) -> str:
    """«si vous avez répondu « Oui » à la question 3», for answers ticked joined by «and» alone or «or» alone.

    numbers: those of the questions on the sheet, by key. Empty for no condition, ``SOMEHOW`` for any other.
    """
    if not expression.strip():
        return ""
    pieces = re.split(r"\s+(and|or)\s+", expression.strip())
    joints = set(pieces[1::2])
    places: dict[int, list[str]] = {}
    for piece in pieces[::2]:
        found = _answer(piece, questionnaire, numbers)
        if found is None or len(joints) > 1:
            return SOMEHOW
        number, label = found
        places.setdefault(number, []).append(f"«\u00a0{label}\u00a0»")
    joint = " et " if joints == {"and"} else " ou "
    answers = (f"{joint.join(labels)} à la question\u00a0{number}" for number, labels in places.items())
    return f"si vous avez répondu {joint.join(answers)}"


def _answer(piece: str, questionnaire: Definition, numbers: Mapping[str, int]) -> tuple[int, str] | None:
    """The number of the question and the label of the choice that one comparison asks for."""
    match = _ATOM.fullmatch(piece)
    if match is None:
        return None
    key = match["key"] or match["listed"]
    value = next(match[name] for name in ("value", "value2", "ticked", "ticked2") if match[name] is not None)
    question = next((item for item in questionnaire.questions() if item.key == key.strip()), None)
    if question is None or question.key not in numbers:
        return None
    choices = questionnaire.choices(question)
    label = next((choice.label for choice in choices if choice.value == value), "")
    return (numbers[question.key], label) if label else None
