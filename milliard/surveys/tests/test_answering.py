"""Saving: what is right is stored, what is wrong is said and kept on the page, nothing is lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from milliard.surveys import tokens
from milliard.surveys.answering import Saved, Submission, save_section
from milliard.surveys.answering.form import base_of
from milliard.surveys.models import Collection, ReplacedAnswer, Response
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
