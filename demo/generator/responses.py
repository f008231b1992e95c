"""One simulated response, and what becomes of it when its author stopped on the way."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engines.questionnaire.model import Definition, Group, Section

Answers = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SimulatedResponse:
    """What the platform would have stored had somebody answered.

    ``answers``: as in :mod:`engines.questionnaire.model`. ``seconds``: per section reached, in order,
    the time spent there. ``furthest_question``: 1-based position of the last question answered.
    """

    number: int
    answers: Answers
    started_at: datetime
    saved_at: datetime
    is_complete: bool
    seconds: Mapping[str, int]
    furthest_section: int
    furthest_question: int

    def to_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "answers": self.answers,
            "started_at": self.started_at.isoformat(),
            "saved_at": self.saved_at.isoformat(),
            "is_complete": self.is_complete,
            "seconds": dict(self.seconds),
            "furthest": [self.furthest_section, self.furthest_question],
        }


def digest_of(responses: Iterable[SimulatedResponse]) -> str:
    """SHA-256 of everything generated."""
    digest = hashlib.sha256()
    for response in responses:
        digest.update(json.dumps(response.to_json(), sort_keys=True, ensure_ascii=False).encode())
    return digest.hexdigest()


def cut(questionnaire: Definition, answers: Answers, *, section: int, share: float) -> Answers:
    """``answers`` up to ``share`` (0 to 1) of the items of section number ``section`` (from 0).

    A group is kept whole or not at all, so that a percentage split never stops half-way.
    """
    kept: set[str] = set()
    for place, part in enumerate(questionnaire.sections[: section + 1]):
        items = part.items if place < section else part.items[: round(share * len(part.items))]
        kept.update(key for item in items for key in _stored_keys(item))
    return {key: value for key, value in answers.items() if key in kept}


def _stored_keys(item: Any) -> list[str]:
    if isinstance(item, Group) and not item.repeats:
        return [key for inner in item.items for key in _stored_keys(inner)]
    return [item.key]


def furthest_question(questionnaire: Definition, answers: Answers) -> int:
    """Position, among all the questions, of the last one answered; 0 when there is none."""
    answered = set(answers)
    for value in answers.values():
        if isinstance(value, list):
            answered.update(key for row in value if isinstance(row, Mapping) for key in row)
    last = 0
    for position, question in enumerate(questionnaire.questions(), start=1):
        if question.key in answered:
            last = position
    return last


def section_keys(questionnaire: Definition) -> list[str]:
    sections: tuple[Section, ...] = questionnaire.sections
    return [section.key for section in sections]
