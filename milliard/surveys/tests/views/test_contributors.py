"""Pages around answering for the team: trying a version, typing in paper; and links that open nothing."""

import pytest
from django.test import Client

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.surveys import tokens
from milliard.surveys.enums import Origin
from milliard.surveys.models import Invitation, Response, Version
from milliard.surveys.services.invitations import invite
from milliard.surveys.tests import factories
from milliard.surveys.tests.browsing import fill, form_of, text_of

pytestmark = pytest.mark.django_db


def test_a_version_is_tried_and_nothing_is_kept() -> None:
    version = factories.version(factories.every_kind())
    client = signed_in(Role.ORGANISER)
    address = f"/questionnaires/version/{version.questionnaire.code}/{version.number}/"
    page = client.get(address)
    assert "Durée estimée" in text_of(page)
    page = fill(client, page, go="refresh", statut="autre", siren="12")
    assert "statut_autre" in form_of(page).names
    assert form_of(page).values["siren"] == ["12"]
    again = fill(client, page, go="refresh")  # what was typed before still counts
    assert "statut_autre" in form_of(again).names
    page = client.get(f"{address}?section=chiffres")
    assert len(form_of(fill(client, page, go="", add="besoins")).values["rows__besoins"]) == 2
    assert not Response.objects.exists()
    assert Version.objects.get().opened_at is None


def test_paper_is_typed_in_one_form_after_another() -> None:
    collection = factories.open_collection(factories.five_questions())
    client = signed_in(Role.ORGANISER)
    paper = f"/questionnaires/{collection.slug}/papier/"
    for statut in ("scic", "association"):
        page = client.get(client.post(paper).url)
        assert "formulaire papier" in text_of(page)
        assert "5. Un mot pour finir" in text_of(page)  # as on the sheet
        receipt = client.get(fill(client, page, go="finish", statut=statut).url)
        for words in ("Réponse saisie", "Saisir un autre formulaire", "Revenir à la collecte"):
            assert words in text_of(receipt)
        assert "Merci" not in text_of(receipt)
    assert [row.answers["statut"] for row in Response.objects.order_by("pk")] == ["scic", "association"]
    assert {row.origin for row in Response.objects.all()} == {Origin.PAPER}
    client.post(paper, {"stop": "1"})
    page = client.get(f"/questionnaires/{collection.slug}/section/page/")
    assert "5. Un mot" not in text_of(page)
    fill(client, page, go="finish", statut="scic")
    assert Response.objects.order_by("pk").last().origin == Origin.WEB


def test_two_sheets_opened_side_by_side_are_two_responses() -> None:
    collection = factories.open_collection(factories.five_questions())
    client = signed_in(Role.ORGANISER)
    address = client.post(f"/questionnaires/{collection.slug}/papier/").url
    pages = [client.get(address), client.get(address)]
    for page, statut in zip(pages, ("scic", "association"), strict=True):
        fill(client, page, go="save", statut=statut)
    fill(client, pages[0], go="save", statut="scic", mot="la première feuille, encore")
    assert [row.answers["statut"] for row in Response.objects.order_by("pk")] == ["scic", "association"]
    assert {row.origin for row in Response.objects.all()} == {Origin.PAPER}


def test_a_paper_form_with_a_blank_is_finished_as_it_is() -> None:
    collection = factories.open_collection(factories.five_questions())
    client = signed_in(Role.ORGANISER)
    page = client.get(client.post(f"/questionnaires/{collection.slug}/papier/").url)
    assert fill(client, page, go="finish", mot="une page sans statut").status_code == 422
    review = f"/questionnaires/{collection.slug}/relire/"
    asked = client.post(review)
    assert asked.status_code == 422
    assert "Terminer tel quel" in text_of(asked)
    assert client.post(review, {"blanks": "1"}).url == f"/questionnaires/{collection.slug}/recu/"
    response = Response.objects.get()
    assert response.completed_at is not None
    assert "statut" not in response.answers


def test_only_a_paper_form_is_finished_with_blanks(client: Client) -> None:
    collection = factories.open_collection(factories.five_questions())
    fill(client, client.get(f"/questionnaires/{collection.slug}/section/page/"), mot="sans statut")
    review = f"/questionnaires/{collection.slug}/relire/"
    assert "Terminer tel quel" not in text_of(client.post(review))
    assert client.post(review, {"blanks": "1"}).status_code == 403
    assert Response.objects.get().completed_at is None


def test_a_paper_cookie_without_the_role_is_an_ordinary_answer(client: Client) -> None:
    collection = factories.open_collection(factories.five_questions())
    client.cookies[f"papier_{collection.slug}"] = "1"
    fill(client, client.get(f"/questionnaires/{collection.slug}/section/page/"), statut="scic")
    assert Response.objects.get().origin == Origin.WEB


def test_an_invitation_opens_the_landing_and_leaves_the_address_bar(client: Client) -> None:
    collection = factories.open_collection(factories.five_questions(), invitation_only=True)
    start = f"/questionnaires/{collection.slug}/section/page/"
    assert client.get(start).url == f"/questionnaires/{collection.slug}/"
    assert "Sur invitation" in text_of(client.get(f"/questionnaires/{collection.slug}/"))
    invite(collection=collection, emails="a@exemple.org", by=None)
    row = Invitation.objects.get()
    link = tokens.make_link(tokens.LinkKind.INVITATION, row.pk, row.token_digest)
    opened = client.get(f"/questionnaires/invitation/{link}/")
    assert opened.url == f"/questionnaires/{collection.slug}/"
    assert opened["Referrer-Policy"] == "no-referrer"
    assert fill(client, client.get(start), go="finish", statut="scic").status_code == 302
    other_device = Client()
    other_device.get(f"/questionnaires/invitation/{link}/")
    assert "Merci" in text_of(other_device.get(f"/questionnaires/{collection.slug}/recu/"))


@pytest.mark.parametrize("kind", ["reprendre", "invitation"])
@pytest.mark.parametrize("link", ["inconnu", "r1.abc:faux:signature", "r999999999.x:y:z", "a" * 3000])
def test_links_that_open_nothing_say_what_to_do(client: Client, kind: str, link: str) -> None:
    page = client.get(f"/questionnaires/{kind}/{link}/")
    assert page.status_code == 404
    assert "n’ouvre aucune réponse" in text_of(page)


def test_a_link_of_one_kind_does_not_open_the_other(client: Client) -> None:
    collection = factories.open_collection(factories.five_questions())
    invite(collection=collection, emails="a@exemple.org", by=None)
    row = Invitation.objects.get()
    link = tokens.make_link(tokens.LinkKind.INVITATION, row.pk, row.token_digest)
    assert client.get(f"/questionnaires/reprendre/{link}/").status_code == 404
    client.cookies[f"reponse_{collection.slug}"] = link
    assert client.get(f"/questionnaires/{collection.slug}/recu/").status_code == 302
