"""Defaults: what the box of a question holds the first time it is shown, and that the person may change.

A key absent of the answers is a question nobody has had before their eyes; one that is null was seen and left
blank. So a default is shown where the key is absent, stored only when its page comes back, and never shown
again where somebody has emptied the box. A calculation that has a result goes before the default.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from engines.questionnaire.answers import Answers, Path, row_at
from engines.questionnaire.coercion import is_blank
from engines.questionnaire.evaluation import Today, evaluate
from engines.questionnaire.expressions import CompiledQuestion, CompiledQuestionnaire, arithmetic


def with_defaults(
    compiled: CompiledQuestionnaire, answers: Mapping[str, Any], section: str, today: Today
) -> Mapping[str, Any]:
    """``answers``, with the defaults of the questions of a section that nobody has seen yet."""
    asked = [question for question in compiled.questions_of(section) if not is_blank(question.default)]
    if not asked:
        return answers
    filled = copy.deepcopy(dict(answers))
    made: list[tuple[CompiledQuestion, Path, dict[str, Any]]] = []
    for question in asked:
        for path, row in _rows(filled, question.chain, ()):
            if question.key not in row:
                row[question.key] = question.default
                made.append((question, (*path, question.key), row))
    if any(question.is_computed or question.choice_filter is not None for question, _, _ in made):
        _leave_out(compiled, filled, section, today, made)
    return filled


def _leave_out(
    compiled: CompiledQuestionnaire,
    filled: Answers,
    section: str,
    today: Today,
    made: list[tuple[CompiledQuestion, Path, dict[str, Any]]],
) -> None:
    """Take away the defaults that a calculation replaces, and those that no choice offered is."""
    evaluation = evaluate(compiled, filled, today=today, sections={section})
    for question, path, row in made:
        place = evaluation.places.get(path)
        if place is None:
            continue
        with arithmetic():
            computed = evaluation.run.computed(question, evaluation.run.row_at(path))
        offered = {choice.value for choice in place.choices}
        chosen = question.default if isinstance(question.default, list) else [question.default]
        if not is_blank(computed) or (question.choices and not offered.issuperset(chosen)):
            del row[question.key]


def note_seen(answers: Answers, question: CompiledQuestion, path: Path) -> None:
    """Note that the person has had a question with a default before their eyes and leaves it blank."""
    row = row_at(answers, path[:-1])
    if not is_blank(question.default) and isinstance(row, dict) and is_blank(row.get(path[-1])):
        row[path[-1]] = None


def _rows(around: Any, chain: tuple[str, ...], path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The rows under a chain of repeated groups, each with its path."""
    if not chain:
        yield path, around
        return
    rows = around.get(chain[0])
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and isinstance(row.get("_id"), str):
            yield from _rows(row, chain[1:], (*path, chain[0], row["_id"]))
