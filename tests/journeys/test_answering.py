"""A promise: «Commencez ici, arrêtez-vous quand vous voulez, reprenez ailleurs par le lien, terminez.»"""

import html
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from milliard.core.models import OutboxMail
from milliard.surveys.models import Response
from milliard.surveys.tests import factories
from milliard.surveys.tests.browsing import form_of


class Respondent:
    """Somebody with a browser that runs no script: follows links, fills forms, keeps cookies."""

    def __init__(self, site: str) -> None:
        self.http = httpx.Client(base_url=site, follow_redirects=True, timeout=30)

    def read(self, address: str) -> Any:
        page = self.http.get(address)
        assert page.status_code == 200, (address, page.status_code)
        return page

    def fill(self, page: Any, marker: str = "section-form", go: str = "next", **typed: Any) -> Any:
        form = form_of(page, marker)
        assert not typed.keys() - form.names
        data = {**form.values, **typed, "go": go}
        return self.http.post(html.unescape(form.action), data=data)


@pytest.fixture
def respondent(site: str) -> Iterator[Callable[[], Respondent]]:
    """Gives a new person each time it is called."""
    with ExitStack() as stack:

        def arrive() -> Respondent:
            person = Respondent(site)
            stack.callback(person.http.close)
            return person

        yield arrive


@pytest.fixture
def collection(site: str) -> Any:
    consent = factories.consent_text(is_required=True)
    return factories.open_collection(factories.every_kind(), slug="recueil", consent_texts=[consent])


def test_start_three_sections_leave_resume_by_mail_finish_receipt(
    respondent: Callable[[], Respondent], collection: Any
) -> None:
    phone = respondent()
    landing = phone.read("/questionnaires/recueil/")
    start = re.search(r'href="(/questionnaires/recueil/section/[^"]+)"', landing.text)
    assert start
    page = phone.read(start[1])
    consent = next(name for name in form_of(page).names if name.startswith("consent_"))
    page = phone.fill(page, nom="Les Amis", statut="association", **{consent: "on"})
    assert "Section 2 sur 3" in page.text
    row = form_of(page).values["rows__besoins"][0]
    page = phone.fill(page, personnes="12", **{f"besoins__{row}__montant": "2 500 €"})
    assert "Section 3 sur 3" in page.text
    page = phone.fill(page, go="leave", membre="yes")
    assert page.url.path == "/questionnaires/recueil/lien/"
    page = phone.fill(page, "/lien/", email="moi@exemple.org")
    assert "C’est envoyé" in page.text

    link = re.search(r"https?://[^/]+(/questionnaires/reprendre/\S+)", OutboxMail.objects.get().body)
    assert link
    desk = respondent()
    page = desk.read(link[1])
    assert page.url.path == "/questionnaires/recueil/relire/"
    assert link[1] not in page.text
    assert [hop.headers["Referrer-Policy"] for hop in page.history] == ["no-referrer"]
    assert "Les Amis" in page.text
    page = desk.read("/questionnaires/recueil/section/avis/")
    assert form_of(page).values["membre"] == ["yes"]
    page = desk.fill(page, go="review", recit="Tout va bien.")
    page = desk.fill(page, "/relire/", go="")
    assert page.url.path == "/questionnaires/recueil/recu/"
    assert "Votre réponse est arrivée" in page.text
    assert "Tout va bien." in page.text

    response = Response.objects.get()
    assert response.completed_at is not None
    assert response.answers["besoins"] == [{"_id": row, "montant": 250_000}]
    assert response.consents.get().is_given


def test_whoever_changes_their_mind_erases_everything(
    respondent: Callable[[], Respondent], collection: Any
) -> None:
    person = respondent()
    page = person.read("/questionnaires/recueil/section/vous/")
    consent = next(name for name in form_of(page).names if name.startswith("consent_"))
    person.fill(page, nom="Moi", **{consent: "on"})
    page = person.fill(person.read("/questionnaires/recueil/effacer/"), "/effacer/", go="")
    assert "C’est effacé" in page.text
    assert not Response.objects.exists()
    assert "fresh" in form_of(person.read("/questionnaires/recueil/section/vous/")).values


def test_two_people_of_one_organisation_each_with_a_link(
    respondent: Callable[[], Respondent], collection: Any
) -> None:
    first = respondent()
    page = first.read("/questionnaires/recueil/section/vous/")
    consent = next(name for name in form_of(page).names if name.startswith("consent_"))
    first.fill(page, nom="Nous", **{consent: "on"})
    page = first.read("/questionnaires/recueil/equipe/")
    first.fill(
        page,
        "/equipe/",
        go="",
        name="Camille",
        email="camille@exemple.org",
        asked_by="Nadia",
        sections=["chiffres"],
    )
    link = re.search(r"(/questionnaires/reprendre/\S+)", OutboxMail.objects.get().body)
    assert link
    second = respondent()
    second.read(link[1])
    page = second.read("/questionnaires/recueil/section/chiffres/")
    second.fill(page, personnes="3")
    refused = second.read("/questionnaires/recueil/section/vous/")
    assert refused.url.path == "/questionnaires/recueil/relire/"
    assert Response.objects.get().answers == {"nom": "Nous", "personnes": 3}
