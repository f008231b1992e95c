"""From a file of answers to responses ready to be stored, every value judged by the version's own rules."""

from __future__ import annotations

import datetime
import gc
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from engines.questionnaire.expressions import CompiledQuestionnaire
from milliard.core.cells import day_of
from milliard.core.delimited_files import DelimitedFile, ImportProblem
from milliard.figures.datasets.answer_checks import Judge
from milliard.figures.datasets.answer_columns import ANSWERED_ON, COMPLETED, Binding, CellError, bind
from milliard.figures.datasets.plan import question_positions

CHUNK_ROWS = 4_000
_EPOCH = datetime.date(1970, 1, 1)
MAX_PROBLEMS = 200
_COMPLETED = {"1": True, "0": False, "": True, "oui": True, "non": False, "true": True, "false": False}


class AnswerRow(NamedTuple):
    """One response to store. ``external_id``: what the file calls it."""

    external_id: str
    answers: dict[str, Any]
    off_path: list[str]
    is_completed: bool
    furthest_section: int
    furthest_question: int
    #: The day it was answered; None: the day of the import.
    on: datetime.date | None = None


@dataclass(frozen=True)
class ReadAnswers:
    """The responses of a file, or what is wrong with it (then ``rows`` must not be stored)."""

    rows: tuple[AnswerRow, ...]
    problems: tuple[ImportProblem, ...]
    problem_count: int


