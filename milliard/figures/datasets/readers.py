"""One reader per variable: from a chunk of responses to the variable's columns.

A reader never guesses: an answer its question does not allow is counted in ``Unfit`` and stops the
freezing. Rows without an answer get the reason why, from routing and from how far the person went.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from engines.questionnaire.coercion import UnreadableAnswerError, answer_value, is_blank
from engines.questionnaire.expressions import CompiledQuestion, Node, arithmetic
from engines.questionnaire.model import Kind
from engines.statistics import UINT16_OFFSET, MissingCode
from milliard.figures.datasets.codebook import CodebookVariable, VariableKind
from milliard.figures.datasets.relevance import Chunk, Relevance
from milliard.figures.datasets.table import Array

_BLANK, _UNFIT = -1, -2
_LARGEST = 2**62
MISSING_OF = {code.name.lower(): code for code in MissingCode} | {"not_applicable": MissingCode.NOT_ASKED}
_EPOCH = datetime.date(1970, 1, 1).toordinal()


class Unfit(Counter[tuple[str, str]]):
    """Answers that fit no column: (question key, what was found) -> how many."""

    def add(self, key: str, value: Any) -> None:
        self[key, repr(value)[:60]] += 1


@dataclass(eq=False)
class ColumnContext:
    """What the readers of one version share."""

    relevance: Relevance
    section_position: dict[str, int]
    question_position: dict[str, int]
    unfit: Unfit = field(default_factory=Unfit)
    #: Calculations that gave a text: no figure can be made of them, they are left out.
    textual: set[str] = field(default_factory=set)


class VariableReader(Protocol):
    """Reads one variable."""

    @property
    def variable(self) -> CodebookVariable:
        """The variable read."""
        ...

    def read(self, chunk: Chunk, context: ColumnContext) -> dict[str, Array]:
        """The variable's columns for these responses."""
        ...


def missing_status(
    chunk: Chunk, context: ColumnContext, node: Node, section: str, position: int
) -> NDArray[np.uint8]:
    """Why each response would hold no answer at a place: not reached, not asked, or left blank.

    A complete response reached everything. Another one reached what stands before its last answered
    question, and the sections before the last one it saved.
    """
    reached = (
        chunk.completed
        | (chunk.furthest_section > context.section_position[section])
        | (chunk.furthest_question >= position)
    )
    status = np.where(reached, np.uint8(MissingCode.NO_ANSWER), np.uint8(MissingCode.NOT_REACHED))
    shown = context.relevance.mask(chunk, node)
    if shown is not None:
        status[reached & ~shown] = MissingCode.NOT_ASKED
    if chunk.unseen:
        status[np.array([node.key in unseen for unseen in chunk.unseen], np.bool_)] = MissingCode.NOT_ASKED
    return status.astype(np.uint8)


def shown_values(chunk: Chunk, context: ColumnContext, question: CompiledQuestion) -> list[Any]:
    """The answers to a question outside repeated groups; None where routing hid them."""
    key = question.key
    values = [answers.get(key) for answers in chunk.answers]
    shown = context.relevance.mask(chunk, question)
    if shown is not None and not shown.all():
        values = [value if is_shown else None for value, is_shown in zip(values, shown.tolist(), strict=True)]
    return values


def _status(chunk: Chunk, context: ColumnContext, question: CompiledQuestion) -> NDArray[np.uint8]:
    position = context.question_position[question.key]
    return missing_status(chunk, context, question, question.section, position)


def _codes(values: Sequence[Any], code_of: dict[Any, int], question: str, unfit: Unfit) -> NDArray[np.int32]:
    try:
        codes = [code_of.get(value, _UNFIT) for value in values]
    except TypeError:  # a list or an object where one choice was expected
        codes = [code_of.get(value, _UNFIT) if isinstance(value, str | None) else _UNFIT for value in values]
    found = np.array(codes, np.int32)
    for row in np.flatnonzero(found == _UNFIT).tolist():
        unfit.add(question, values[row])
    return found


@dataclass(frozen=True, eq=False)
class CategoricalReader:
    """A question with one choice."""

    variable: CodebookVariable
    question: CompiledQuestion

    def read(self, chunk: Chunk, context: ColumnContext) -> dict[str, Array]:
        code_of: dict[Any, int] = {None: _BLANK, "": _BLANK}
        code_of |= {answer.value: answer.code for answer in self.variable.categories}
        values = shown_values(chunk, context, self.question)
        return {
            self.variable.name: coded(
                _codes(values, code_of, self.question.key, context.unfit),
                _status(chunk, context, self.question),
                self.variable,
            )
        }


def coded(codes: NDArray[np.int32], status: NDArray[np.uint8], variable: CodebookVariable) -> Array:
    """Codes of a categorical variable in their smallest type; negative ones become the missing status.

    Missing answers come in ``codes`` as 250 plus or more only when there are fewer categories: callers
    give missing choices their `MissingCode` plus ``UINT16_OFFSET`` when `is_wide`.
    """
    offset = UINT16_OFFSET if is_wide(variable) else 0
    blank = codes < 0
    result = np.where(blank, status.astype(np.int32) + offset, codes)
    return result.astype(np.uint16 if is_wide(variable) else np.uint8)


def is_wide(variable: CodebookVariable) -> bool:
    """Whether the categories need 16-bit codes."""
    return len(variable.answers) > MissingCode.NOT_REACHED


