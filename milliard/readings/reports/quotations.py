"""Texts that may be quoted, wherever they are: the words reviewed, or nothing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from milliard.readings.enums import QUOTED
from milliard.readings.models import TextReview
from milliard.readings.reports.free_texts import digest_of
from milliard.readings.reports.text_records import words_of_question
from milliard.surveys.enums import Audience, Purpose
from milliard.surveys.models import Collection, Consent, ConsentText
from milliard.surveys.services.questionnaires import compiled_version


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words that may be quoted now, and what must stand beside them."""

    reference: UUID
    text: str
    question: str
    collection: str
    #: «une organisation» or «une personne», that answered.
    who: str
    is_simulated: bool
    decided_at: datetime


def quotations(references: Iterable[UUID]) -> dict[UUID, Quotation]:
    """Those that may be quoted now, by reference; a text withdrawn, changed or erased is not among them."""
    return {one.reference: one for one in _read(_quotable().filter(public_id__in=set(references)))}


def quotations_of(collection: Collection) -> Iterator[Quotation]:
    """All the quotable texts of a collection, question by question, in an order that says nothing."""
    found = _quotable().filter(response__collection=collection).order_by("question_key", "public_id")
    return _read(found)


def _quotable() -> QuerySet[TextReview]:
    refused = Consent.objects.filter(
        response=OuterRef("response"), purpose=Purpose.STATISTICS, is_given=False
    )
    asked = ConsentText.objects.filter(collection=OuterRef("response__collection"), purpose=Purpose.QUOTATION)
    agreed = Consent.objects.filter(response=OuterRef("response"), purpose=Purpose.QUOTATION, is_given=True)
    found = TextReview.objects.filter(
        ~Exists(refused),
        Exists(agreed) | ~Exists(asked),
        state__in=QUOTED,
        response__completed_at__isnull=False,
    )
    return found.select_related("response__collection__version").defer(
        "response__collection__version__changes"
    )


def _read(reviews: QuerySet[TextReview]) -> Iterator[Quotation]:
    for review in reviews:
        response = review.response
        text = text_at(response.answers, review.path) if review.path not in response.off_path else None
        if text is None or digest_of(text) != review.digest:
            continue
        collection = response.collection
        asked = compiled_version(collection.version).questions.get(review.question_key)
        if asked is None:
            continue
        who = "une organisation" if collection.audience == Audience.ORGANISATION else "une personne"
        yield Quotation(
            review.public_id,
            review.quotation or text,
            words_of_question(asked.question.label),
            collection.title,
            who,
            collection.is_simulated,
            review.decided_at,
        )


def text_at(answers: Mapping[str, Any], path: str) -> str | None:
    """The text of an answer at «key» or «group/row/key», blanks around it taken away; None: there is none."""
    *around, key = path.split("/")
    place: Any = answers
    for group, row in zip(around[::2], around[1::2], strict=False):
        rows = place.get(group) if isinstance(place, Mapping) else None
        known = rows if isinstance(rows, list) else []
        place = next((one for one in known if isinstance(one, Mapping) and one.get("_id") == row), None)
    value = place.get(key) if isinstance(place, Mapping) else None
    return value.strip(" ") or None if isinstance(value, str) else None
