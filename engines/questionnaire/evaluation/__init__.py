"""Answers against a compiled questionnaire: what is shown, required, right, missing, and why.

The semantics are those of XForms tools: a hidden or unanswered question is empty for every expression,
a question is hidden when anything around it is, a constraint is only checked on an answer. Nothing
stored can make it fail: what has not the right shape is an error at its place, and empty elsewhere.
"""

from __future__ import annotations

import datetime
import enum
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from engines.questionnaire.coercion import is_blank
from engines.questionnaire.evaluation.checks import answer_errors, group_errors, offered_choices
from engines.questionnaire.evaluation.counts import count_asked
from engines.questionnaire.evaluation.run import Path, Row, Run, RunScope, Today
from engines.questionnaire.expressions.compiled import CompiledGroup, CompiledQuestion, CompiledQuestionnaire
from engines.questionnaire.expressions.values import Single, arithmetic, to_string
from engines.questionnaire.model import Choice, Group, Kind, Question
from engines.questionnaire.moments import format_moment
from engines.questionnaire.positions import position_from_text
from french import format_euros, format_exact
from french.coordinates import format_coordinates

__all__ = ["Evaluation", "GroupPlace", "Path", "Progress", "QuestionPlace", "Reason", "Today", "evaluate"]


class Reason(enum.StrEnum):
    """Why there is no usable answer at a place. Values are stored in datasets: reviewed like an API."""

    NOT_REACHED = "not_reached"
    NOT_ASKED = "not_asked"
    NO_ANSWER = "no_answer"
    DONT_KNOW = "dont_know"
    REFUSED = "refused"
    NOT_APPLICABLE = "not_applicable"


class QuestionPlace(NamedTuple):
    """One question at one place.

    path: ``("key",)``, or ``("group", "row_id", "key")`` inside a repeated group; answer: as stored, or
    as a calculation gives it while nothing is; value: as expressions see it (euros for an amount), the result
    for a calculation; choices: those offered after ``choice_filter``; errors: French sentences, always empty
    when hidden.
    """

    path: Path
    question: Question
    section: str
    is_relevant: bool
    is_answered: bool
    is_required: bool
    answer: Any
    value: Single
    choices: tuple[Choice, ...]
    errors: tuple[str, ...]