def read_answers(
    sheet: DelimitedFile,
    compiled: CompiledQuestionnaire,
    *,
    id_column: str,
    today: datetime.date,
    is_ignored: Callable[[str], bool] = lambda name: False,
) -> ReadAnswers:
    """Read and check every row, judged as on the day it was answered (``_date``), else ``today``.

    Complete rows must answer what is required; partial ones need not.
    """
    reader = _Reader(compiled, today)
    bindings = bind(
        compiled,
        sheet.header,
        id_column=id_column,
        is_ignored=is_ignored,
        refuse=lambda column, message: reader.refuse(1, column, message),
    )
    reader.judge.row_numbers = {
        _row_identifier(item.question.chain[0], str(item.row)): str(item.row) for item in bindings if item.row
    }
    if not sheet.rows:
        reader.refuse(0, "", "Le fichier n’a aucune ligne de réponses.")
    if reader.count:
        return ReadAnswers((), tuple(reader.problems), reader.count)
    rows: list[AnswerRow] = []
    id_place = sheet.header.index(id_column)
    reader.done_place = sheet.header.index(COMPLETED) if COMPLETED in sheet.header else -1
    reader.day_place = sheet.header.index(ANSWERED_ON) if ANSWERED_ON in sheet.header else -1
    with _collector_at_rest():
        for start in range(0, len(sheet.rows), CHUNK_ROWS):
            batch = sheet.rows[start : start + CHUNK_ROWS]
            rows += reader.batch(batch, start + sheet.first_row, bindings, id_place)
    return ReadAnswers(tuple(rows), tuple(reader.problems), reader.count)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """A million small dictionaries, none in a cycle: looking for cycles among them is a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Reader:
    def __init__(self, compiled: CompiledQuestionnaire, today: datetime.date) -> None:
        self.compiled = compiled
        self.today = today
        self.problems: list[ImportProblem] = []
        self.count = 0
        self.judge = Judge(compiled, self.refuse)
        self.positions = question_positions(compiled)
        self.section_of = {key: number for number, key in enumerate(compiled.sections, start=1)}
        self.section_at = [0, *(self.section_of[item.section] for item in compiled.questions.values())]
        self.seen: dict[str, int] = {}
        self.done_place = self.day_place = -1

    def refuse(self, row: int, column: str, message: str) -> None:
        self.count += 1
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(ImportProblem(row, column, message))

    def batch(
        self, cells: Sequence[list[str]], first: int, bindings: list[Binding], id_place: int
    ) -> list[AnswerRow]:
        """Some rows of the file, the first one being line ``first``."""
        days = [self._day(row, first + number) for number, row in enumerate(cells)]
        refused: list[set[str]] = [set() for _ in cells]
        answers = [
            self._answers(row, first + number, bindings, days[number] or self.today, refused[number])
            for number, row in enumerate(cells)
        ]
        completed = [
            self.done_place < 0 or self._completed(row[self.done_place], first + number)
            for number, row in enumerate(cells)
        ]
        off_path = self.judge.check(
            answers, completed, first, days=[day or self.today for day in days], refused=refused
        )
        made = []
        for number, row in enumerate(cells):
            identifier = self._identifier(row[id_place].strip(), first + number)
            last = max(map(self.positions.__getitem__, _keys(answers[number])), default=0)
            section = len(self.section_of) if completed[number] else self.section_at[last]
            made.append(
                AnswerRow(
                    identifier,
                    answers[number],
                    off_path[number],
                    completed[number],
                    section,
                    last,
                    days[number],
                )
            )
        return made

    def _identifier(self, text: str, line: int) -> str:
        if not text or len(text) > 200:
            self.refuse(line, "", "Il faut un identifiant, de 200 caractères au plus.")
        elif self.seen.setdefault(text, line) != line:
            self.refuse(line, "", f"L’identifiant est déjà à la ligne {self.seen[text]}.")
        return text

    def _completed(self, text: str, line: int) -> bool:
        value = _COMPLETED.get(text.strip().lower())
        if value is None:
            self.refuse(line, COMPLETED, "Écrivez 1 (réponse complète) ou 0 (partielle).")
        return bool(value)

    def _day(self, cells: list[str], line: int) -> datetime.date | None:
        """The day a row was answered; None when the file does not say."""
        text = cells[self.day_place].strip() if self.day_place >= 0 else ""
        if not text:
            return None
        day = day_of(text[:10])
        found = None if day is None else _EPOCH + datetime.timedelta(day)
        if found is None or found > self.today:
            self.refuse(line, ANSWERED_ON, f"«\u00a0{text[:30]}\u00a0» n’est pas un jour passé (2026-04-03).")
            return None
        return found

    def _answers(
        self, cells: list[str], line: int, bindings: list[Binding], on: datetime.date, refused: set[str]
    ) -> dict[str, Any]:
        """The answers of a row; keys of those that are no answer are added to ``refused``."""
        answers: dict[str, Any] = {}
        split: dict[str, list[Binding]] = {}
        for binding in bindings:
            try:
                value = binding.read(cells[binding.place], on)
            except CellError as error:
                self.refuse(line, binding.name, str(error))
                refused.add(binding.question.key)
                continue
            if value is None or value is False:
                continue
            if binding.choice:
                split.setdefault(binding.question.key, []).append(binding)
            elif binding.row:
                _put_in_row(answers, binding, value)
            else:
                answers[binding.question.key] = value
        for key, ticked in split.items():
            wanted = {binding.choice for binding in ticked}
            answers[key] = [
                value for value in self.compiled.questions[key].choice_by_value if value in wanted
            ]
            try:
                ticked[0].check(answers[key], on)
            except CellError as error:
                self.refuse(line, ticked[0].name, str(error))
        return answers


def _put_in_row(answers: dict[str, Any], binding: Binding, value: Any) -> None:
    group = binding.question.chain[0]
    rows = answers.setdefault(group, [])
    identifier = _row_identifier(group, str(binding.row))
    found = next((row for row in rows if row["_id"] == identifier), None)
    if found is None:
        found = {"_id": identifier}
        rows.append(found)
    found[binding.question.key] = value


@lru_cache(maxsize=10_000)
def _row_identifier(group: str, row: str) -> str:
    """Rows are numbered in the file; their stable identifiers follow from that number."""
    return hashlib.sha256(f"{group}/{row}".encode()).hexdigest()[:12]


def _keys(answers: Mapping[str, Any]) -> Iterator[str]:
    for key, value in answers.items():
        if value.__class__ is list and value[0].__class__ is dict:
            yield from (inner for row in value for inner in row if inner != "_id")
        else:
            yield key
