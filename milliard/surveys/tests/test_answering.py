"""Saving: what is right is stored, what is wrong is said and kept on the page, nothing is lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from milliard.core.refusals import NotAllowed
from milliard.surveys import tokens
from milliard.surveys.answering import Saved, Submission, finish_response, save_section
from milliard.surveys.answering.form import base_of
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
from milliard.surveys.models import Collection, Consent, ReplacedAnswer, Response
from milliard.surveys.services import collections
from milliard.surveys.services.consents import record_consents
from milliard.surveys.tests import factories
from milliard.surveys.version_change import responses

pytestmark = pytest.mark.django_db


def form(answers: dict[str, Any], *, shown: dict[str, Any] | None = None, **extra: Any) -> QueryDict:
    """What a browser would post: ``answers`` typed, ``shown`` the stored values the page had."""
    data = QueryDict(mutable=True)
    stored = shown or {}
    for name, value in answers.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    for name in {**answers, **stored}:
        data.appendlist("shown", f"{name}:{base_of(stored.get(name))}")
    for name, value in extra.items():
        data.setlist(name, value if isinstance(value, list) else [str(value)])
    return data


def begin(collection: Collection, section: str = "page", **answers: Any) -> Saved:
    """A new response with these answers, from a page called ``p1``."""
    return save_section(
        Submission(
            collection=collection,
            section_key=section,
            data=form(answers, page="p1"),
            fresh=tokens.fresh_token(collection.slug),
        )
    )


def test_a_five_question_page_is_stored_typed() -> None:
    collection = factories.open_collection(factories.five_questions())
    saved = begin(
        collection, statut="scic", election="yes", personnes="1 250", besoin="12 000,50 €", mot=" Merci "
    )
    response = Response.objects.get()
    assert saved.is_new
    assert saved.verdict.is_clean
    assert response.answers == {
        "statut": "scic",
        "election": "yes",
        "personnes": 1250,
        "besoin": 1_200_050,
        "mot": "Merci",
    }
    assert response.token_digest == tokens.digest(saved.key)
    assert (response.furthest_section, response.furthest_question, response.revision) == (1, 5, 1)
    assert response.completed_at is None


def test_the_same_page_sent_twice_is_one_response() -> None:
    collection = factories.open_collection(factories.five_questions())
    fresh = tokens.fresh_token(collection.slug)
    for word in ("un", "deux"):
        save_section(
            Submission(
                collection=collection, section_key="page", data=form({"mot": word}, page="p1"), fresh=fresh
            )
        )
    assert Response.objects.get().answers == {"mot": "deux"}


def test_wrong_answers_are_said_and_the_right_ones_saved() -> None:
    collection = factories.open_collection(factories.five_questions())
    saved = begin(collection, personnes="beaucoup", besoin="-5", mot="oui", statut="inconnu")
    assert {path[0] for path in saved.verdict.errors} == {"personnes", "besoin", "statut"}
    assert Response.objects.get().answers == {"mot": "oui"}
    assert saved.posted.typed(("personnes",)) == ("beaucoup",)


def test_an_answer_against_a_bound_does_not_replace_the_one_before() -> None:
    collection = factories.open_collection(factories.five_questions())
    key = begin(collection, personnes="12").key
    saved = save_section(
        Submission(
            collection=collection,
            section_key="page",
            data=form({"personnes": "100001"}, shown={"personnes": 12}),
            key=key,
        )
    )
    assert "100\u202f000" in saved.verdict.errors["personnes",]
    assert Response.objects.get().answers == {"personnes": 12}


def test_a_question_that_was_not_on_the_page_is_left_alone() -> None:
    collection = factories.open_collection(factories.five_questions())
    key = begin(collection, mot="gardé", statut="scic").key
    data = form({"election": "no"})
    data["mot"] = "intrus"  # posted without having been shown
    save_section(Submission(collection=collection, section_key="page", data=data, key=key))
    assert Response.objects.get().answers == {"mot": "gardé", "statut": "scic", "election": "no"}


def test_hidden_answers_are_kept_and_marked_then_come_back() -> None:
    collection = factories.open_collection(factories.every_kind())
    key = begin(collection, "vous", statut="autre", statut_autre="Coopérative").key
    data = form({"statut": "scic"}, shown={"statut": "autre"})
    save_section(Submission(collection=collection, section_key="vous", data=data, key=key))
    response = Response.objects.get()
    assert response.answers["statut_autre"] == "Coopérative"
    assert response.off_path == ["statut_autre"]
    data = form({"statut": "autre"}, shown={"statut": "scic"})
    save_section(Submission(collection=collection, section_key="vous", data=data, key=key))
    assert Response.objects.get().off_path == []


def test_rows_are_added_filled_and_removed_and_blank_ones_never_stored() -> None:
    collection = factories.open_collection(factories.every_kind())
    data = form(
        {
            "besoins__r1__usage": "emploi",
            "besoins__r1__montant": "1000",
            "besoins__r2__usage": "",
            "besoins__r2__montant": "",
        },
        rows__besoins=["r1", "r2"],
    )
    saved = save_section(
        Submission(
            collection=collection,
            section_key="chiffres",
            data=data,
            fresh=tokens.fresh_token(collection.slug),
        )
    )
    assert Response.objects.get().answers == {
        "besoins": [{"_id": "r1", "usage": "emploi", "montant": 100_000}]
    }
    assert saved.verdict.evaluation.calculated["total",] == 1000
    save_section(
        Submission(
            collection=collection,
            section_key="chiffres",
            data=form({}, rows__besoins=["r1"]),
            key=saved.key,
            removed_row="besoins__r1",
        )
    )
    assert Response.objects.get().answers == {}


def test_ranks_and_exclusive_choices() -> None:
    collection = factories.open_collection(factories.every_kind())
    data = form(
        {"priorites": [], "freins": ["temps", "aucun"]},
        priorites__emploi="1",
        priorites__tresorerie="2",
    )
    saved = save_section(
        Submission(
            collection=collection, section_key="avis", data=data, fresh=tokens.fresh_token(collection.slug)
        )
    )
    assert Response.objects.get().answers == {"priorites": ["emploi", "tresorerie"]}
    assert "Aucun frein" in saved.verdict.errors["freins",]


def test_the_other_person_s_answer_is_kept_when_only_they_changed_it() -> None:
    collection = factories.open_collection(factories.five_questions())
    key = begin(collection, mot="a", personnes="1").key
    page = {"mot": "a", "personnes": 1}
    for name, data in (
        ("p2", form({"mot": "b", "personnes": "1"}, shown=page, page="p2", revision=1)),
        ("p3", form({"mot": "a", "personnes": "2"}, shown=page, page="p3", revision=1)),
    ):
        saved = save_section(Submission(collection=collection, section_key="page", data=data, key=key))
        assert saved.verdict.is_clean, name
    assert Response.objects.get().answers == {"mot": "b", "personnes": 2}


def test_two_different_answers_to_one_question_wait_for_a_choice() -> None:
    collection = factories.open_collection(factories.five_questions())
    key = begin(collection, mot="a").key
    page = {"mot": "a"}
    data = form({"mot": "b"}, shown=page, page="p2", revision=1)
    save_section(Submission(collection=collection, section_key="page", data=data, key=key))
    data = form({"mot": "c", "personnes": "4"}, shown=page, page="p3", revision=1)
    saved = save_section(Submission(collection=collection, section_key="page", data=data, key=key))
    assert saved.verdict.conflicts["mot",] == "b"
    assert Response.objects.get().answers == {"mot": "b", "personnes": 4}
    assert not ReplacedAnswer.objects.exists()
    chosen = form({"mot": "c"}, shown={"mot": "b"}, page="p4", revision=3, keep__mot="mine")
    assert save_section(
        Submission(collection=collection, section_key="page", data=chosen, key=key)
    ).verdict.is_clean
    assert Response.objects.get().answers["mot"] == "c"
    assert ReplacedAnswer.objects.get().value == "b"


def test_choosing_the_other_one_keeps_one_s_own_apart() -> None:
    collection = factories.open_collection(factories.five_questions())
    key = begin(collection, mot="b").key
    data = form({"mot": "c"}, shown={"mot": "b"}, page="p4", revision=1, keep__mot="theirs")
    save_section(Submission(collection=collection, section_key="page", data=data, key=key))
    assert Response.objects.get().answers["mot"] == "b"
    assert ReplacedAnswer.objects.get().value == "c"


def test_one_page_saving_again_and_again_is_never_its_own_conflict() -> None:
    """The answer of an earlier save may get lost on the way: the page then still has its first bases."""
    collection = factories.open_collection(factories.five_questions())
    key = begin(collection, mot="a").key
    for word in ("b", "c", "d"):
        data = form({"mot": word}, shown={"mot": ""}, page="p1", revision=0)
        assert save_section(
            Submission(collection=collection, section_key="page", data=data, key=key)
        ).verdict.is_clean
    assert Response.objects.get().answers["mot"] == "d"


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


def test_time_spent_is_counted_once_per_page(time_machine: Any) -> None:
    time_machine.move_to("2026-11-23T10:00:00+01:00", tick=False)
    collection = factories.open_collection(factories.five_questions())
    opened = int(timezone.now().timestamp())
    key = ""
    fresh = tokens.fresh_token(collection.slug)
    for seconds in (30, 20):
        time_machine.shift(timedelta(seconds=seconds))
        data = form({"mot": str(seconds)}, page="p1", opened_at=opened)
        key = save_section(
            Submission(collection=collection, section_key="page", data=data, key=key, fresh=fresh)
        ).key
    assert Response.objects.get().sections["page"]["seconds"] == 50
    time_machine.shift(timedelta(seconds=100))
    data = form({"mot": "fin"}, page="p2", opened_at=opened + 140)
    save_section(Submission(collection=collection, section_key="page", data=data, key=key))
    assert Response.objects.get().sections["page"]["seconds"] == 60


def test_a_response_moves_to_a_later_version_and_what_has_no_place_is_kept_apart() -> None:
    collection = factories.open_collection(factories.five_questions())
    begin(collection, mot="à garder", personnes="3")
    response = Response.objects.get()
    later = factories.version(
        factories.definition(factories.question("personnes", label="Vous êtes combien\u202f?")),
        code=collection.version.questionnaire.code,
    )
    # The uid of a question is its key, so «mot» no longer exists and «personnes» became a text.
    converted = responses.convert_response(response=response, version=later, by=None)
    assert converted.version == later
    kept = {row.path: row.value for row in ReplacedAnswer.objects.all()}
    assert kept["mot"] == "à garder"
    assert {**converted.answers, **kept}.keys() == {"mot", "personnes"}