class GroupPlace(NamedTuple):
    """One group at one place; ``rows``: the identifiers of its rows when it repeats.

    expected: how many rows other answers say there are, if they do.
    """

    path: Path
    group: Group
    section: str
    is_relevant: bool
    rows: tuple[str, ...]
    errors: tuple[str, ...]
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How many questions are shown, how many of them are answered, how many required ones are not."""

    shown: int
    answered: int
    required_missing: int

    @property
    def percent(self) -> int:
        """0 to 100; an empty section is complete."""
        return 100 * self.answered // self.shown if self.shown else 100


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """The state of one response. Holds the sections asked for; see `evaluate`."""

    compiled: CompiledQuestionnaire
    places: Mapping[Path, QuestionPlace]
    groups: Mapping[Path, GroupPlace]
    section_relevance: Mapping[str, bool]
    run: Run

    @property
    def off_path_keys(self) -> tuple[Path, ...]:
        """Answered but hidden by routing: kept, marked, left out of analysis."""
        return tuple(p.path for p in self.places.values() if p.is_answered and not p.is_relevant)

    @property
    def last_answered(self) -> int:
        """1-based position, among all the questions of the version, of the last one answered; 0 for none."""
        answered = {path[-1] for path, place in self.places.items() if place.is_answered}
        positions = [number for number, key in enumerate(self.compiled.questions, start=1) if key in answered]
        return positions[-1] if positions else 0

    @property
    def calculated(self) -> dict[Path, Single]:
        """The values of the shown calculations."""
        return {
            place.path: place.value
            for place in self.places.values()
            if place.question.kind is Kind.CALCULATE and place.is_relevant
        }

    def check_section(self, section: str) -> dict[Path, tuple[str, ...]]:
        """The errors of one section, by path of question or group, in document order."""
        return self._errors(lambda place: place.section == section)

    def check_all(self) -> dict[Path, tuple[str, ...]]:
        """The errors of all the sections evaluated."""
        return self._errors(lambda place: True)

    def _errors(self, wanted: Any) -> dict[Path, tuple[str, ...]]:
        everywhere: tuple[Iterable[QuestionPlace | GroupPlace], ...] = (
            self.groups.values(),
            self.places.values(),
        )
        return {
            place.path: place.errors
            for places in everywhere
            for place in places
            if place.errors and wanted(place)
        }

    def progress(self, section: str | None = None) -> Progress:
        """Counts over one section, or over all those evaluated, in questions as a person counts them.

        See `Definition.asked`: with every question shown,
        ``shown`` is the ``asked_count`` of the questionnaire.
        """
        return Progress(*count_asked(self.compiled, self.places, self.groups, section))

    def reason_missing(self, path: Path, sections_reached: Collection[str]) -> Reason | None:
        """Why analysis finds no answer at ``path``; None when there is one.

        A section is reached when it, or any later one, is in ``sections_reached``: one that routing
        skipped on the way to a later section is "not asked", not "not reached".
        """
        place = self.places[path]
        if not place.is_relevant:
            is_reached = place.is_answered or self._is_reached(place.section, sections_reached)
            return Reason.NOT_ASKED if is_reached else Reason.NOT_REACHED
        is_calculated = place.question.kind is Kind.CALCULATE
        if not (place.value != "" if is_calculated else place.is_answered):
            is_reached = self._is_reached(place.section, sections_reached)
            return Reason.NO_ANSWER if is_reached else Reason.NOT_REACHED
        return self._ticked_reason(place)

    def _is_reached(self, section: str, sections_reached: Collection[str]) -> bool:
        order = list(self.compiled.sections)
        return any(key in sections_reached for key in order[order.index(section) :])

    def _ticked_reason(self, place: QuestionPlace) -> Reason | None:
        ticked = place.answer if isinstance(place.answer, list) else [place.answer]
        by_value = self.compiled.questions[place.question.key].choice_by_value
        chosen = [by_value.get(value) for value in ticked if isinstance(value, str)]
        missing = [choice.missing for choice in chosen if choice is not None and choice.missing is not None]
        if not missing or len(missing) < len(chosen):
            return None
        return Reason(missing[0].value)

    def text(self, template: str, path: Path = ()) -> str:
        """A label or hint with each ``${name}`` replaced by its answer, in French.

        path: where the text stands, so that ``${name}`` means the same row. The result is plain text.
        """
        if "${" not in template:
            return template
        row = self._row(path)
        with arithmetic():
            return re.sub(r"\$\{\s*([^{}]*?)\s*\}", lambda match: self._shown_value(match[1], row), template)

    def _row(self, path: Path) -> Row:
        row = self.run.root
        for group, row_id in zip(path[::2], path[1::2], strict=False):
            row = next((child for child in self.run.children(row, group) if child.path[-1] == row_id), row)
        return row

    def _shown_value(self, name: str, row: Row) -> str:
        question = self.compiled.questions.get(name)
        if question is None or len(question.chain) >= len(row.ancestors):
            return ""
        value = self.run.value(question, row.ancestors[len(question.chain)])
        if question.choices:
            return RunScope(self.run, row).choice_label(name, to_string(value))
        if isinstance(value, bool):
            return "oui" if value else "non"
        if isinstance(value, Decimal):
            is_amount = question.question.kind is Kind.AMOUNT
            return format_euros(int(value * 100)) if is_amount else format_exact(value)
        if isinstance(value, datetime.date | datetime.time):
            return format_moment(value)
        place = position_from_text(value) if question.question.kind is Kind.GEOPOINT else None
        return format_coordinates(place) if place is not None else value


def evaluate(
    compiled: CompiledQuestionnaire,
    answers: Mapping[str, Any],
    *,
    today: Today,
    sections: Collection[str] | None = None,
) -> Evaluation:
    """Evaluate stored ``answers`` (see `engines.questionnaire.model` for their shape).

    today: what ``today()`` means; when several days are current where people answer, a constraint that
    holds on one of them holds, and everything else is computed for the first. sections: restrict the result,
    and the work, to these sections; what they depend on elsewhere is computed in any case. ``answers`` is
    only read.
    """
    run = Run(compiled, answers if isinstance(answers, Mapping) else {}, today)
    places: dict[Path, QuestionPlace] = {}
    groups: dict[Path, GroupPlace] = {}
    wanted = [key for key in compiled.sections if sections is None or key in sections]
    with arithmetic():
        if sections is None:
            run.prepare(compiled.order)
        else:
            for key in wanted:
                run.prepare(compiled.plans[key])
        for key in wanted:
            for member in compiled.members[key]:
                for row in run.rows(member.chain) if member.chain else (run.root,):
                    if isinstance(member, CompiledGroup):
                        group = _group_place(run, member, row)
                        groups[group.path] = group
                    else:
                        place = _place(run, member, row)
                        places[place.path] = place
        relevance = {key: run.is_relevant(compiled.sections[key], run.root) for key in wanted}
    return Evaluation(compiled, places, groups, relevance, run)


def _group_place(run: Run, group: CompiledGroup, row: Row) -> GroupPlace:
    is_relevant = run.is_relevant(group, row)
    rows = tuple(child.path[-1] for child in run.children(row, group.key)) if group.group.repeats else ()
    errors = group_errors(run, group, row) if is_relevant else ()
    expected = run.expected_rows(group, row) if is_relevant else None
    return GroupPlace((*row.path, group.key), group.group, group.section, is_relevant, rows, errors, expected)


def _place(run: Run, question: CompiledQuestion, row: Row) -> QuestionPlace:
    definition = question.question
    is_relevant = run.is_relevant(question, row)
    answer = row.data.get(question.key) if definition.is_answerable else None
    answer = run.answer(question, row) if is_relevant else answer
    is_answered = not is_blank(answer)
    path = (*row.path, question.key)
    if not is_relevant:
        return QuestionPlace(
            path, definition, question.section, False, is_answered, False, answer, "", question.choices, ()
        )
    value = run.value(question, row)
    required = question.required if definition.is_answerable else False
    is_required = required if isinstance(required, bool) else required.is_true(RunScope(run, row, value))
    choices = question.choices if question.choice_filter is None else offered_choices(run, question, row)
    # Where nothing is offered nothing can be asked for: the form could never be finished.
    is_required = is_required and bool(choices or question.choice_filter is None)
    errors = answer_errors(
        run,
        question,
        row,
        value=value,
        choices=choices,
        is_answered=is_answered,
        is_required=is_required,
    )
    return QuestionPlace(
        path, definition, question.section, True, is_answered, is_required, answer, value, choices, errors
    )
