"""Before the first question: what an open collection promises, and what an ended one no longer does."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from french import format_date
from milliard.surveys.models import Collection
from milliard.surveys.services import collections
from milliard.surveys.tests import factories
from milliard.surveys.tests.browsing import text_of
from milliard.surveys.tests.responses import respond

pytestmark = pytest.mark.django_db


def url(collection: Collection) -> str:
    return f"/questionnaires/{collection.slug}/"


def _closed(*, complete: int, partial: int, **fields: Any) -> Collection:
    collection = factories.open_collection(factories.five_questions(), **fields)
    respond(collection, *[{"statut": "scic"}] * complete)
    if partial:
        respond(collection, *[{"statut": "scic"}] * partial, complete=False, section=1, question=1)
    collections.close_collection(collection=collection, by=None)
    return Collection.objects.get(pk=collection.pk)


@pytest.mark.parametrize(
    ("complete", "partial", "said", "unsaid"),
    [
        (7, 5, "12 réponses commencées, dont 7 complètes", "Reprendre"),
        (7, 3, "7 réponses complètes", "commencées"),
        (3, 9, "12 réponses commencées.", "complètes"),
        (3, 1, "Terminé le", "réponses commencées"),
    ],
)
def test_a_closed_collection_promises_nothing_and_says_what_became_of_it(
    client: Client, complete: int, partial: int, said: str, unsaid: str
) -> None:
    collection = _closed(complete=complete, partial=partial)
    words = text_of(client.get(url(collection)))
    assert f"Terminé le {format_date(timezone.localdate())}".replace("\u00a0", " ") in words
    assert said in words
    assert unsaid not in words
    for promise in ("minute", "s’enregistrent", "Commencer", "seront publiés", "à tout moment"):
        assert promise not in words


def test_an_announced_end_is_the_date_shown(client: Client) -> None:
    collection = factories.open_collection(factories.five_questions())
    end = timezone.now() - timedelta(days=40)
    Collection.objects.filter(pk=collection.pk).update(opens_at=end - timedelta(days=30), closes_at=end)
    day = format_date(timezone.localtime(end).date()).replace("\u00a0", " ")
    assert f"Terminé le {day}" in text_of(client.get(url(collection)))


def test_an_open_collection_counts_nothing_in_public(client: Client) -> None:
    five = factories.open_collection(factories.five_questions())
    respond(five, *[{"statut": "scic"}] * 9)
    words = text_of(client.get(url(five)))
    assert "minute" in words
    assert "réponses commencées" not in words
