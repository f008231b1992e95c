"""Forms that come late, twice, forged, stale or against another person’s: nothing typed is lost."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from milliard.core.truncated_requests import WholeInput
from milliard.surveys.models import Collection, Response
from milliard.surveys.services import collections
from milliard.surveys.tests import factories
from milliard.surveys.tests.browsing import fill, form_of, text_of, url

pytestmark = pytest.mark.django_db


def test_the_csrf_token_of_the_remembered_page_is_real(five: Collection) -> None:
    client = Client(enforce_csrf_checks=True)
    for _ in range(2):
        page = client.get(url(five, "section/page/"))
    assert fill(client, page, go="finish", statut="scic").status_code == 302


def test_two_pages_opened_by_two_people_do_not_share_anything(client: Client, five: Collection) -> None:
    first = form_of(client.get(url(five, "section/page/"))).values
    second = form_of(Client().get(url(five, "section/page/"))).values
    assert first["fresh"] != second["fresh"]
    assert first["page"] != second["page"]
    assert first["csrfmiddlewaretoken"] != second["csrfmiddlewaretoken"]
    assert "@@" not in str(first)


def test_after_closing_the_page_keeps_what_was_typed_but_saves_nothing(
    client: Client, five: Collection
) -> None:
    page = client.get(url(five, "section/page/"))
    collections.close_collection(collection=five, by=None)
    back = fill(client, page, mot="trop tard")
    assert back.status_code == 403
    assert form_of(back).values["mot"] == ["trop tard"]
    assert "fermé" in text_of(back)
    assert not Response.objects.exists()
    assert client.get(url(five, "section/page/")).url == url(five)


def test_forged_and_old_pages_can_be_sent_again(client: Client, five: Collection, time_machine: Any) -> None:
    form = form_of(client.get(url(five, "section/page/")))
    time_machine.move_to(timezone.now() + timedelta(hours=49))
    for fresh in (form.values["fresh"][0], "faux:jeton:signé", ""):
        back = client.post(form.action, {**form.values, "fresh": fresh, "mot": "là", "go": "finish"})
        assert back.status_code == 422
        assert form_of(back).values["mot"] == ["là"]
    assert not Response.objects.exists()
    assert fill(client, back, go="finish", statut="scic").status_code == 302


def test_a_forged_cookie_is_a_newcomer(client: Client, five: Collection) -> None:
    for value in ("inconnu", "r1.abc:faux:signature", "é" * 50):
        client.cookies[f"reponse_{five.slug}"] = value
        assert client.get(url(five, "section/page/")).status_code == 200
        assert client.get(url(five, "recu/")).url == url(five) + "?perdu=1"
        assert "Nous ne retrouvons pas" in text_of(client.get(url(five)))


def test_the_same_form_sent_twice_is_one_response(client: Client, five: Collection) -> None:
    form = form_of(client.get(url(five, "section/page/")))
    for _ in range(2):
        data = {**form.values, "statut": "scic", "go": "finish"}
        assert Client().post(form.action, data).url == url(five, "recu/")
    assert Response.objects.count() == 1


def test_floods_are_answered_with_the_page_and_what_was_typed(
    client: Client, five: Collection, settings: Any
) -> None:
    settings.NEW_RESPONSE_RATE = 1
    page = client.get(url(five, "section/page/"))
    fill(client, page, mot="un")
    other = Client()
    back = fill(other, other.get(url(five, "section/page/")), mot="deux")
    assert back.status_code == 429
    assert form_of(back).values["mot"] == ["deux"]
    assert back["Retry-After"] == "60"
    assert Response.objects.count() == 1


def test_two_people_in_conflict_choose(client: Client, five: Collection) -> None:
    page = client.get(url(five, "section/page/"))
    done = fill(client, page, go="save", mot="a")
    other = Client()
    other.cookies[f"reponse_{five.slug}"] = done.cookies[f"reponse_{five.slug}"].value
    mine, theirs = client.get(url(five, "section/page/")), other.get(url(five, "section/page/"))
    fill(other, theirs, go="save", mot="b")
    back = fill(client, mine, go="save", mot="c", personnes="5")
    assert back.status_code == 409
    words = text_of(back)
    assert "Une autre fenêtre, ou quelqu’un qui a votre lien, a écrit « b »" in words
    assert "Vous avez écrit « c »" in words
    assert Response.objects.get().answers == {"mot": "b", "personnes": 5}
    assert fill(client, back, go="save", keep__mot="mine").status_code == 302
    assert Response.objects.get().answers["mot"] == "c"
    assert Response.objects.get().replaced_answers.get().value == "b"


@pytest.mark.parametrize("loses_cookie", [False, True])
def test_a_stale_form_comes_back_with_what_was_typed_and_can_be_sent(
    five: Collection, loses_cookie: bool
) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get(url(five, "section/page/"))
    if loses_cookie:
        del client.cookies["csrftoken"]
    stale = fill(client, page, go="finish", mot="Bravo à vous", csrfmiddlewaretoken="x" * 64)
    assert stale.status_code == 403
    assert "elle n’a pas été enregistrée" in text_of(stale)
    assert form_of(stale).values["mot"] == ["Bravo à vous"]
    assert not Response.objects.exists()
    assert fill(client, stale, go="finish", statut="scic").status_code == 302
    assert Response.objects.get().answers == {"mot": "Bravo à vous", "statut": "scic"}


def test_a_form_of_another_site_is_refused_without_being_shown(five: Collection) -> None:
    client = Client(enforce_csrf_checks=True, headers={"origin": "https://ailleurs.example"})
    form = form_of(client.get(url(five, "section/page/")))
    done = client.post(form.action, {**form.values, "mot": "Appât"})
    assert done.status_code == 403
    assert "Appât" not in done.content.decode()
    assert not Response.objects.exists()


@pytest.mark.parametrize("loses_token", [False, True])
def test_a_response_this_device_has_lost_is_said_and_the_whole_page_is_kept(
    every: Collection, loses_token: bool
) -> None:
    client = Client(enforce_csrf_checks=True)
    fill(client, client.get(url(every, "section/vous/")), go="save", statut="autre")
    page = client.get(url(every, "section/vous/"))
    del client.cookies[f"reponse_{every.slug}"]
    if loses_token:
        del client.cookies["csrftoken"]
    lost = fill(client, page, go="save", statut_autre="Mutuelle")
    assert lost.status_code == (403 if loses_token else 422)
    assert "ne retrouve plus vos réponses" in text_of(lost)
    assert form_of(lost).values["statut_autre"] == ["Mutuelle"]
    assert fill(client, lost, go="save").status_code == 302
    assert Response.objects.latest("pk").answers == {"statut": "autre", "statut_autre": "Mutuelle"}


@pytest.mark.parametrize("headers", [{}, {"hx-request": "true"}])
def test_a_page_left_by_somebody_is_never_saved_in_the_response_of_whoever_came_next(
    client: Client, every: Collection, headers: dict[str, str]
) -> None:
    fill(client, client.get(url(every, "section/vous/")), go="save", statut="autre")
    left = form_of(client.get(url(every, "section/vous/")))
    del client.cookies[f"reponse_{every.slug}"]
    fill(client, client.get(url(every, "section/vous/")), go="save", statut="scic")
    late = client.post(left.action, {**left.values, "statut_autre": "Mutuelle"}, headers=headers)
    assert "Une autre réponse a été ouverte" in text_of(late)
    if not headers:
        assert late.status_code == 409
        assert form_of(late).values["statut_autre"] == ["Mutuelle"]
        assert "Une autre réponse" in text_of(fill(client, late, go="save"))
    assert [row.answers for row in Response.objects.order_by("pk")] == [
        {"statut": "autre"},
        {"statut": "scic"},
    ]


@pytest.mark.parametrize(
    ("place", "typed"),
    [
        ("relire/", {}),
        ("recu/", {}),
        ("effacer/", {}),
        ("lien/", {"email": "avant@exemple.org"}),
        ("quitter/", {}),
        ("equipe/", {"name": "Avant", "email": "avant@exemple.org"}),
    ],
)
def test_a_button_left_by_somebody_does_nothing_to_the_response_of_whoever_came_next(
    client: Client, place: str, typed: dict[str, str]
) -> None:
    text = factories.consent_text(is_required=False)
    item = factories.open_collection(factories.five_questions(), consent_texts=[text])
    fill(client, client.get(url(item, "section/page/")), go="finish", statut="scic")
    left = form_of(client.get(url(item, place)), marker=place)
    del client.cookies[f"reponse_{item.slug}"]
    agreed = {f"consent_{text.pk}": "on"}
    fill(client, client.get(url(item, "section/page/")), go="save", statut="scic", **agreed)
    late = client.post(left.action, {**left.values, **typed})
    if place == "recu/":
        assert late.url == url(item)
    elif place == "quitter/":
        assert late.cookies.get(f"reponse_{item.slug}") is None
    else:
        assert late.status_code in {403, 422}
        assert "Une autre réponse a été ouverte" in text_of(late)
    row = Response.objects.latest("pk")
    assert (row.resume_email, row.contributors.count()) == ("", 0)
    assert Response.objects.count() == 2
    assert row.completed_at is None
    assert row.consents.get().is_given


@pytest.mark.parametrize("place", ["section/page/", "relire/", "lien/", "quitter/", "effacer/", "recu/"])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_form_cut_on_its_way_is_refused_and_nothing_of_it_is_stored(
    five: Collection, place: str, kind: str
) -> None:
    client = Client(enforce_csrf_checks=True)
    fill(client, client.get(url(five, "section/page/")), go="finish", statut="scic", mot="4 321")
    cut = b'--x\r\nContent-Disposition: form-data; name="mot"\r\n\r\n4' if "x" in kind[-1] else b"mot=4"
    body = {"wsgi.input": WholeInput(io.BytesIO(cut), 400), "CONTENT_LENGTH": "400", "CONTENT_TYPE": kind}
    assert client.generic("POST", url(five, place), **body).status_code == 403
    assert Response.objects.get().answers["mot"] == "4 321"
