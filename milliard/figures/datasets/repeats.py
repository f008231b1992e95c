"""Readers of repeated groups: one row per response, whatever the number of rows it declared."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engines.questionnaire.coercion import UnreadableAnswerError, is_blank
from engines.questionnaire.evaluation.run import MAX_ROWS
from engines.questionnaire.expressions import CompiledGroup, CompiledQuestion, arithmetic
from engines.statistics import MissingCode
from milliard.figures.datasets.codebook import CodebookVariable, VariableKind
from milliard.figures.datasets.readers import ColumnContext, Ticks, missing_status, number_of
from milliard.figures.datasets.relevance import Chunk, is_routed_inside
from milliard.figures.datasets.table import Array


@dataclass(frozen=True, eq=False)
class RepeatedRows:
    """The rows of a repeated group outside any other, with the answers routing shows in them."""

    group: CompiledGroup
    first_position: int

    def of(self, chunk: Chunk, context: ColumnContext) -> list[list[tuple[Mapping[str, Any], int]]]:
        """For each response, its non-empty rows with their place; none when the group is hidden."""
        shown = context.relevance.mask(chunk, self.group)
        # What `once()` keeps in a row is nobody's words.
        unwritten = {key for key, one in chunk.compiled.questions.items() if not one.question.is_answerable}
        unwritten.add("_id")
        return [
            _filled_rows(answers.get(self.group.key), unwritten) if shown is None or shown[place] else []
            for place, answers in enumerate(chunk.answers)
        ]

    def status(self, chunk: Chunk, context: ColumnContext) -> Array:
        return missing_status(chunk, context, self.group, self.group.section, self.first_position)


def _filled_rows(stored: Any, unwritten: Set[str]) -> list[tuple[Mapping[str, Any], int]]:
    if not isinstance(stored, list):
        return []
    return [
        (row, place)
        for place, row in enumerate(stored[:MAX_ROWS])
        if isinstance(row, Mapping)
        and any(key not in unwritten and not is_blank(value) for key, value in row.items())
    ]


def _shown_in_row(chunk: Chunk, response: int, question: CompiledQuestion, place: int) -> bool:
    run = chunk.run(response)
    with arithmetic():
        rows = run.children(run.root, question.chain[0])
        return place < len(rows) and run.is_relevant(question, rows[place])


@dataclass(frozen=True, eq=False)
class RowCountReader:
    """How many rows were filled in, or how many where a choice question meets one of some values.

    Without a condition, a response that reached the group and filled none counts 0; with one, a
    response without such a row has no value (see `milliard.figures.datasets.derived.Derived`).
    """

    variable: CodebookVariable
    rows: RepeatedRows
    where: CompiledQuestion | None = None
    where_values: frozenset[str] = frozenset()

    def read(self, chunk: Chunk, context: ColumnContext) -> dict[str, Array]:
        status = self.rows.status(chunk, context)
        counts = np.zeros(len(chunk), np.float64)
        for response, rows in enumerate(self.rows.of(chunk, context)):
            found = sum(
                self.where is None or meets(chunk, response, self.where, self.where_values, row, place)
                for row, place in rows
            )
            if found or (self.where is None and status[response] == MissingCode.NO_ANSWER):
                counts[response], status[response] = found, 0
            elif rows:
                status[response] = MissingCode.NOT_ASKED
        return {self.variable.name: counts, f"{self.variable.name}/missing": status}


def meets(
    chunk: Chunk,
    response: int,
    where: CompiledQuestion,
    values: frozenset[str],
    row: Mapping[str, Any],
    place: int,
) -> bool:
    """Whether a row's answer to ``where`` is one of ``values``, and shown."""
    answer = row.get(where.key)
    ticked = answer if isinstance(answer, list) else [answer]
    if values.isdisjoint(value for value in ticked if isinstance(value, str)):
        return False
    return not is_routed_inside(where) or _shown_in_row(chunk, response, where, place)


@dataclass(frozen=True, eq=False)
class RowSumReader:
    """The sum of a number or amount over the rows, all of them or those of one choice."""

    variable: CodebookVariable
    rows: RepeatedRows
    question: CompiledQuestion
    where: CompiledQuestion | None = None
    where_values: frozenset[str] = frozenset()
    _is_routed: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_is_routed", is_routed_inside(self.question))

    def read(self, chunk: Chunk, context: ColumnContext) -> dict[str, Array]:
        status = self.rows.status(chunk, context)
        is_money = self.variable.kind is VariableKind.AMOUNT
        sums = np.zeros(len(chunk), np.int64 if is_money else np.float64)
        for response, rows in enumerate(self.rows.of(chunk, context)):
            wanted = [
                (row, place)
                for row, place in rows
                if self.where is None or meets(chunk, response, self.where, self.where_values, row, place)
            ]
            if rows and not wanted:
                status[response] = MissingCode.NOT_ASKED
            values = self._values(chunk, context, response, wanted)
            if values:
                sums[response], status[response] = sum(values), 0
        return {self.variable.name: sums, f"{self.variable.name}/missing": status}

    def _values(
        self, chunk: Chunk, context: ColumnContext, response: int, rows: list[tuple[Mapping[str, Any], int]]
    ) -> list[float | int]:
        values: list[float | int] = []
        for row, place in rows:
            value = row.get(self.question.key)
            if is_blank(value):
                continue
            if self._is_routed and not _shown_in_row(chunk, response, self.question, place):
                continue
            try:
                values.append(number_of(self.question.question.kind, value))
            except UnreadableAnswerError:
                context.unfit.add(self.question.key, value)
        return values


@dataclass(frozen=True, eq=False)
class AnyRowReader:
    """A choice question in a repeated group: each choice, ticked in at least one row."""

    variable: CodebookVariable
    rows: RepeatedRows
    question: CompiledQuestion

    def read(self, chunk: Chunk, context: ColumnContext) -> dict[str, Array]:
        ticks = Ticks(self.variable, self.rows.status(chunk, context))
        is_routed = is_routed_inside(self.question)
        for response, rows in enumerate(self.rows.of(chunk, context)):
            values: list[Any] = []
            for row, place in rows:
                answer = row.get(self.question.key)
                if is_blank(answer):
                    continue
                if is_routed and not _shown_in_row(chunk, response, self.question, place):
                    continue
                values.extend(answer if isinstance(answer, list) else [answer])
            if values and not ticks.fill(response, values, ranked=False):
                context.unfit.add(self.question.key, values)
        return ticks.columns(self.variable.name)
