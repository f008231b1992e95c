"""Answers against a compiled questionnaire: what is shown, required, right, missing, and why.

The semantics are those of XForms tools: a hidden or unanswered question is empty for every expression,
a question is hidden when anything around it is, a constraint is only checked on an answer. Nothing
stored can make it fail: what has not the right shape is an error at its place, and empty elsewhere.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from typing import Any

from engines.questionnaire.coercion import is_blank
from engines.questionnaire.evaluation.checks import answer_errors, group_errors, offered_choices
from engines.questionnaire.evaluation.result import Evaluation, GroupPlace, Place, Progress, Reason
from engines.questionnaire.evaluation.run import Path, Row, Run, RunScope
from engines.questionnaire.expressions.compiled import CompiledGroup, CompiledQuestion, CompiledQuestionnaire
from engines.questionnaire.expressions.values import arithmetic

__all__ = ["Evaluation", "GroupPlace", "Path", "Place", "Progress", "Reason", "evaluate"]


def evaluate(
    compiled: CompiledQuestionnaire,
    answers: Mapping[str, Any],
    *,
    today: datetime.date,
    sections: Collection[str] | None = None,
) -> Evaluation:
    """Evaluate stored ``answers`` (see :mod:`~engines.questionnaire.model` for their shape).

    today: what ``today()`` means. sections: restrict the result, and the work, to these sections; what
    they depend on elsewhere is computed all the same. ``answers`` is only read.
    """
    run = Run(compiled, answers if isinstance(answers, Mapping) else {}, today)
    places: dict[Path, Place] = {}
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
    return GroupPlace((*row.path, group.key), group.group, group.section, is_relevant, rows, errors)


def _place(run: Run, question: CompiledQuestion, row: Row) -> Place:
    definition = question.question
    answer = row.data.get(question.key) if definition.is_answerable else None
    is_answered = not is_blank(answer)
    path = (*row.path, question.key)
    if not run.is_relevant(question, row):
        return Place(
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
    return Place(
        path, definition, question.section, True, is_answered, is_required, answer, value, choices, errors
    )
