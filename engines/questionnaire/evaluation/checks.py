"""What is wrong with an answer, in a sentence that says what to do."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engines.questionnaire.evaluation.run import Row, Run, RunScope
from engines.questionnaire.expressions.bounds import bound_error
from engines.questionnaire.expressions.compiled import CompiledGroup, CompiledQuestion
from engines.questionnaire.expressions.scope import Expression
from engines.questionnaire.expressions.values import Single
from engines.questionnaire.model import ALWAYS_REQUIRED, Choice, Group, Kind, Layout, Question, walk
from french import NBSP, format_exact, plural

REQUIRED_MESSAGE = "Cette question attend une réponse."
CONSTRAINT_MESSAGE = "Cette réponse ne convient pas."
FIRST_ROW_MESSAGE = "Une première ligne est à remplir, ou à retirer."


def answer_errors(
    run: Run,
    question: CompiledQuestion,
    row: Row,
    *,
    value: Single,
    choices: tuple[Choice, ...],
    is_answered: bool,
    is_required: bool,
) -> tuple[str, ...]:
    """The errors of one shown question; empty when all is well."""
    definition = question.question
    if not definition.is_answerable:
        return ()
    if not is_answered:
        return (definition.required_message or REQUIRED_MESSAGE,) if is_required else ()
    unreadable = run.unreadable.get((question.index, row.path))
    if unreadable is not None:
        return (unreadable,)
    errors = _choice_errors(question, run.answer(question, row), choices)
    outside = bound_error(definition.kind, value, question.minimum, question.maximum)
    if outside is not None:
        errors.append(outside)
    constraint = question.constraint
    if not errors and constraint is not None and not _holds(constraint, run, row, value):
        errors.append(definition.constraint_message or CONSTRAINT_MESSAGE)
    return tuple(errors)


def _holds(constraint: Expression, run: Run, row: Row, value: Single) -> bool:
    """Whether the constraint holds on one of the days that are today somewhere."""
    return any(constraint.is_true(RunScope(run, row, value, today=day)) for day in run.days)


def _choice_errors(question: CompiledQuestion, raw: Any, choices: tuple[Choice, ...]) -> list[str]:
    if not question.choices:
        return []
    ticked = raw if isinstance(raw, list) else [raw]
    is_filtered = choices is not question.choices
    offered = {choice.value for choice in choices} if is_filtered else question.choice_by_value.keys()
    if any(value not in offered for value in ticked):
        known = [question.choice_by_value.get(value) for value in ticked if value not in offered]
        first = known[0]
        if first is None:
            return ["Ce choix n’est pas proposé."]
        return [f"«{NBSP}{first.label}{NBSP}» n’est plus proposé ici, au vu de vos autres réponses."]
    if len(set(ticked)) < len(ticked):
        return ["Le même choix est donné deux fois."]
    alone = [question.choice_by_value[value] for value in ticked]
    exclusive = next((choice for choice in alone if choice.is_exclusive), None)
    if exclusive is not None and len(ticked) > 1:
        return [f"«{NBSP}{exclusive.label}{NBSP}» ne va pas avec d’autres réponses."]
    return []


def offered_choices(run: Run, question: CompiledQuestion, row: Row) -> tuple[Choice, ...]:
    """The choices that ``choice_filter`` leaves in this row; all of them when there is none."""
    condition = question.choice_filter
    if condition is None:
        return question.choices
    return tuple(
        choice
        for choice in question.choices
        if any(
            condition.is_true(
                RunScope(run, row, "", {**dict(columns), "name": choice.value, "label": choice.label})
            )
            for columns in choice.lines
        )
    )


def group_errors(run: Run, group: CompiledGroup, row: Row) -> tuple[str, ...]:
    """The errors of a shown group: too few or too many rows, a split that does not make 100 %.

    Parts rounded one by one may miss 100 by 1: thirds make 99, seven eighths and one eighth 101.
    """
    definition = group.group
    errors: list[str] = []
    rows: tuple[Row, ...] = (row,)
    if definition.repeats:
        rows = run.children(row, definition.key)
        stored = row.data.get(definition.key)
        count = len(stored) if isinstance(stored, list) else 0
        expected = run.expected_rows(group, row)
        if expected is not None:
            return _count_errors(definition, count, expected)
        if count < definition.min_rows:
            errors.append(f"Ajoutez au moins {plural(definition.min_rows, 'ligne')}.")
        elif stored is None and asks_in_each_row(definition):
            errors.append(FIRST_ROW_MESSAGE)
        if count > definition.max_rows:
            errors.append(f"Gardez au plus {plural(definition.max_rows, 'ligne')}.")
    if definition.layout is Layout.SPLIT:
        totals = (_split_total(run, group, inner) for inner in rows)
        errors.extend(_split_message(total) for total in totals if total is not None and abs(total - 100) > 1)
    return tuple(errors)


def _count_errors(group: Group, count: int, expected: int) -> tuple[str, ...]:
    """Of a group whose number of rows other answers decide: those too many are the person's to take away."""
    if count > expected:
        kept = f"Gardez {plural(expected, 'ligne')}" if expected else "Retirez chaque ligne"
        return (f"{kept}, d’après vos autres réponses.",)
    if count < expected and asks_in_each_row(group):
        return (f"Remplissez {plural(expected, 'ligne')}, d’après vos autres réponses.",)
    return ()


def asks_in_each_row(group: Group) -> bool:
    """Whether each row of a repeated group holds a question that is always shown and always required.

    The first row is shown without being asked for: its questions count as asked until somebody has written
    in it or taken it away (the group is then stored as an empty list). A blank row kept is asked like others.
    """
    return group.repeats and _asks(group.items)


def _asks(items: tuple[Question | Group, ...]) -> bool:
    return any(
        (not item.repeats and _asks(item.items))
        if isinstance(item, Group)
        else item.is_answerable and item.required.strip().lower() in ALWAYS_REQUIRED
        for item in items
        if not item.relevant.strip()
    )


def _split_total(run: Run, group: CompiledGroup, row: Row) -> Decimal | None:
    """The sum of the answered parts, None when there is none."""
    total: Decimal | None = None
    for part in walk(group.group.items):
        question = run.compiled.questions[part.key]
        if part.kind is not Kind.PERCENTAGE or question.chain != group.inner_chain:
            continue
        value = run.value(question, row)
        if isinstance(value, Decimal):
            total = value if total is None else total + value
    return total


def _split_message(total: Decimal) -> str:
    difference = 100 - total
    advice = (
        f"il manque {format_exact(difference)}{NBSP}%"
        if difference > 0
        else f"il y a {format_exact(-difference)}{NBSP}% de trop"
    )
    return f"Le total doit faire 100{NBSP}%{NBSP}: vous êtes à {format_exact(total)}{NBSP}%, {advice}."
