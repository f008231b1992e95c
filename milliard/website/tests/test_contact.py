"""People write to us: once; robots do not; the team sees to it; a year later it is gone."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.core.refusals import NotAllowed
from milliard.website import contact
from milliard.website.models import ContactMessage
from milliard.website.services.contact import LIMIT, delete_message, forget_old_messages
from milliard.website.tests.factories import make_message

pytestmark = pytest.mark.django_db
SAID = {
    "name": "Camille",
    "email": "camille@exemple.fr",
    "subject": "question",
    "text": "Y a-t-il un lieu près de Brest\u202f? Voir https://exemple.fr/brest",
}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A form may be sent at once, but where a test says otherwise."""
    monkeypatch.setattr(contact, "QUICKEST_S", -1)


def stamp_of(client: Client) -> str:
    found = re.search(r'name="stamp" value="([^"]+)"', client.get("/contact/").content.decode())
    assert found
    return found[1]


def send(client: Client, **changed: str) -> Any:
    return client.post("/contact/", {"stamp": stamp_of(client), **SAID, **changed})


def test_a_message_is_kept_and_mailed_with_the_way_to_answer(client: Client, settings: Any) -> None:
    settings.CONTACT_EMAIL = "equipe@exemple.invalid"
    response = send(client)
    assert response.url == "/contact/merci/"
    assert "votre message est arrivé" in client.get(response.url).content.decode()
    message = ContactMessage.objects.get()
    assert (message.name, message.text) == (SAID["name"], SAID["text"])
    (sent,) = mail.outbox
    assert (sent.to, sent.reply_to) == (["equipe@exemple.invalid"], ["camille@exemple.fr"])
    assert SAID["text"] in sent.body


def test_a_double_click_sends_once(client: Client) -> None:
    stamp = stamp_of(client)
    for _ in range(2):
        assert client.post("/contact/", {**SAID, "stamp": stamp}).status_code == 302
    assert ContactMessage.objects.count() == len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "Dites comment vous appeler"),
        ({"name": "Achetez sur www.exemple.fr"}, "Un nom ne contient pas"),
        ({"email": "camille"}, "il faut un @"),
        ({"subject": ""}, "Choisissez ce dont il s’agit"),
        ({"text": " "}, "Votre message est vide"),
        ({"text": "https://a.fr https://b.fr www.c.fr"}, "plus de deux liens"),
        ({"text": '<a href="https://a.fr">ici</a>'}, "sans balises"),
        ({"website": "https://a.fr"}, "doit rester vide"),
        ({"stamp": "inventé"}, "ouverte depuis trop longtemps"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client: Client, changed: dict[str, str], words: str
) -> None:
    response = send(client, **changed)
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    for name, value in {**SAID, **changed}.items():
        if name in ("name", "email", "text") and not value.startswith("<"):
            assert value.strip() in page
    assert not ContactMessage.objects.exists()
    if "stamp" in changed:  # the page has another one: sent again as it stands, it leaves
        again = re.search(r'name="stamp" value="([^"]+)"', page)
        assert again
        assert client.post("/contact/", {**SAID, "stamp": again[1]}).status_code == 302


def test_a_form_sent_before_anybody_could_fill_it_waits(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contact, "QUICKEST_S", 3)
    response = send(client)
    assert response.status_code == 422
    assert "Attendez trois secondes" in response.content.decode()
    monkeypatch.setattr(contact, "OLDEST_S", -1)
    assert "trop longtemps" in send(client).content.decode()


def test_nobody_writes_twenty_times_an_hour(client: Client) -> None:
    for _ in range(LIMIT.hits):
        assert send(client).status_code == 302
    response = send(client)
    assert response.status_code == 422
    assert "Plusieurs messages" in response.content.decode()
    assert ContactMessage.objects.count() == LIMIT.hits
    elsewhere = Client(REMOTE_ADDR="203.0.113.7")
    assert send(elsewhere, email="autre@exemple.fr").status_code == 302


def test_the_team_reads_answers_and_sees_to_it() -> None:
    message, organiser = make_message(text="Où\u202f?\n<b>là</b>"), signed_in(Role.ORGANISER)
    assert "à traiter" in organiser.get("/gestion/messages/").content.decode()
    page = organiser.get(f"/gestion/messages/{message.public_id}/").content.decode()
    assert "mailto:camille%40exemple.fr?subject=Re%3A%20une%20question" in page
    assert "&lt;b&gt;là&lt;/b&gt;" in page
    organiser.post(f"/gestion/messages/{message.public_id}/traiter/")
    message.refresh_from_db()
    assert message.is_handled
    organiser.post(f"/gestion/messages/{message.public_id}/rouvrir/")
    message.refresh_from_db()
    assert not message.is_handled
    response = organiser.post(f"/gestion/messages/{message.public_id}/supprimer/")
    assert response.url == "/gestion/messages/"
    assert not ContactMessage.objects.exists()


def test_only_the_team_deletes() -> None:
    with pytest.raises(NotAllowed):
        delete_message(message=make_message(), by=make_person(role=Role.MEMBER))


def test_a_year_later_it_is_forgotten() -> None:
    old, kept = make_message(), make_message()
    ContactMessage.objects.filter(pk=old.pk).update(created_at=timezone.now() - dt.timedelta(days=366))
    assert forget_old_messages()[0][1] == 1
    assert ContactMessage.objects.get() == kept
