"""A version tried by the team goes the whole way: conditions, review, end. Nothing is stored."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from engines.questionnaire.model import Definition, Kind, Section
from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.surveys.enums import Purpose
from milliard.surveys.models import Response, Version
from milliard.surveys.tests import factories
from milliard.surveys.tests.browsing import form_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> Version:
    question = factories.question
    return factories.version(
        Definition(
            "Essai",
            (
                Section("a", "Première", (question("nom", required="yes"),)),
                Section("b", "Deuxième", (question("emprunt", Kind.YES_NO), question("mot"))),
                Section("c", "Troisième", (question("montant", Kind.AMOUNT, relevant="${emprunt} = 'yes'"),)),
            ),
        )
    )


@pytest.fixture
def client() -> Client:
    return signed_in(Role.ANALYST)


def post(client: Client, page: HttpResponse, go: str, **typed: Any) -> HttpResponse:
    """Send the form of the page again, with ``typed`` and the button ``go``."""
    form = form_of(page)
    data = {**form.values, **typed, "go": go}
    result: Any = client.post(form.action.replace("&amp;", "&"), data)
    return result  # type: ignore[no-any-return]


def title(page: HttpResponse) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page.content.decode(), re.DOTALL)
    assert found
    return re.sub(r"\s+", " ", found[1]).strip()


def test_answers_of_one_section_decide_of_the_next(client: Client, version: Version) -> None:
    page = client.get(reverse("surveys:preview", args=[version.questionnaire.code, version.number]))
    page = post(client, page, "next", nom="Nous")
    assert title(page) == "Deuxième"
    page = post(client, page, "next", emprunt="yes")
    assert title(page) == "Troisième"
    assert "Question montant" in text_of(page)
    page = post(client, page, "previous", montant="1 500")
    assert title(page) == "Deuxième"
    page = post(client, page, "section:c")
    assert form_of(page).values["montant"] == ["1\u202f500"]


def test_the_end_is_that_of_respondents_and_nothing_is_stored(client: Client, version: Version) -> None:
    page = client.get(reverse("surveys:preview", args=[version.questionnaire.code, version.number]))
    page = post(client, post(client, page, "next", nom=""), "review", emprunt="no")
    assert title(page) == "Où vous en êtes"
    refused = post(client, page, "finish")
    assert "La réponse ne partirait pas" in text_of(refused)
    assert "Question nom : Cette question attend une réponse." in text_of(refused)
    page = post(client, post(client, refused, "section:a"), "review", nom="Nous")
    done = post(client, page, "finish")
    assert title(done) == "La réponse serait envoyée"
    assert "Nous" in text_of(done)
    assert not Response.objects.exists()


def test_sections_left_unopened_are_asked_about(client: Client, version: Version) -> None:
    page = client.get(reverse("surveys:preview", args=[version.questionnaire.code, version.number]))
    asked = post(client, post(client, page, "review", nom="Nous"), "finish")
    assert "Pas encore ouvertes : Deuxième." in text_of(asked)
    assert title(post(client, asked, "finish")) == "La réponse serait envoyée"


def test_a_state_made_by_hand_begins_again(client: Client, version: Version) -> None:
    address = reverse("surveys:preview", args=[version.questionnaire.code, version.number])
    page = client.post(address, {"trial": "forgé", "go": "review"})
    assert page.status_code == 200
    assert title(page) == "Où vous en êtes"


def test_questions_come_as_one_answers_without_a_page(client: Client, version: Version) -> None:
    """What the respondents' script sends gets the parts to put in place, the signed state among them."""
    two = factories.version(
        factories.definition(
            factories.question("emprunt", Kind.YES_NO),
            factories.question("montant", Kind.AMOUNT, relevant="${emprunt} = 'yes'"),
        )
    )
    address = reverse("surveys:preview", args=[two.questionnaire.code, two.number])
    page = client.get(address)
    assert "data-saves" in page.content.decode()
    form = form_of(page)
    parts = client.post(address, {**form.values, "emprunt": "yes"}, headers={"HX-Request": "true"})
    assert parts.status_code == 200
    words = parts.content.decode()
    assert "<html" not in words
    assert 'id="saved-slot"' in words
    assert re.search(r'id="item-montant"(?![^>]*hidden)', words)
    assert form_of(page).values["trial"] != re.search(r'name="trial" value="([^"]+)"', words)[1]  # type: ignore[index]
    assert not Response.objects.exists()


def test_consents_are_asked_as_respondents_will_be(client: Client, version: Version) -> None:
    needed, free = factories.consent_text(is_required=True), factories.consent_text(Purpose.CONTACT)
    factories.draft_collection(version=version, consent_texts=[needed, free], title="Le Recueil")
    page = client.get(reverse("surveys:preview", args=[version.questionnaire.code, version.number]))
    for text in (needed.text, free.text):
        assert text in page.content.decode()
    refused = post(client, page, "next", nom="Nous")
    assert title(refused) == "Première"
    assert "nous avons besoin de votre accord" in text_of(refused)
    given = post(client, refused, "next", **{f"consent_{needed.pk}": "on"})
    assert title(given) == "Deuxième"
    assert needed.text not in given.content.decode()
    assert needed.text not in post(client, given, "previous").content.decode()
    assert not Response.objects.exists()
