"""A collection opens once, closes for good or reopens, and keeps what it promised."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from wagtail.models import ModelLogEntry

from milliard.accounts.enums import Role
from milliard.core.refusals import NotAllowed
from milliard.surveys import answering, tokens
from milliard.surveys.errors import CollectionCannotOpen
from milliard.surveys.models import Collection
from milliard.surveys.services import collections
from milliard.surveys.tests import factories

pytestmark = pytest.mark.django_db


def test_a_draft_is_not_open_then_is() -> None:
    collection = factories.draft_collection()
    assert not collection.is_open()
    collections.open_collection(collection=collection, by=factories.organiser())
    assert collection.is_open()
    assert list(Collection.objects.open()) == [collection]
    collection.version.refresh_from_db()
    assert collection.version.opened_at is not None


def test_each_act_leaves_one_line_in_the_journal() -> None:
    by = factories.organiser()
    collection = factories.draft_collection()
    collections.open_collection(collection=collection, by=by)
    collections.close_collection(collection=collection, by=by)
    collections.close_collection(collection=collection, by=by)
    collections.reopen_collection(collection=collection, by=by)
    lines = ModelLogEntry.objects.filter(user=by).order_by("pk").values_list("action", flat=True)
    assert list(lines) == [
        "surveys.collection.opened",
        "surveys.collection.closed",
        "surveys.collection.reopened",
    ]


def test_opening_twice_or_ending_before_opening_is_refused() -> None:
    with pytest.raises(CollectionCannotOpen):
        collections.open_collection(collection=factories.open_collection(), by=None)
    late = factories.draft_collection(closes_at=timezone.now() - timedelta(days=1))
    with pytest.raises(CollectionCannotOpen):
        collections.open_collection(collection=late, by=None)
    assert Collection.objects.get(pk=late.pk).opens_at is None


def test_only_a_closed_one_reopens_and_not_into_the_past() -> None:
    collection = factories.open_collection()
    with pytest.raises(CollectionCannotOpen):
        collections.reopen_collection(collection=collection, by=None)
    collections.close_collection(collection=collection, by=None)
    with pytest.raises(CollectionCannotOpen):
        collections.reopen_collection(collection=collection, by=None, closes_at=timezone.now())
    collections.reopen_collection(
        collection=collection, by=None, closes_at=timezone.now() + timedelta(days=1)
    )
    assert collection.is_open()


def test_what_was_promised_does_not_change_once_open() -> None:
    collection = factories.open_collection()
    with pytest.raises(CollectionCannotOpen):
        collections.update_collection(collection=collection, by=None, is_anonymous=True)
    collections.update_collection(collection=collection, by=None, title="Nouveau titre")
    assert Collection.objects.get(pk=collection.pk).title == "Nouveau titre"


def test_everything_collected_in_a_demonstration_is_simulated(settings) -> None:
    settings.IS_DEMONSTRATION = True
    collection = factories.draft_collection()
    collections.update_collection(collection=collection, by=None, is_simulated=False)
    assert Collection.objects.get(pk=collection.pk).is_simulated


def test_unknown_fields_and_bad_values_are_refused() -> None:
    collection = factories.draft_collection()
    with pytest.raises(ValueError, match="closed_at"):
        collections.update_collection(collection=collection, by=None, closed_at=timezone.now())
    with pytest.raises(ValidationError):
        collections.update_collection(collection=collection, by=None, contact_email="pas une adresse")
    with pytest.raises(ValidationError):
        factories.draft_collection(slug="avec espace")


def test_due_collections_close_once() -> None:
    due = factories.open_collection(
        opens_at=timezone.now() - timedelta(days=2), closes_at=timezone.now() - timedelta(days=1)
    )
    factories.open_collection()
    assert collections.close_due_collections() == [due]
    assert collections.close_due_collections() == []


def test_a_later_version_of_the_same_questionnaire_only() -> None:
    collection = factories.open_collection()
    with pytest.raises(CollectionCannotOpen):
        collections.adopt_version(collection=collection, version=factories.version(), by=None)
    later = factories.version(
        factories.definition(factories.question("b")), code=collection.version.questionnaire.code
    )
    collections.adopt_version(collection=collection, version=later, by=None)
    later.refresh_from_db()
    assert collection.version == later
    assert later.opened_at is not None


@pytest.mark.parametrize("role", [Role.MEMBER, Role.ANALYST, Role.TREASURER])
def test_others_may_not(role: Role) -> None:
    by = factories.user(role)
    collection = factories.draft_collection()
    for service in (
        collections.open_collection,
        collections.close_collection,
        collections.reopen_collection,
    ):
        with pytest.raises(NotAllowed):
            service(collection=collection, by=by)


def test_closing_freezes_what_was_answered_once() -> None:
    collection = factories.open_collection(factories.five_questions())
    answering.save_section(
        answering.Submission(
            collection=collection,
            section_key="page",
            data=QueryDict("mot=oui&page=p1"),
            fresh=tokens.fresh_token(collection.slug),
        )
    )
    by = factories.organiser()
    collections.close_collection(collection=collection, by=by)
    collections.close_collection(collection=collection, by=by)
    dataset = collection.datasets.get()
    assert (dataset.row_count, dataset.complete_count) == (1, 0)
    assert dataset.frozen_by is None


def test_closing_with_no_answer_freezes_nothing() -> None:
    collection = factories.open_collection()
    collections.close_collection(collection=collection, by=None)
    assert collection.closed_at is not None
    assert not collection.datasets.exists()
