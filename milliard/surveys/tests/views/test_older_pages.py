"""A version is adopted between the moment a page is read and the moment it is sent: nothing typed is lost."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from engines.questionnaire.model import Definition, Group, Kind, Section
from milliard.surveys.models import Attachment, Collection, ReplacedAnswer, Response
from milliard.surveys.services import collections
from milliard.surveys.tests import factories
from milliard.surveys.tests.browsing import fill, form_of, text_of, url
from milliard.surveys.tests.factories import question

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n%%EOF\n"


def needs() -> Group:
    inside = (question("usage"), question("montant", Kind.AMOUNT))
    return Group("besoins", "Vos besoins", inside, repeats=True)


def before() -> Definition:
    """Two sections: the second goes away, and a question of the first with it."""
    first = Section("un", "Une", (question("nom"), question("ancien", label="Ancienne question")))
    second = Section(
        "deux",
        "Deux",
        (
            question("recit", Kind.LONG_TEXT, label="Racontez"),
            question("effectif", Kind.INTEGER),
            question("parti", label="Question retirée"),
            question("piece", Kind.FILE, accept=("application/pdf",)),
            needs(),
        ),
    )
    return Definition(title="Vague", sections=(first, second))


def after() -> Definition:
    """«Deux» is no more: its story is renamed, its number bounded, its needs moved, the rest gone."""
    third = Section(
        "trois",
        "Trois",
        (
            question("histoire", Kind.LONG_TEXT, uid="recit"),
            question("effectif", Kind.INTEGER, maximum="50"),
            question("piece", Kind.FILE, accept=("application/pdf",)),
            needs(),
        ),
    )
    return Definition(title="Vague", sections=(Section("un", "Une", (question("nom"),)), third))


@pytest.fixture
def collection() -> Collection:
    return factories.open_collection(before())


@pytest.fixture
def adopt(collection: Collection, django_capture_on_commit_callbacks: Any) -> Any:
    def adopted(*, moves: bool = True) -> None:
        made = factories.version(after(), code=collection.version.questionnaire.code)
        with django_capture_on_commit_callbacks(execute=moves):
            collections.adopt_version(collection=collection, version=made, by=None)

    return adopted


def begun(collection: Collection) -> tuple[Client, Any]:
    """Somebody who answered the first section, and the page of the second as they see it."""
    client = Client()
    fill(client, client.get(url(collection, "section/un/")), nom="Les Amis")
    return client, client.get(url(collection, "section/deux/"))


@pytest.mark.parametrize("moves", [True, False])
def test_a_page_whose_section_is_no_more_is_saved_where_its_questions_went(
    collection: Collection, adopt: Any, moves: bool
) -> None:
    client, page = begun(collection)
    row = form_of(page).values["rows__besoins"][0]
    adopt(moves=moves)
    typed: dict[str, Any] = {f"besoins__{row}__montant": "1 500"}
    typed |= {"recit": "Un long récit", "effectif": "12", "parti": "Je tiens à le dire"}
    form = form_of(page)
    file = SimpleUploadedFile("plan.pdf", PDF)
    done: Any = client.post(form.action, {**form.values, **typed, "piece": file, "go": "next"})
    assert done.status_code == 200
    words = text_of(done)
    assert "La page que vous remplissiez n’existe plus" in words
    assert "Un long récit Enregistré dans Trois" in words
    assert "Je tiens à le dire Mis de côté : La question n’existe plus." in words
    answers = Response.objects.get().answers
    assert answers.pop("piece")["name"] == "plan.pdf"
    rows = [{"_id": row, "montant": 150_000}]
    assert answers == {"nom": "Les Amis", "histoire": "Un long récit", "effectif": 12, "besoins": rows}
    assert Attachment.objects.count() == 1
    assert ReplacedAnswer.objects.get().value == "Je tiens à le dire"
    assert "Je tiens à le dire" in text_of(client.get(url(collection, "relire/")))
    fill(client, page, **typed)
    assert ReplacedAnswer.objects.count() == 1
    assert client.get(url(collection, "section/deux/")).url == url(collection, "relire/")
    assert client.get(url(collection, "section/jamais/")).status_code == 404


def test_what_the_new_place_refuses_is_kept_apart_and_shown(collection: Collection, adopt: Any) -> None:
    client, page = begun(collection)
    adopt()
    words = text_of(fill(client, page, effectif="200", recit="Bref"))
    assert "200 Mis de côté : Indiquez au plus 50." in words
    again = text_of(fill(client, page, effectif="beaucoup"))
    assert "beaucoup Mis de côté" in again
    assert Response.objects.get().answers == {"nom": "Les Amis", "histoire": "Bref"}
    assert sorted(str(row.value) for row in ReplacedAnswer.objects.all()) == ["200", "beaucoup"]


def test_saves_in_the_background_go_on_and_do_not_meet_themselves(collection: Collection, adopt: Any) -> None:
    client, page = begun(collection)
    adopt()
    form = form_of(page)
    for word in ("Un", "Un long", "Un long récit"):
        saved: Any = client.post(form.action, {**form.values, "recit": word}, headers={"HX-Request": "true"})
        assert "Le questionnaire vient de changer" in text_of(saved)
        form.values["shown"] = re.findall(r'name="shown" value="([^"]*)"', saved.content.decode())
    assert Response.objects.get().answers == {"nom": "Les Amis", "histoire": "Un long récit"}
    assert not ReplacedAnswer.objects.exists()


def test_a_question_that_left_the_page_is_kept_and_said_before_going_on(
    collection: Collection, adopt: Any
) -> None:
    client, _ = begun(collection)
    page = client.get(url(collection, "section/un/"))
    adopt()
    done = fill(client, page, nom="Les Amis du lac", ancien="Ma réponse")
    assert "Votre page est enregistrée" in text_of(done)
    assert "Ma réponse Mis de côté" in text_of(done)
    assert url(collection, "section/trois/") in done.content.decode()
    assert Response.objects.get().answers == {"nom": "Les Amis du lac"}
    assert fill(client, page, nom="Les Amis du lac").url == url(collection, "section/trois/")


def test_the_first_page_of_a_newcomer_too(collection: Collection, adopt: Any) -> None:
    client = Client()
    page = client.get(url(collection, "section/un/"))
    adopt()
    done = fill(client, page, nom="Les Amis", ancien="Ma réponse")
    assert "Ma réponse Mis de côté" in text_of(done)
    assert ReplacedAnswer.objects.get().response == Response.objects.get()


def test_a_refused_save_of_a_section_that_is_no_more_shows_what_was_typed(
    collection: Collection, adopt: Any
) -> None:
    client, page = begun(collection)
    adopt()
    collections.close_collection(collection=collection, by=None)
    done = fill(client, page, recit="Un long récit", parti="Encore")
    assert done.status_code == 403
    for words in ("n’a pas été enregistrée", "Un long récit", "Encore"):
        assert words in text_of(done)
    assert Response.objects.get().answers == {"nom": "Les Amis"}
