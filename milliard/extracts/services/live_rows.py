"""The responses of a collection as they stand, as columns of a dataset. Nothing is written."""

import datetime
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from engines.questionnaire.model import Kind
from milliard.figures.datasets.projection import Projected, VersionPlan, project
from milliard.figures.services.projecting import (
    countable_responses,
    ordering_key,
    response_rows,
    version_plans,
)
from milliard.surveys.enums import Purpose
from milliard.surveys.models import Collection, Consent

#: Questions whose answers are words of the person, and those whose answers tell who they are.
TEXT_KINDS = frozenset({Kind.TEXT, Kind.LONG_TEXT})
IDENTIFIER_KINDS = frozenset({Kind.EMAIL, Kind.ORGANISATION, Kind.COMMUNE})


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
    main: int
    kinds: frozenset[Kind]
    agreed: frozenset[str]
    order_key: bytes
    #: By response: what orders it, its number, its words.
    found: list[tuple[bytes, str, list[str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        questions = self.plans[self.main].compiled.questions.values()
        self.questions = [
            item.question for item in questions if not item.chain and item.question.kind in self.kinds
        ]
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


def read_live(collection: Collection, *, kinds: frozenset[Kind] = frozenset()) -> LiveRows:
    """Every response that may be counted, and the words of questions of these ``kinds``.

    Who may is the caller's question. Raises ``NothingToFreeze``, ``AnswersDoNotFit``.
    """
    responses = countable_responses(collection)
    plans = version_plans(collection, responses, ())
    key = ordering_key(collection)
    words = _Words(plans, collection.version_id, kinds, _agreed(collection, kinds), key)
    projected = project(
        response_rows(responses, words), plans=plans, main_version_id=collection.version_id, key=key
    )
    columns = words.columns()
    return LiveRows(projected, columns, [number for _, number, _ in words.found], timezone.now())


def _agreed(collection: Collection, kinds: frozenset[Kind]) -> frozenset[str]:
    """The responses whose author agreed to be written to."""
    if Kind.EMAIL not in kinds:
        return frozenset()
    given = Consent.objects.filter(
        response__collection=collection, purpose=Purpose.CONTACT, is_given=True
    ).values_list("response__public_id", flat=True)
    return frozenset(map(str, given))
