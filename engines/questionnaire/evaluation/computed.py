"""Questions that a calculation fills: their answer follows it until the person writes something else.

What is stored and equals what the calculation gave is nobody's words: it follows the calculation, wherever it
is. What the person wrote stays, until a ``trigger`` changes or until they empty the box.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from engines.questionnaire.answers import Answers, Path, look_up, put
from engines.questionnaire.coercion import is_blank
from engines.questionnaire.evaluation import Evaluation, Today, evaluate
from engines.questionnaire.evaluation.defaults import note_seen
from engines.questionnaire.expressions import CompiledQuestion, CompiledQuestionnaire, arithmetic
from engines.questionnaire.kept_values import kept_from_value


class TypedAnswer(Protocol):
    """What came back from the box of one question on a page."""

    @property
    def value(self) -> Any: ...

    @property
    def error(self) -> str: ...

    @property
    def is_touched(self) -> bool:
        """Whether it differs from what the page showed as stored."""
        ...


def follow_calculations(
    compiled: CompiledQuestionnaire,
    before: Mapping[str, Any],
    answers: Answers,
    typed: Mapping[Path, TypedAnswer],
    today: Today,
) -> Evaluation:
    """The evaluation of ``answers``, where computed ones are brought up to date; ``before`` is only read."""
    computed = [question for question in compiled.questions.values() if question.is_computed]
    now = evaluate(compiled, answers, today=today)
    if not computed:
        _keep_once(compiled, now, answers)
        return now
    earlier = _computed_at(evaluate(compiled, before, today=today), computed)
    for question in computed:
        for path in _paths(now, question):
            if not _is_own(question, path, before, answers, typed, earlier):
                put(answers, path, None)
    for path, value in _computed_at(evaluate(compiled, answers, today=today), computed).items():
        if is_blank(look_up(answers, path)) and not is_blank(value):
            put(answers, path, value)
    _put_defaults(computed, now, before, answers, typed)
    now = evaluate(compiled, answers, today=today)
    _keep_once(compiled, now, answers)
    return now


def _keep_once(compiled: CompiledQuestionnaire, evaluation: Evaluation, answers: Answers) -> None:
    """Store the values of ``once()``, in the rows that are stored; a hidden one stays as it was."""
    for question in compiled.questions.values():
        if not question.keeps_value or question.question.is_answerable:
            continue
        for row in evaluation.run.rows(question.chain):
            if evaluation.run.is_relevant(question, row):
                with arithmetic():
                    value = evaluation.run.value(question, row)
                put(answers, (*row.path, question.key), kept_from_value(value))


def _put_defaults(
    computed: list[CompiledQuestion],
    evaluation: Evaluation,
    before: Mapping[str, Any],
    answers: Answers,
    typed: Mapping[Path, TypedAnswer],
) -> None:
    """Where the calculation has no result, the default that the page showed, or that was stored, stays."""
    for question in computed:
        for path in _paths(evaluation, question):
            field = typed.get(path)
            left = look_up(before, path) if field is None else field.value
            if is_blank(look_up(answers, path)) and _is_default(question, left):
                put(answers, path, question.default)
            if field is not None and not field.error:
                note_seen(answers, question, path)


def _is_default(question: CompiledQuestion, value: Any) -> bool:
    return not is_blank(question.default) and _same(question.default, value)


def _is_own(
    question: CompiledQuestion,
    path: Path,
    before: Mapping[str, Any],
    answers: Answers,
    typed: Mapping[Path, TypedAnswer],
    earlier: Mapping[Path, Any],
) -> bool:
    """Whether what is stored at ``path`` is the person's own, now that this page came."""
    field = typed.get(path)
    shown = look_up(before, path) if field is None else field.value
    if _is_default(question, shown) and not (field is not None and field.error):
        return False  # nobody wrote it: a calculation may take its place
    if field is not None and (field.error or (field.is_touched and not is_blank(field.value))):
        return bool(field.error) or not _same(field.value, earlier.get(path))
    is_cleared = field is not None and field.is_touched
    stored = look_up(before, path)
    if question.keeps_value and not is_blank(stored):
        return not is_cleared
    was_own = not is_blank(stored) and not _same(stored, earlier.get(path))
    return was_own and not is_cleared and not _is_triggered(question, path, before, answers)


def _is_triggered(
    question: CompiledQuestion, path: Path, before: Mapping[str, Any], answers: Answers
) -> bool:
    """Whether an answer that its calculation waits for has changed; those of its own row, or outside any."""
    places = [(*path[:-1], key) if len(path) > 1 else (key,) for key in question.question.trigger.split()]
    places += [place[-1:] for place in places if len(place) > 1]
    return any(not _same(look_up(before, place), look_up(answers, place)) for place in places)


def _computed_at(evaluation: Evaluation, computed: list[CompiledQuestion]) -> dict[Path, Any]:
    with arithmetic():
        return {
            (*row.path, question.key): evaluation.run.computed(question, row)
            for question in computed
            for row in evaluation.run.rows(question.chain)
        }


def _paths(evaluation: Evaluation, question: CompiledQuestion) -> Iterator[Path]:
    return ((*row.path, question.key) for row in evaluation.run.rows(question.chain))


def _same(one: Any, other: Any) -> bool:
    return one == other or (is_blank(one) and is_blank(other))
