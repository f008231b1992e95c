"""Answers to several questions counted in one pass over the responses."""

from __future__ import annotations

import json

from engines.questionnaire.expressions import CompiledQuestion
from engines.questionnaire.model import Kind

#: Joint answers counted in one pass.
MAX_JOINT = 20_000


def counted_together(questions: list[CompiledQuestion]) -> list[list[CompiledQuestion]]:
    """Questions counted together in one pass, as long as their joint answers stay few."""
    batches: list[list[CompiledQuestion]] = []
    size = 1
    for question in questions:
        width = len(question.choices) + 1
        if question.question.kind not in (Kind.ONE, Kind.YES_NO):
            width = MAX_JOINT
        if not batches or size * width > MAX_JOINT:
            batches.append([])
            size = 1
        batches[-1].append(question)
        size *= width
    return batches


def values_of(question: CompiledQuestion, answer: str | None) -> list[str]:
    """The values of a stored answer, as the database gives it."""
    if answer is None:
        return []
    if question.question.kind in (Kind.ONE, Kind.YES_NO):
        return [answer]
    try:
        values = json.loads(answer)
    except ValueError:
        return []
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []
