"""The responses of a collection as they stand, as columns of a dataset. Nothing is written."""

import datetime
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from engines.questionnaire.exposure import Exposure, exposure_of
from engines.questionnaire.model import Kind, Question
from milliard.figures.datasets.projection import Projected, VersionPlan, project
from milliard.figures.services.projecting import (
    countable_responses,
    ordering_key,
    response_rows,
    version_plans,
)
from milliard.surveys.enums import Purpose
from milliard.surveys.models import Collection, Consent


def is_text(question: Question) -> bool:
    """Whether its answers are words of the person, and do not say by themselves who that is."""
    return question.kind in (Kind.TEXT, Kind.LONG_TEXT) and not is_identifier(question)


def is_identifier(question: Question) -> bool:
    """Whether its answers tell who answers, however it was asked: a telephone may be a text or a number."""
    return question.kind is Kind.COMMUNE or exposure_of(question) is Exposure.IDENTITY


def is_either(question: Question) -> bool:
    """Whether it is kept out of datasets for its words."""
    return is_text(question) or is_identifier(question)


@dataclass(frozen=True)
class WordsColumn:
    """The answers to one question kept out of datasets, in the order of the rows; "" where there is none."""

    key: str
    label: str
    kind: Kind
    cells: Sequence[str]


@dataclass(frozen=True)
class LiveRows:
    """The columns, the words beside them, the number of each response; at the moment ``at``."""

    projected: Projected
    words: tuple[WordsColumn, ...]
    receipts: Sequence[str]
    at: datetime.datetime


@dataclass(eq=False)
class _Words:
    """Gathers the words of each response while the columns are made, in any order."""

    plans: Mapping[int, VersionPlan]
    collection: Collection
    is_kept: Callable[[Question], bool]
    order_key: bytes
    #: By response: what orders it, its number, its words.
    found: list[tuple[bytes, str, list[str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        questions = self.plans[self.collection.version_id].compiled.questions.values()
        self.questions = [
            item.question for item in questions if not item.chain and self.is_kept(item.question)
        ]
        has_address = any(question.kind is Kind.EMAIL for question in self.questions)
        self.agreed = _agreed(self.collection) if has_address else frozenset()
        self.key_of = {
            version: {
                item.question.uid: item.key for item in plan.compiled.questions.values() if not item.chain
            }
            for version, plan in self.plans.items()
        }

    def __call__(
        self, public_id: str, version: int, answers: Mapping[str, Any], off_path: Sequence[str]
    ) -> None:
        order = hmac.digest(self.order_key, public_id.encode(), hashlib.sha256)
        words = []
        for question in self.questions:
            key = self.key_of[version].get(question.uid, "")
            value = None if key in off_path else answers.get(key)
            if question.kind is Kind.EMAIL and public_id not in self.agreed:
                value = None  # whoever did not agree to be written to gives no address
            words.append(_text_of(value))
        self.found.append((order, public_id[:8], words))

    def columns(self) -> tuple[WordsColumn, ...]:
        self.found.sort()
        return tuple(
            WordsColumn(
                item.key, item.label or item.key, item.kind, [words[place] for _, _, words in self.found]
            )
            for place, item in enumerate(self.questions)
        )


def _text_of(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def read_live(collection: Collection, *, is_kept: Callable[[Question], bool]) -> LiveRows:
    """Every response that may be counted, and the words of the questions that ``is_kept`` takes.

    Who may is the caller's question. Raises ``NothingToFreeze``, ``AnswersDoNotFit``.
    """
    responses = countable_responses(collection)
    plans = version_plans(collection, responses, ())
    key = ordering_key(collection)
    words = _Words(plans, collection, is_kept, key)
    projected = project(
        response_rows(responses, words), plans=plans, main_version_id=collection.version_id, key=key
    )
    columns = words.columns()
    return LiveRows(projected, columns, [number for _, number, _ in words.found], timezone.now())


def _agreed(collection: Collection) -> frozenset[str]:
    """The responses whose author agreed to be written to."""
    given = Consent.objects.filter(
        response__collection=collection, purpose=Purpose.CONTACT, is_given=True
    ).values_list("response__public_id", flat=True)
    return frozenset(map(str, given))
