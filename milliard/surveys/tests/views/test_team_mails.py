"""A colleague's mail says who writes, for whom, which sections; what was done is said; removing is asked."""

import pytest
from django.test import Client

from milliard.surveys.models import Collection, Contributor
from milliard.surveys.tests import factories
from milliard.surveys.tests.browsing import fill, form_of, text_of, url

pytestmark = pytest.mark.django_db
TYPED = {"name": "Paul", "email": "paul@exemple.org", "asked_by": "Awa, trésorière"}


def begun(client: Client) -> Collection:
    collection = factories.open_collection(
        factories.every_kind(), title="Le Recueil", organiser="la Coopérative des lieux"
    )
    fill(client, client.get(url(collection, "section/vous/")), nom="Les Ateliers")
    return collection


def test_the_mail_says_who_writes_for_whom_and_which_sections(client: Client, mailoutbox) -> None:
    team = url(begun(client), "equipe/")
    proposed = form_of(client.get(team), "equipe").values["organisation"]
    assert proposed == ["Les Ateliers"]
    client.post(team, {**TYPED, "organisation": proposed, "sections": ["chiffres", "avis"]})
    (mail,) = mailoutbox
    assert mail.subject == "Awa, trésorière compte sur vous\u00a0: Le Recueil"
    body = mail.body.replace("\u00a0", " ")
    assert "Awa, trésorière, pour « Les Ateliers », vous confie une partie des réponses" in body
    assert "– Vos chiffres\n– Votre avis" in body
    assert "Votre organisation\n" not in body
    assert "mené par la Coopérative des lieux" in body
    assert "Quelqu’un de votre organisation" not in body


def test_what_was_sent_is_said_with_its_address(client: Client) -> None:
    team = url(begun(client), "equipe/")
    assert "C’est envoyé à paul@exemple.org" in text_of(client.post(team, TYPED, follow=True))
    assert "C’est envoyé" not in text_of(client.get(team))


def test_removing_somebody_is_asked_first(client: Client) -> None:
    collection = begun(client)
    team = url(collection, "equipe/")
    client.post(team, TYPED)
    person = Contributor.objects.get()
    assert f'href="?retirer={person.public_id}"' in client.get(team).content.decode()
    asked = client.get(f"{team}?retirer={person.public_id}")
    assert "Retirer Paul ?" in text_of(asked)
    assert Contributor.objects.exists()
    client.post(team, {"remove": str(person.public_id)})
    assert not Contributor.objects.exists()
    assert client.get(f"{team}?retirer={person.public_id}").status_code == 200


def test_a_link_sent_to_oneself_repeats_the_address(client: Client) -> None:
    collection = begun(client)
    sent = client.post(url(collection, "lien/"), {"email": "awa@exemple.org"}, follow=True)
    assert "C’est envoyé à awa@exemple.org" in text_of(sent)
