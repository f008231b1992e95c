"""What each column of a file of answers means for a version, and the reading of one cell.

Columns: ``key`` of a question (several choices separated by spaces), ``key/choice`` holding 1 or 0, or
``group/2/key`` for the second row of a repeated group; ``_date``, the day the row was answered. Cells are
read as if a person had typed them, but a decimal is first tried as a program writes it: «1.234» is no
thousand.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from engines.questionnaire.coercion import answer_value
from engines.questionnaire.evaluation.checks import answer_errors
from engines.questionnaire.evaluation.run import Run
from engines.questionnaire.expressions import CompiledQuestion, CompiledQuestionnaire, arithmetic
from engines.questionnaire.model import Kind
from engines.questionnaire.parsing import AnswerError, parse_answer
from french import format_exact, read_machine_number

COMPLETED = "_completed"
#: The day each answer was given: what «today» meant then.
ANSWERED_ON = "_date"
_REMEMBERED = 50_000
_TICKS = {"1": True, "0": False, "": False, "oui": True, "non": False, "true": True, "false": False}


class CellError(ValueError):
    """The cell is no answer to its question (message in French)."""


@dataclass(eq=False)
class Binding:
    """A column: question, and the choice or row it is about. ``place``: its index in the row."""

    name: str
    place: int
    question: CompiledQuestion
    compiled: CompiledQuestionnaire
    choice: str = ""
    row: int = 0
    _known: dict[tuple[str, datetime.date | None], Any] = field(default_factory=dict)
    _is_judged: bool = field(init=False)

    def __post_init__(self) -> None:
        question = self.question
        has_rule = (question.constraint, question.minimum, question.maximum) != (None, None, None)
        has_exclusive = any(choice.is_exclusive for choice in question.choices)
        self._is_judged = (has_rule or has_exclusive) and not is_dynamic(question)

    def read(self, cell: str, on: datetime.date) -> Any:
        """The value to store, None when blank; ``on``: the day it was given. Raises `CellError`.

        Same cells of a same day are read once; of any day where no rule could read it.
        """
        key = (cell, on if self._is_judged else None)
        known = self._known.get(key, self)
        if known is self:
            try:
                known = self._read(cell, on)
            except CellError as error:
                known = error
            if len(self._known) < _REMEMBERED:
                self._known[key] = known
        if isinstance(known, CellError):
            raise known
        return known

    def _read(self, cell: str, on: datetime.date) -> Any:
        text = cell.strip()
        if self.choice:
            ticked = _TICKS.get(text.lower())
            if ticked is None:
                raise CellError("Écrivez 1, 0 ou rien.")
            return ticked
        if not text:
            return None
        question = self.question.question
        if question.kind is Kind.DECIMAL and (number := read_machine_number(text)) is not None:
            text = format_exact(number)
        is_list = question.kind in (Kind.MANY, Kind.RANK) and text not in self.question.choice_by_value
        try:
            value = parse_answer(question, text.split() if is_list else [text], self.question.choices)
        except AnswerError as error:
            raise CellError(str(error)) from error
        self.check(value, on)
        return value

    def check(self, value: Any, on: datetime.date) -> None:
        """What can be told of a value alone: bounds, exclusive choices, a constraint on itself only."""
        if value is None or not self._is_judged:
            return
        run = Run(self.compiled, {self.question.key: value}, on)
        with arithmetic():
            errors = answer_errors(
                run,
                self.question,
                run.root,
                value=answer_value(self.question.question.kind, value),
                choices=self.question.choices,
                is_answered=True,
                is_required=False,
            )
        if errors:
            raise CellError(errors[0])


def is_dynamic(question: CompiledQuestion) -> bool:
    """Whether judging an answer needs other answers, or, in a repeated group, its row."""
    constraint = question.constraint
    its_own = set() if question.chain else {question.key}
    reads_others = constraint is not None and (
        bool(constraint.references - its_own) or (bool(question.chain) and "position" in constraint.source)
    )
    return reads_others or question.choice_filter is not None or not isinstance(question.required, bool)


RefuseCell = Callable[[str, str], None]


def bind(
    compiled: CompiledQuestionnaire,
    header: tuple[str, ...],
    *,
    id_column: str,
    is_ignored: Callable[[str], bool],
    refuse: RefuseCell,
) -> list[Binding]:
    """The meaning of every column but those about the row itself; the others are refused by name."""
    bindings = []
    if id_column not in header:
        refuse(
            id_column,
            "Il faut cette colonne\u00a0: un identifiant pour chaque réponse.",
        )
    for place, name in enumerate(header):
        if name in (id_column, COMPLETED, ANSWERED_ON) or is_ignored(name):
            continue
        binding = _binding(compiled, name, place)
        if isinstance(binding, str):
            refuse(name, binding)
        else:
            bindings.append(binding)
    whole = {item.question.key for item in bindings if not item.choice and not item.row}
    for item in bindings:
        if item.choice and item.question.key in whole:
            refuse(item.name, "La question a déjà sa colonne\u00a0: gardez l’une ou l’autre.")
    return bindings


def _binding(compiled: CompiledQuestionnaire, name: str, place: int) -> Binding | str:
    parts = name.split("/")
    row, choice = 0, ""
    key = parts[-1]
    if len(parts) == 3 and parts[1].isascii() and parts[1].isdigit() and 0 < int(parts[1]) <= 1_000:
        row = int(parts[1])
    elif len(parts) == 2:
        key, choice = parts
    elif len(parts) != 1:
        return "Cette colonne ne correspond à aucune question."
    question = compiled.questions.get(key)
    if question is None:
        return "Cette colonne ne correspond à aucune question du questionnaire."
    if not question.question.is_answerable or question.question.kind is Kind.FILE:
        return "Cette question ne peut pas être remplie par un fichier de réponses."
    if choice and (question.question.kind is not Kind.MANY or choice not in question.choice_by_value):
        return "Cette colonne ne correspond à aucun choix du questionnaire."
    if question.chain != ((parts[0],) if row else ()):
        return "Les questions d’un groupe répété s’écrivent groupe/numéro/question."
    return Binding(name, place, question, compiled, choice, row)
