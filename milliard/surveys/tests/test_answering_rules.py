"""Who may save and when, what finishing needs: openings, tokens, consents, paper."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from milliard.core.refusals import NotAllowed
from milliard.surveys import tokens
from milliard.surveys.answering import Submission, finish_response, save_section
from milliard.surveys.enums import Origin, Purpose
from milliard.surveys.errors import (
    CollectionNotOpen,
    ConsentNeeded,
    ExpiredToken,
    ResponseIncomplete,
    SectionsUnseen,
    UnknownSection,
    UnknownToken,
)
from milliard.surveys.models import Consent, Response
from milliard.surveys.services import collections
from milliard.surveys.services.consents import record_consents
from milliard.surveys.tests import factories
from milliard.surveys.tests.test_answering import begin, form

pytestmark = pytest.mark.django_db


def test_finishing_needs_what_is_required_and_keeps_the_rest() -> None:
    collection = factories.open_collection(factories.five_questions())
    saved = save_section(
        Submission(
            collection=collection,
            section_key="page",
            data=form({"mot": "x"}, page="p"),
            fresh=tokens.fresh_token(collection.slug),
            finish=True,
        )
    )
    assert list(saved.verdict.errors) == [("statut",)]
    response = Response.objects.get()
    assert response.completed_at is None
    assert response.answers == {"mot": "x"}
    save_section(
        Submission(
            collection=collection,
            section_key="page",
            data=form({"statut": "scic"}),
            key=saved.key,
            finish=True,
        )
    )
    assert Response.objects.get().completed_at is not None


def test_finishing_from_the_review() -> None:
    collection = factories.open_collection(factories.every_kind())
    key = begin(collection, "avis", membre="no").key
    with pytest.raises(ResponseIncomplete):
        finish_response(collection=collection, key=key)
    save_section(Submission(collection=collection, section_key="vous", data=form({"nom": "Nous"}), key=key))
    with pytest.raises(SectionsUnseen):
        finish_response(collection=collection, key=key)
    save_section(Submission(collection=collection, section_key="chiffres", data=form({}), key=key))
    assert finish_response(collection=collection, key=key).completed_at is not None


def test_a_complete_response_cannot_lose_a_required_answer() -> None:
    collection = factories.open_collection(factories.five_questions())
    key = begin(collection, statut="scic").key
    finish_response(collection=collection, key=key)
    saved = save_section(
        Submission(
            collection=collection,
            section_key="page",
            data=form({"statut": ""}, shown={"statut": "scic"}),
            key=key,
        )
    )
    assert ("statut",) in saved.verdict.errors
    assert Response.objects.get().answers == {"statut": "scic"}


@pytest.mark.parametrize("state", ["draft", "closed", "ended", "later"])
def test_outside_the_opening_nothing_is_accepted(state: str) -> None:
    now = timezone.now()
    if state == "draft":
        collection = factories.draft_collection(factories.five_questions())
    elif state == "ended":
        collection = factories.open_collection(
            factories.five_questions(), opens_at=now - timedelta(days=2), closes_at=now - timedelta(days=1)
        )
    elif state == "later":
        collection = factories.open_collection(factories.five_questions(), opens_at=now + timedelta(days=1))
    else:
        collection = factories.open_collection(factories.five_questions())
        collections.close_collection(collection=collection, by=None)
    with pytest.raises(CollectionNotOpen):
        begin(collection, mot="x")
    assert not Response.objects.exists()


def test_after_closing_a_begun_response_is_not_changed() -> None:
    collection = factories.open_collection(factories.five_questions())
    key = begin(collection, mot="a").key
    collections.close_collection(collection=collection, by=None)
    with pytest.raises(CollectionNotOpen):
        save_section(Submission(collection=collection, section_key="page", data=form({"mot": "b"}), key=key))
    with pytest.raises(CollectionNotOpen):
        finish_response(collection=collection, key=key)
    assert Response.objects.get().answers == {"mot": "a"}


def test_forged_foreign_and_old_tokens() -> None:
    collection, other = factories.open_collection(), factories.open_collection()
    with pytest.raises(UnknownToken):
        save_section(
            Submission(collection=collection, section_key="page", data=form({}), fresh="forgé:abc:def")
        )
    with pytest.raises(UnknownToken):
        save_section(
            Submission(
                collection=collection, section_key="page", data=form({}), fresh=tokens.fresh_token(other.slug)
            )
        )
    with pytest.raises(UnknownToken):
        save_section(Submission(collection=collection, section_key="page", data=form({}), key="inconnu"))
    with pytest.raises(UnknownToken):
        save_section(
            Submission(
                collection=collection, section_key="page", data=form({}), key=begin(other, nom="x").key
            )
        )
    assert Response.objects.count() == 1


def test_a_page_left_open_for_two_days_must_be_sent_again(time_machine: Any) -> None:
    collection = factories.open_collection()
    fresh = tokens.fresh_token(collection.slug)
    time_machine.move_to(timezone.now() + timedelta(hours=49))
    with pytest.raises(ExpiredToken):
        save_section(Submission(collection=collection, section_key="page", data=form({}), fresh=fresh))


def test_an_unknown_section_is_refused() -> None:
    with pytest.raises(UnknownSection):
        begin(factories.open_collection(), "ailleurs", nom="x")
    assert not Response.objects.exists()


def test_consents_are_asked_stored_with_their_text_and_can_change() -> None:
    needed = factories.consent_text(is_required=True)
    contact = factories.consent_text(Purpose.CONTACT)
    collection = factories.open_collection(factories.five_questions(), consent_texts=[needed, contact])
    fresh = tokens.fresh_token(collection.slug)
    with pytest.raises(ConsentNeeded):
        save_section(
            Submission(
                collection=collection, section_key="page", data=form({}), fresh=fresh, consents={contact.pk}
            )
        )
    assert not Response.objects.exists()
    saved = save_section(
        Submission(
            collection=collection, section_key="page", data=form({}), fresh=fresh, consents={needed.pk}
        )
    )
    decisions = dict(Consent.objects.values_list("text_id", "is_given"))
    assert decisions == {needed.pk: True, contact.pk: False}
    record_consents(collection=collection, key=saved.key, given={contact.pk})
    assert dict(Consent.objects.values_list("text_id", "is_given")) == {needed.pk: False, contact.pk: True}


def test_paper_is_typed_in_by_an_organiser_only() -> None:
    collection = factories.open_collection(factories.five_questions())
    arguments = {
        "collection": collection,
        "section_key": "page",
        "data": form({"mot": "papier"}),
        "fresh": tokens.fresh_token(collection.slug),
    }
    with pytest.raises(NotAllowed):
        save_section(Submission(**arguments, by=factories.user()))
    by = factories.organiser()
    save_section(Submission(**arguments, by=by))
    response = Response.objects.get()
    assert (response.origin, response.entered_by) == (Origin.PAPER, by)


def test_an_anonymous_collection_keeps_the_day_only() -> None:
    collection = factories.open_collection(
        factories.five_questions(), is_anonymous=True, consent_texts=[factories.consent_text()]
    )
    key = begin(collection, statut="scic").key
    finish_response(collection=collection, key=key)
    response = Response.objects.get()
    moments = [
        response.started_at,
        response.saved_at,
        response.completed_at,
        Consent.objects.get().decided_at,
    ]
    for at in moments:
        local = timezone.localtime(at)
        assert (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)
    assert response.sections["page"]["at"].endswith(("T00:00:00+01:00", "T00:00:00+02:00"))
