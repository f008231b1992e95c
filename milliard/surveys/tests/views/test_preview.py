"""A version tried by the team goes the whole way: conditions, review, end. Nothing is stored."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from engines.questionnaire.model import Definition, Kind, Section
from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.core.fates import every_model
from milliard.surveys.enums import Purpose
from milliard.surveys.models import Attachment, Collection, Quota, Response, Version
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
    assert "Il reste 1 réponse à compléter" in text_of(refused)
    assert "Question nom : Cette question attend une réponse." in text_of(refused)
    page = post(client, post(client, refused, "section:a"), "review", nom="Nous")
    done = post(client, page, "finish")
    assert title(done) == "Merci ! Votre réponse est arrivée."
    assert "Nous" in text_of(done)
    assert "L’essai n’envoie rien" in text_of(done)
    assert title(post(client, done, "review")) == "Où vous en êtes"
    assert not Response.objects.exists()


def test_sections_left_unopened_are_asked_about(client: Client, version: Version) -> None:
    page = client.get(reverse("surveys:preview", args=[version.questionnaire.code, version.number]))
    asked = post(client, post(client, page, "review", nom="Nous"), "finish")
    assert "Il reste 1 section que vous n’avez pas ouverte" in text_of(asked)
    sent = post(client, asked, "finish")
    assert title(sent) == "Merci ! Votre réponse est arrivée."
    assert "1 section n’a pas été ouverte" in text_of(sent)


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
    receipt = post(client, post(client, given, "review", emprunt="no"), "finish")
    assert f"Oui : {needed.text}".replace("\u00a0", " ") in text_of(receipt).replace("\u00a0", " ")
    assert f"Non : {free.text}".replace("\u00a0", " ") in text_of(receipt).replace("\u00a0", " ")
    assert not Response.objects.exists()


def test_a_page_alone_goes_straight_to_its_receipt(client: Client) -> None:
    one = factories.version(factories.definition(factories.question("nom", required="yes")))
    page = client.get(reverse("surveys:preview", args=[one.questionnaire.code, one.number]))
    assert title(post(client, page, "finish", nom="")) == "La page"
    assert title(post(client, page, "finish", nom="Nous")) == "Merci ! Votre réponse est arrivée."


def test_a_file_is_looked_at_and_kept_nowhere(client: Client) -> None:
    item = factories.version(
        factories.definition(
            factories.question("statuts", Kind.FILE, required="yes", accept=("application/pdf",))
        )
    )
    page = client.get(reverse("surveys:preview", args=[item.questionnaire.code, item.number]))
    wrong = post(client, page, "finish", statuts=SimpleUploadedFile("statuts.pdf", b"MZ..."))
    assert title(wrong) == "La page"
    right = post(client, page, "next", statuts=SimpleUploadedFile("statuts.pdf", b"%PDF-1.7\n%%EOF\n"))
    assert title(right) == "Où vous en êtes"
    assert "statuts.pdf" in text_of(right)
    done = post(client, right, "finish")
    assert "statuts.pdf" in text_of(done)
    assert not Attachment.objects.exists()


def test_every_page_says_that_it_is_a_trial_and_no_table_is_written(client: Client, mailoutbox) -> None:
    """Whatever counts, exports, freezes or mails reads a table: none of them has one row more."""
    collection = factories.open_collection(
        factories.every_kind(),
        consent_texts=[factories.consent_text(is_required=True)],
        audience="organisation",
    )
    quota_of(collection)
    address = reverse("surveys:preview", args=[collection.version.questionnaire.code, 1])
    page = client.get(address)
    before, following = rows_of_every_table(), following_of(client, collection)
    consent = collection.consent_texts.get()
    pages = [page]
    pages.append(
        post(client, pages[-1], "next", nom="Nous", statut="scic", **{f"consent_{consent.pk}": "on"})
    )
    pages.append(post(client, pages[-1], "next"))
    pages.append(post(client, pages[-1], "review"))
    pages.append(post(client, pages[-1], "finish"))
    assert title(pages[-1]) == "Merci ! Votre réponse est arrivée."
    for each in pages:
        assert "<title>Essai – " in " ".join(each.content.decode().split()).replace("<title> ", "<title>")
        assert "Rien de ce que vous écrivez ici" in text_of(each)
    assert rows_of_every_table() == before
    assert following_of(client, collection) == following
    assert not mailoutbox


def quota_of(collection: Collection) -> None:
    Quota.objects.create(collection=collection, question_key="statut", value="scic", target=3)


def following_of(client: Client, collection: Collection) -> list[bytes]:
    parts = ("parties", "questions", "quotas", "jours")
    urls = [reverse("surveys_staff:following_export", args=[collection.slug, part, "json"]) for part in parts]
    return [b"".join(client.get(url)) for url in urls]


def rows_of_every_table() -> dict[str, int]:
    """By model of the whole product, sessions included."""
    return {model._meta.label: model._base_manager.count() for model in every_model()}
