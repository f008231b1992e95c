"""A computer several people use: it forgets whoever leaves, and no link silently takes another's place."""

import pytest
from django.test import Client

from milliard.surveys import tokens
from milliard.surveys.models import Collection, Response
from milliard.surveys.services.access import response_key
from milliard.surveys.services.contributors import add_contributor
from milliard.surveys.tests import factories
from milliard.surveys.tests.browsing import fill, text_of, url
from milliard.surveys.views.visits import COOKIE_AGE_S, SHARED_AGE_S, SHARED_COOKIE

pytestmark = pytest.mark.django_db


def begin(collection: Collection, word: str, **typed: str) -> tuple[Client, Response]:
    """Somebody's browser, and the response begun in it."""
    client = Client()
    fill(client, client.get(url(collection, "section/page/")), go="save", mot=word, **typed)
    return client, Response.objects.latest("pk")


@pytest.mark.parametrize("rest", ["section/page/", "relire/", "lien/", "equipe/", ""])
def test_every_page_with_answers_leads_to_the_way_out(five: Collection, rest: str) -> None:
    client, _ = begin(five, "Secret")
    assert "Ne rien laisser sur cet appareil" in text_of(client.get(url(five, rest)))


def test_leaving_forgets_here_and_keeps_everything_there(five: Collection) -> None:
    _, response = begin(five, "Secret")
    client = Client(enforce_csrf_checks=True)
    client.cookies[f"reponse_{five.slug}"] = response_key(response)
    page = client.get(url(five, "quitter/"))
    assert "/questionnaires/reprendre/" in page.content.decode()
    assert client.post(url(five, "quitter/")).status_code == 403
    token = client.cookies["csrftoken"].value
    left = client.post(url(five, "quitter/"), {"csrfmiddlewaretoken": token})
    assert "a oublié vos réponses" in text_of(left)
    assert client.get(url(five, "relire/")).url == url(five)
    assert "Secret" not in client.get(url(five, "section/page/")).content.decode()
    assert Response.objects.get().answers == {"mot": "Secret"}
    client.get(f"/questionnaires/reprendre/{response_key(response)}/")
    assert "Secret" in text_of(client.get(url(five, "relire/")))


def test_leaving_from_a_section_saves_what_is_typed_first(five: Collection) -> None:
    client, _ = begin(five, "Le début")
    page = client.get(url(five, "section/page/"))
    assert fill(client, page, go="quit", mot="La fin").url == url(five, "quitter/")
    assert Response.objects.get().answers == {"mot": "La fin"}


def test_the_link_by_mail_comes_back_to_the_way_out(five: Collection, mailoutbox: list[object]) -> None:
    client, _ = begin(five, "Secret")
    done = client.post(url(five, "lien/"), {"email": "a@exemple.org", "leaving": "1"})
    assert done.url == url(five, "quitter/?envoye=1")
    assert "cet appareil peut oublier vos réponses" in text_of(client.get(done.url))


def test_a_shared_computer_forgets_after_two_hours_and_an_own_one_after_two_months(five: Collection) -> None:
    mine, name = Client(), f"reponse_{five.slug}"
    done = fill(mine, mine.get(url(five, "section/page/")), go="save", mot="chez moi")
    assert done.cookies[name]["max-age"] == COOKIE_AGE_S == 60 * 86_400
    # Browsers send it with the links of mails too: those pages must know whose answers are open here.
    assert done.cookies[name]["path"] == "/questionnaires/"
    hall = Client()
    done = fill(hall, hall.get(url(five, "section/page/")), go="save", mot="ici", shared="on")
    assert done.cookies[name]["max-age"] == SHARED_AGE_S == 7_200
    assert done.cookies[SHARED_COOKIE]["path"] == "/questionnaires/"
    again = fill(hall, hall.get(url(five, "section/page/")), go="save", mot="encore ici")
    assert again.cookies[name]["max-age"] == SHARED_AGE_S
    hall.post(url(five, "quitter/"))
    # The computer is still shared: the box is ticked for the next person, who may untick it.
    other = factories.open_collection(factories.five_questions())
    page = hall.get(url(other, "section/page/"))
    assert "checked" in page.content.decode()
    assert "deux heures après votre dernière action" in text_of(page)  # not «votre dernier mot»
    done = fill(hall, page, go="save", mot="à moi", shared=[])
    assert done.cookies[f"reponse_{other.slug}"]["max-age"] == COOKIE_AGE_S
    assert done.cookies[SHARED_COOKIE]["max-age"] == 0
    assert "checked" not in Client().get(url(other, "section/page/")).content.decode()


def test_another_persons_link_asks_before_replacing_answers_begun_here(five: Collection) -> None:
    mine, _ = begin(five, "Les miennes")
    _, other = begin(five, "Les autres")
    link = f"/questionnaires/reprendre/{response_key(other)}/"
    asked = mine.get(link)
    assert "Quelles réponses ouvrir ici" in text_of(asked)
    assert "Les miennes" not in text_of(asked)
    assert "Les autres" not in text_of(asked)
    assert asked["Referrer-Policy"] == "same-origin"  # else the browser posts without its origin
    assert "Les miennes" in text_of(mine.get(url(five, "relire/")))
    assert mine.post(link).url == url(five, "relire/")
    assert "Les autres" in text_of(mine.get(url(five, "relire/")))


def test_ones_own_link_and_a_finished_response_ask_nothing(five: Collection) -> None:
    mine, response = begin(five, "Les miennes")
    _, other = begin(five, "Les autres")
    assert mine.get(f"/questionnaires/reprendre/{response_key(response)}/").status_code == 302
    fill(mine, mine.get(url(five, "section/page/")), go="finish", statut="scic")
    assert mine.get(f"/questionnaires/reprendre/{response_key(other)}/").status_code == 302


def test_a_part_asks_before_it_takes_the_place_of_the_whole(five: Collection) -> None:
    mine, response = begin(five, "Les miennes")
    person = add_contributor(
        collection=five, key=response_key(response), name="Sam", email="sam@exemple.org", sections=[]
    )
    part = tokens.make_link(tokens.LinkKind.CONTRIBUTOR, person.pk, person.token_digest)
    assert "Quelles réponses ouvrir" in text_of(mine.get(f"/questionnaires/reprendre/{part}/"))
    mine.post(f"/questionnaires/reprendre/{part}/")
    assert mine.get(f"/questionnaires/reprendre/{response_key(response)}/").status_code == 302
