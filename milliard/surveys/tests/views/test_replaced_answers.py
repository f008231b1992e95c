"""An answer that lost against another person's is on the page where one reads again, for its holders only."""

import pytest
from django.test import Client

from milliard.surveys.models import Collection, ReplacedAnswer, Response
from milliard.surveys.services.questionnaires import create_version
from milliard.surveys.tests import factories
from milliard.surveys.tests.browsing import fill, text_of
from milliard.surveys.version_change.responses import convert_response

pytestmark = pytest.mark.django_db


def _url(collection: Collection, rest: str = "") -> str:
    return f"/questionnaires/{collection.slug}/{rest}"


def _two_people(collection: Collection) -> tuple[Client, Client]:
    """Two browsers on one response, and a choice made between two answers to «statut»."""
    first, second = Client(), Client()
    page = first.get(_url(collection, "section/page/"))
    fill(first, page, go="save", personnes="3", mot="a")
    second.cookies = first.cookies.copy()
    pages = [client.get(_url(collection, "section/page/")) for client in (first, second)]
    fill(first, pages[0], go="save", statut="scic")
    asked = fill(second, pages[1], go="save", statut="association")
    assert "en bas de la page où l’on relit ses réponses" in text_of(asked)
    fill(second, asked, go="save", statut="association", keep__statut="mine")
    return first, second


@pytest.mark.parametrize("is_anonymous", [False, True])
def test_the_answer_that_lost_is_shown_to_both(is_anonymous: bool) -> None:
    collection = factories.open_collection(factories.five_questions(), is_anonymous=is_anonymous)
    for client in _two_people(collection):
        words = text_of(client.get(_url(collection, "relire/")))
        after = words.split("Réponses remplacées")[1].split("Cet appareil")[0]
        assert "Votre statut SCIC Remplacée" in after
        assert "Remplacée par la réponse de quelqu’un de votre équipe, le " in after
        assert (" à " in after.split("votre équipe, le ")[1][:40]) is not is_anonymous


def test_nobody_else_reads_it_and_nothing_is_said_without_a_loser() -> None:
    collection = factories.open_collection(factories.five_questions())
    _two_people(collection)
    stranger = Client()
    assert stranger.get(_url(collection, "relire/")).status_code == 302
    fill(stranger, stranger.get(_url(collection, "section/page/")), go="save", statut="scic")
    assert Response.objects.count() == 2
    assert ReplacedAnswer.objects.count() == 1
    assert "Réponses remplacées" not in text_of(stranger.get(_url(collection, "relire/")))


def test_what_a_change_of_version_put_aside_is_read_in_its_own_wording() -> None:
    collection = factories.open_collection(factories.five_questions())
    client = Client()
    fill(client, client.get(_url(collection, "section/page/")), go="save", statut="scic")
    smaller = factories.definition(factories.question("mot", label="Un mot"))
    code = collection.version.questionnaire.code
    later = create_version(code=code, definition=smaller, source_name="", by=None)
    response = Response.objects.get()
    convert_response(response=response, version=later, by=factories.organiser())
    after = text_of(client.get(_url(collection, "relire/"))).split("Réponses remplacées")[1]
    assert "Mise de côté quand le questionnaire a changé, le " in after
    assert "Votre statut SCIC Mise" in after
