"""Where people stop: the survivors of a questionnaire, question after question as a person counts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engines.questionnaire.expressions import CompiledQuestionnaire
from engines.questionnaire.model import Asked, Layout


@dataclass(frozen=True, slots=True)
class BoxProgress:
    """One box. ``reached``: answered it or a later one; ``left``: partial responses that stopped there."""

    key: str
    label: str
    reached: int
    left: int


@dataclass(frozen=True, slots=True)
class QuestionProgress:
    """A question by the rule of ``Definition.asked``, with what its boxes add up to.

    ``boxes``: empty when the question is its only box.
    """

    key: str
    label: str
    section: str
    reached: int
    left: int
    boxes: tuple[BoxProgress, ...] = ()

    @property
    def stops(self) -> tuple[BoxProgress, ...]:
        """The boxes somebody stopped at."""
        return tuple(box for box in self.boxes if box.left)


def count_questions(
    compiled: CompiledQuestionnaire, stopped: Sequence[int], complete: int
) -> tuple[QuestionProgress, ...]:
    """Survivors from the histogram of the last question answered.

    stopped: partial responses by the 1-based place, among all questions of the version, of the last one they
    answered; at 0, those that answered none. complete: responses that went through every question.
    """
    boxes: dict[str, BoxProgress] = {}
    reached = complete + sum(stopped[1:])
    for place, (key, question) in enumerate(compiled.questions.items(), start=1):
        boxes[key] = BoxProgress(key, question.question.label, reached, stopped[place])
        reached -= stopped[place]
    labels = _group_labels(compiled)
    return tuple(_question(asked, boxes, labels) for asked in compiled.questionnaire.asked())


def _question(
    asked: Asked, boxes: dict[str, BoxProgress], groups: dict[str, tuple[str, str]]
) -> QuestionProgress:
    mine = tuple(boxes[key] for key in asked.keys)
    first = mine[0]
    key, label = (first.key, first.label) if asked.layout is Layout.PLAIN else groups[first.key]
    return QuestionProgress(
        key,
        label or first.label,
        asked.section,
        max(box.reached for box in mine),
        sum(box.left for box in mine),
        mine if len(mine) > 1 else (),
    )


def _group_labels(compiled: CompiledQuestionnaire) -> dict[str, tuple[str, str]]:
    """Key of a box -> key and label of the grid or split it stands in."""
    found = {}
    for _, around, question in compiled.questionnaire.placed_questions():
        group = next((group for group in around if group.layout is not Layout.PLAIN), None)
        if group is not None:
            found[question.key] = group.key, group.label
    return found
