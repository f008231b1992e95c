"""Comparisons that can never hold: an expression names a choice its question does not have.

The engine runs such an expression, and the question it decides of never appears. It is a remark at its cell,
not a refusal: a form taken from elsewhere may keep a dead comparison.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from engines.questionnaire.model import (
    CHOICE_KINDS,
    NUMBER_KINDS,
    Choice,
    Definition,
    FileOrigin,
    Group,
    Kind,
    Question,
    Section,
)

#: Columns that hold expressions.
_COLUMNS = (
    *("relevant", "constraint", "calculation", "required", "choice_filter"),
    *("default", "minimum", "maximum"),
)
_NAME = r"(?:\$\{\s*(?P<name>[^{}]+?)\s*\}|(?<![\w.\])}'\"])\.(?![\w.]))"
_TEXT = r"(?P<text>'[^']*'|\"[^\"]*\")"
_COMPARED = (
    re.compile(rf"{_NAME}\s*!?=\s*{_TEXT}"),
    re.compile(rf"{_TEXT}\s*!?=\s*{_NAME}"),
    re.compile(rf"selected\(\s*{_NAME}\s*,\s*{_TEXT}\s*\)"),
)
_COLUMN_COMPARED = re.compile(rf"(?<![\w.${{'\"/-])(?P<column>[^\W\d][\w.-]*)\s*!?=\s*{_TEXT}")
_MANY = frozenset({Kind.MANY, Kind.RANK})
#: Codes named to whoever wrote one that does not exist.
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class DeadComparison:
    """A comparison with what no answer can be, and the cell where it stands."""

    origin: FileOrigin | None
    column: str
    message_fr: str


def unknown_codes(definition: Definition) -> Iterator[DeadComparison]:
    """Every comparison of a question with what it can never be, in document order."""
    questions = {question.key: question for question in definition.questions()}
    for item in _items(definition.sections):
        for column in _COLUMNS:
            source = getattr(item, column, "")
            for key, text in _comparisons(source):
                asked = item if key == "." else questions.get(key)
                if isinstance(asked, Question) and (message := _message(definition, asked, text)):
                    yield DeadComparison(item.origin, column, message)
        if isinstance(item, Question):
            yield from _dead_filters(definition, item)


def _dead_filters(definition: Definition, question: Question) -> Iterator[DeadComparison]:
    """Comparisons of a column of the choices with what no choice holds there: all are kept, or none."""
    choices = definition.choices(question) if question.choice_filter else ()
    for found in _COLUMN_COMPARED.finditer(question.choice_filter):
        column, text = found["column"], found["text"][1:-1]
        held = {cell for choice in choices for cell in _cells(choice, column)}
        if text.strip() and held - {""} and text not in held:
            near = difflib.get_close_matches(text, sorted(held), n=1, cutoff=0.5)
            meant = f" Vouliez-vous dire « {near[0]} » ?" if near else ""
            message = (
                f"« {text} » n’est dans aucune ligne de la colonne « {column} » des choix : {_DEAD}{meant}"
            )
            yield DeadComparison(question.origin, "choice_filter", message)


def _cells(choice: Choice, column: str) -> Iterator[str]:
    own = {"name": choice.value, "label": choice.label}.get(column)
    for columns in choice.lines:
        yield own or dict(columns).get(column, "")


def _items(items: tuple[Section | Group | Question, ...]) -> Iterator[Section | Group | Question]:
    for item in items:
        yield item
        if not isinstance(item, Question):
            yield from _items(item.items)


def _comparisons(source: str) -> Iterator[tuple[str, str]]:
    """(question, literal) for each comparison of an expression; «.» is the question itself."""
    for pattern in _COMPARED:
        for found in pattern.finditer(source):
            yield found["name"] or ".", found["text"][1:-1]


def _message(definition: Definition, question: Question, text: str) -> str:
    """Why the comparison is dead; "" when it is not. An empty literal asks whether there is an answer."""
    if not text.strip():
        return ""
    if question.kind in NUMBER_KINDS:
        if re.fullmatch(r"\s*[+-]?\d*\.?\d+\s*", text):
            return ""
        return f"« {text} » n’est pas un nombre, et ${{{question.key}}} en est un : {_DEAD}"
    if question.kind not in CHOICE_KINDS and question.kind is not Kind.YES_NO:
        return ""
    codes = [choice.value for choice in definition.choices(question)]
    given = text.split() if question.kind in _MANY else [text]
    wrong = next((code for code in given if code not in codes), None)
    if wrong is None or not codes:
        return ""
    near = difflib.get_close_matches(wrong, codes, n=1, cutoff=0.5)
    meant = f" Vouliez-vous dire « {near[0]} » ?" if near else ""
    known = ", ".join(codes[:_SHOWN]) + (", …" if len(codes) > _SHOWN else "")
    return f"« {wrong} » n’est pas un code de ${{{question.key}}} ({known}) : {_DEAD}{meant}"


_DEAD = "cette comparaison donne toujours le même résultat."
