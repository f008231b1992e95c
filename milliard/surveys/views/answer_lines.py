"""Answers read again, in words: one's own, those replaced, those set aside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engines.questionnaire.model import Choice, Kind, Question
from engines.questionnaire.parsing import format_answer


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer beside its question."""

    label: str
    answer: str
    #: Why there is none, what replaced it, why it was set aside.
    note: str = ""
    #: Where it can be changed.
    url: str = ""
    #: Title of the section it went to, when its own is another by now.
    section: str = ""
    #: When it was replaced.
    at: datetime | None = None
    #: Public id of the file that was the answer.
    file: str = ""


def answer_in_words(
    question: Question, value: Any, choices: Sequence[Choice], communes: Mapping[str, str]
) -> str:
    """An answer as people read it; communes: labels by INSEE code."""
    label = communes.get(str(value), "") if question.kind is Kind.COMMUNE else ""
    return label or format_answer(question, value, tuple(choices))
