"""Who answered, for the page «À l’image de la société»."""

import secrets
from typing import Any

import pytest
from django.utils import timezone

from engines.questionnaire.model import Choice, Definition, Kind, Missing
from milliard.figures.reports.society import society_groups
from milliard.surveys.enums import Audience, Purpose
from milliard.surveys.models import Collection, Response
from milliard.surveys.tests import factories

pytestmark = pytest.mark.django_db


def asked() -> Definition:
    """A gender, which is one of ours; ages by bands that cut INSEE's across."""
    items = (
        factories.question("genre", Kind.ONE, choice_list="genres"),
        factories.question("age", Kind.ONE, choice_list="ages"),
    )
    lists = {
        "genres": (
            Choice("femme", "Femme"),
            Choice("homme", "Homme"),
            Choice("refus", "—", missing=Missing.REFUSED),
        ),
        "ages": (Choice("a18_24", "De 18 à 24 ans"), Choice("a65", "65 ans et plus")),
    }
    return factories.definition(*items, choice_lists=lists)


def answered(collection: Collection, **answers: Any) -> Response:
    now = timezone.now()
    fields = {"off_path": answers.pop("off_path", []), "completed_at": answers.pop("completed_at", now)}
    return Response.objects.create(
        collection=collection,
        version=collection.version,
        token_digest=secrets.token_bytes(32),
        answers=answers,
        started_at=now,
        saved_at=now,
        **fields,
    )


def test_a_question_named_as_a_trait_is_counted_and_one_that_cuts_bands_across_is_not() -> None:
    collection = factories.open_collection(asked(), audience=Audience.PERSON, title="Essai")
    for genre in ("femme", "femme", "homme", "refus"):
        answered(collection, genre=genre, age="a65")
    answered(collection, genre="homme", off_path=["genre"])
    answered(collection)
    answered(collection, genre="femme", completed_at=None)
    refused = answered(collection, genre="femme")
    refused.consents.create(
        text=factories.consent_text(), purpose=Purpose.STATISTICS, is_given=False, decided_at=timezone.now()
    )
    (group,) = society_groups()
    assert (group.code, group.size) == (f"figures.{collection.slug}", 6)
    # A refusal, an answer hidden by another and no answer at all are all unknown.
    assert group.counts == {"gender": {"": 3, "woman": 2, "man": 1}}


def test_organisations_are_compared_with_nobody() -> None:
    collection = factories.open_collection(asked(), audience=Audience.ORGANISATION)
    answered(collection, genre="femme")
    assert list(society_groups()) == []