@dataclass(frozen=True, eq=False)
class PlaceReader:
    """A commune, kept as its department or its region only. ``code_of``: commune -> code."""

    variable: CodebookVariable
    question: CompiledQuestion
    code_of: dict[str, int]
    unknown: int

    def read(self, chunk: Chunk, context: ColumnContext) -> dict[str, Array]:
        values = shown_values(chunk, context, self.question)
        found = [
            _BLANK
            if is_blank(value)
            else self.code_of.get(value, self.unknown)
            if isinstance(value, str)
            else _UNFIT
            for value in values
        ]
        codes = np.array(found, np.int32)
        for row in np.flatnonzero(codes == _UNFIT).tolist():
            context.unfit.add(self.question.key, values[row])
        return {self.variable.name: coded(codes, _status(chunk, context, self.question), self.variable)}


class Ticks:
    """Fills the lines of a multiple response or ranking."""

    def __init__(self, variable: CodebookVariable, status: NDArray[np.uint8]) -> None:
        self.answers = variable.answers
        self.position = {answer.value: number for number, answer in enumerate(self.answers)}
        self.missing = {answer.value: answer.code for answer in variable.categories if answer.missing}
        self.lines = np.zeros((len(self.answers), status.shape[0]), np.uint8)
        self.status = status

    def fill(self, row: int, values: Iterable[Any], *, ranked: bool) -> bool:
        """Put one answer in; False when one of its values is unknown."""
        reason = 0
        ticked = 0
        for rank, value in enumerate(values, start=1):
            place = self.position.get(value) if isinstance(value, str) else None
            if place is not None:
                self.lines[place, row] = min(rank, 255) if ranked else 1
                ticked += 1
            elif isinstance(value, str) and value in self.missing:
                reason = self.missing[value]
            else:
                return False
        # «Ne sait pas» beside real choices is not a reason to put these aside.
        self.status[row] = reason if reason and not ticked else 0
        return True

    def columns(self, name: str) -> dict[str, Array]:
        lines: dict[str, Array] = {
            f"{name}/{answer.value}": self.lines[number] for number, answer in enumerate(self.answers)
        }
        lines[f"{name}/missing"] = self.status
        return lines


@dataclass(frozen=True, eq=False)
class MultipleReader:
    """A question with several choices, or a ranking."""

    variable: CodebookVariable
    question: CompiledQuestion

    def read(self, chunk: Chunk, context: ColumnContext) -> dict[str, Array]:
        ticks = Ticks(self.variable, _status(chunk, context, self.question))
        ranked = self.variable.kind is VariableKind.RANK
        for row, value in enumerate(shown_values(chunk, context, self.question)):
            if is_blank(value):
                continue
            if not isinstance(value, list) or not ticks.fill(row, value, ranked=ranked):
                context.unfit.add(self.question.key, value)
        return ticks.columns(self.variable.name)


def number_of(kind: Kind, value: Any) -> float | int:
    """A stored number as the table holds it: int cents, days since 1970, hours since midnight, or a float.

    Raises `UnreadableAnswerError`.
    """
    read = answer_value(kind, value)
    if kind is Kind.AMOUNT and isinstance(value, int) and abs(value) < _LARGEST:
        return value
    if isinstance(read, datetime.date):
        return read.toordinal() - _EPOCH
    if isinstance(read, datetime.time):
        return read.hour + read.minute / 60
    if isinstance(read, Decimal) and kind is not Kind.AMOUNT:
        return float(read)
    raise UnreadableAnswerError("Cette réponse n’est pas un nombre.")


_NUMBER_TYPES: dict[VariableKind, Any] = {
    VariableKind.AMOUNT: np.int64,
    VariableKind.DATE: np.int32,
    VariableKind.NUMERIC: np.float64,
}


@dataclass(frozen=True, eq=False)
class NumberReader:
    """A number, an amount or a date."""

    variable: CodebookVariable
    question: CompiledQuestion

    def read(self, chunk: Chunk, context: ColumnContext) -> dict[str, Array]:
        status = _status(chunk, context, self.question)
        numbers = np.zeros(len(chunk), _NUMBER_TYPES[self.variable.kind])
        kind = self.question.question.kind
        for row, value in enumerate(shown_values(chunk, context, self.question)):
            if is_blank(value):
                continue
            try:
                numbers[row] = number_of(kind, value)
            except (UnreadableAnswerError, OverflowError):
                context.unfit.add(self.question.key, value)
            else:
                status[row] = 0
        return {self.variable.name: numbers, f"{self.variable.name}/missing": status}


@dataclass(frozen=True, eq=False)
class CalculationReader:
    """A calculation that gives a number, computed again from each response."""

    variable: CodebookVariable
    question: CompiledQuestion

    def read(self, chunk: Chunk, context: ColumnContext) -> dict[str, Array]:
        status = _status(chunk, context, self.question)
        numbers = np.zeros(len(chunk), np.float64)
        with arithmetic():
            for row in range(len(chunk)):
                run = chunk.run(row)
                value = run.value(self.question, run.root)
                if isinstance(value, Decimal | bool):
                    numbers[row] = float(value)
                    status[row] = 0
                elif value != "":
                    context.textual.add(self.variable.name)
        return {self.variable.name: numbers, f"{self.variable.name}/missing": status}
