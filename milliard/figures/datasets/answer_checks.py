"""What only a whole response can tell: answers that forbid others, what is missing, what routing hides.

The same rules as `engines.questionnaire.evaluation`, over many responses at once: judged one by one, an
import of 100,000 responses took 60.1 s, for a target of 60 s; it takes 40.0 s so
(docs/reference/benchmarks.md).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence, Set
from typing import Any

import numpy as np

from engines.questionnaire.evaluation.checks import (
    REQUIRED_MESSAGE,
    answer_errors,
    group_errors,
    offered_choices,
)
from engines.questionnaire.evaluation.run import Row, Run, RunScope
from engines.questionnaire.expressions import CompiledQuestion, CompiledQuestionnaire, arithmetic
from engines.questionnaire.model import Layout
from milliard.figures.datasets.answer_columns import is_dynamic
from milliard.figures.datasets.relevance import Chunk, Relevance, is_always_shown, is_routed_inside


class Judge:
    """Judge many responses of one version. ``refuse``: called with the line, the column and the sentence."""

    def __init__(self, compiled: CompiledQuestionnaire, refuse: Callable[[int, str, str], None]) -> None:
        self.compiled = compiled
        self.refuse = refuse
        self.relevance = Relevance(compiled)
        root = [question for question in compiled.questions.values() if not question.chain]
        self.routed = [item for item in root if item.question.is_answerable and not is_always_shown(item)]
        self.required = [item for item in root if item.required is True and item.question.is_answerable]
        self.dynamic = [item for item in root if is_dynamic(item)]
        self.groups = [
            item
            for item in compiled.groups.values()
            if not item.chain and (item.group.layout is Layout.SPLIT or item.group.repeats)
        ]
        self.repeated = frozenset(item.key for item in self.groups if item.group.repeats)
        inner = [item for item in compiled.questions.values() if item.chain and item.question.is_answerable]
        #: In repeated groups: what other answers decide, and what only stands or falls with its group.
        self.watched = [item for item in inner if _is_watched(item)]
        self.plain: dict[str, list[CompiledQuestion]] = {}
        #: Identifier of a row of a repeated group -> its number in the file.
        self.row_numbers: dict[str, str] = {}
        for item in inner:
            if not _is_watched(item):
                self.plain.setdefault(item.chain[0], []).append(item)
        self.inner_groups = [
            item
            for item in compiled.groups.values()
            if item.group.repeats or (item.chain and item.group.layout is Layout.SPLIT)
        ]

    def check(
        self,
        answers: list[dict[str, Any]],
        completed: list[bool],
        first: int,
        *,
        days: Sequence[datetime.date],
        refused: Sequence[Set[str]],
    ) -> list[list[str]]:
        """Errors that need the whole response, and the answers routing hides.

        ``days``: when each was given; ``refused``: keys whose cell is refused already, hence not missing.
        """
        size = len(answers)
        chunk = Chunk(
            compiled=self.compiled,
            answers=answers,
            dates=days,
            completed=np.array(completed, np.bool_),
            furthest_section=np.zeros(size, np.int32),
            furthest_question=np.zeros(size, np.int32),
        )
        off_path: list[list[str]] = [[] for _ in answers]
        for question in self.routed:
            shown = self.relevance.mask(chunk, question)
            for row in () if shown is None else np.flatnonzero(~shown).tolist():
                if question.key in answers[row]:
                    off_path[row].append(question.key)
        for question in self.required:
            shown = self.relevance.mask(chunk, question)
            for row in range(size):
                is_asked = completed[row] and (shown is None or shown[row])
                if is_asked and question.key not in answers[row] and question.key not in refused[row]:
                    message = question.question.required_message or REQUIRED_MESSAGE
                    self.refuse(first + row, question.key, message)
        if self.dynamic or self.groups:
            with arithmetic():
                for row in range(size):
                    self._check_together(chunk, row, completed[row], first + row, off_path)
        return off_path

    def _check_together(
        self, chunk: Chunk, row: int, is_completed: bool, line: int, off_path: list[list[str]]
    ) -> None:
        answers = chunk.answers[row]
        run = chunk.run(row)
        for question in self.dynamic:
            is_required = is_completed and not isinstance(question.required, bool)
            for message in _errors(run, question, run.root, is_asked=is_required):
                self.refuse(line, question.key, message)
        if not self.repeated.isdisjoint(answers):
            self._check_rows(run, is_completed, line, off_path[row])
        for group in self.groups:
            if group.group.repeats and (group.key in answers or not is_completed):
                continue
            if run.is_relevant(group, run.root):
                for message in group_errors(run, group, run.root):
                    self.refuse(line, group.key, message)

    def _check_plain(self, rows: Iterable[Row], questions: Sequence[CompiledQuestion], line: int) -> None:
        """What a complete response must say in each row; its cells were judged one by one already."""
        for question in questions:
            if question.required is not True:
                continue
            for row in rows:
                if question.key not in row.data:
                    message = question.question.required_message or REQUIRED_MESSAGE
                    self.refuse(line, self._column(row, question.key), message)

    def _column(self, row: Row, key: str) -> str:
        """The column of a place as the file names it: rows by their number."""
        return "/".join((*(self.row_numbers.get(part, part) for part in row.path), key))

    def _check_rows(self, run: Run, is_completed: bool, line: int, off_path: list[str]) -> None:
        """Every row of the repeated groups: what is forbidden, missing, hidden."""
        for key, questions in self.plain.items():
            rows = run.children(run.root, key)
            if not rows:
                continue
            if run.is_relevant(self.compiled.groups[key], run.root):
                if is_completed:
                    self._check_plain(rows, questions, line)
            else:
                off_path.extend(
                    "/".join((*row.path, item.key))
                    for item in questions
                    for row in rows
                    if item.key in row.data
                )
        for question in self.watched:
            for row in run.rows(question.chain):
                if question.key in row.data and not run.is_relevant(question, row):
                    off_path.append("/".join((*row.path, question.key)))
                for message in _errors(run, question, row, is_asked=is_completed):
                    self.refuse(line, self._column(row, question.key), message)
        for group in self.inner_groups:
            for row in run.rows(group.chain):
                if (is_completed or group.key in row.data) and run.is_relevant(group, row):
                    for message in group_errors(run, group, row):
                        self.refuse(line, self._column(row, group.key), message)


def _is_watched(question: CompiledQuestion) -> bool:
    """Whether an answer in a repeated group has to be judged among the others, row by row."""
    return len(question.chain) > 1 or is_routed_inside(question) or is_dynamic(question)


def _errors(run: Run, question: CompiledQuestion, row: Row, *, is_asked: bool) -> tuple[str, ...]:
    """What is wrong with one answer; ``is_asked``: a required one must be there."""
    is_answered = question.key in row.data
    if not (is_answered or is_asked) or not run.is_relevant(question, row):
        return ()
    value = run.value(question, row)
    required = question.required
    return answer_errors(
        run,
        question,
        row,
        value=value,
        choices=offered_choices(run, question, row),
        is_answered=is_answered,
        is_required=is_asked
        and (required if isinstance(required, bool) else required.is_true(RunScope(run, row, value))),
    )
