"""Where each question stands in a version, found by its stable identifier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engines.questionnaire.model import Choice, Group, Question, Questionnaire


@dataclass(frozen=True, slots=True)
class Placed:
    """A question with what surrounds it; ``chain``: the repeated groups only."""

    question: Question
    section: str
    groups: tuple[str, ...]
    chain: tuple[str, ...]
    relevant: tuple[str, ...]
    choices: tuple[Choice, ...]


def place_questions(questionnaire: Questionnaire) -> dict[str, Placed]:
    """Every question of a version by its ``uid``, in document order."""
    return {
        question.uid: Placed(
            question,
            section.key,
            tuple(group.key for group in groups),
            tuple(group.key for group in groups if group.repeats),
            (section.relevant, *(group.relevant for group in groups), question.relevant),
            questionnaire.choices(question),
        )
        for section, groups, question in questionnaire.placed_questions()
    }


def repeat_chains(questionnaire: Questionnaire) -> set[tuple[str, ...]]:
    """The repeated groups of a version, each as the chain that leads to it."""
    found: set[tuple[str, ...]] = set()

    def visit(items: Sequence[Question | Group], chain: tuple[str, ...]) -> None:
        for item in items:
            if isinstance(item, Group):
                inner = (*chain, item.key) if item.repeats else chain
                if item.repeats:
                    found.add(inner)
                visit(item.items, inner)

    for section in questionnaire.sections:
        visit(section.items, ())
    return found
