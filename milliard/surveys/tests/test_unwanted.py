"""Whoever was invited may say «no more»; the team may forget an address."""

import re

import pytest
from django.conf import settings
from django.test import Client

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.core.models import OutboxMail
from milliard.core.refusals import NotAllowed
from milliard.surveys.models import Contributor, Invitation, Response, UnwantedAddress
from milliard.surveys.services.invitations import invite, send_reminders
from milliard.surveys.services.unwanted import forget_address
from milliard.surveys.tests import factories
from milliard.surveys.tests.browsing import fill, text_of, url

pytestmark = pytest.mark.django_db


def link_in(body: str, part: str) -> str:
    found = re.search(rf"{re.escape(settings.SITE_URL)}(/questionnaires/{part}/\S+)", body)
    assert found, body
    return found[1]


@pytest.mark.parametrize("is_anonymous", [False, True])
def test_an_invited_person_asks_for_no_more_mails(client: Client, mailoutbox, is_anonymous: bool) -> None:
    collection = factories.open_collection(is_anonymous=is_anonymous)
    other = factories.open_collection()
    for item in (collection, other):
        invite(collection=item, emails="awa@exemple.org\nluc@exemple.org", by=None)
    stop = link_in(mailoutbox[0].body, "ne-plus-recevoir")
    asked = client.get(stop)
    assert "Ne plus m’écrire" in text_of(asked)
    assert (
        Invitation.objects.filter(email="awa@exemple.org").count() == 2
    )  # opened by a program: nothing done
    assert "C’est noté" in text_of(client.post(stop))
    assert not Invitation.objects.filter(email="awa@exemple.org").exists()
    again = invite(collection=other, emails="Awa@exemple.org\nluc@exemple.org", by=None)
    assert (again.created, again.known, again.unwanted) == (0, 1, 1)
    assert client.post(stop).status_code == 404  # the invitation is gone: nothing more to do
    assert "awa" not in str(UnwantedAddress.objects.values())


def test_no_reminder_reaches_who_asked_for_none(client: Client, mailoutbox, time_machine) -> None:
    time_machine.move_to("2026-11-01T10:00:00+01:00")
    collection = factories.open_collection()
    invite(collection=collection, emails="awa@exemple.org\nluc@exemple.org", by=None)
    client.post(link_in(mailoutbox[0].body, "ne-plus-recevoir"))
    time_machine.move_to("2026-11-08T10:00:00+01:00")
    assert send_reminders(collection=collection, by=None) == 1
    assert mailoutbox[-1].to == ["luc@exemple.org"]
    assert "ne-plus-recevoir" in mailoutbox[-1].body


def test_a_response_begun_with_the_invitation_stays(client: Client, mailoutbox) -> None:
    collection = factories.open_collection(invitation_only=True)
    invite(collection=collection, emails="awa@exemple.org", by=None)
    client.get(link_in(mailoutbox[0].body, "invitation"))
    fill(client, client.get(url(collection, "section/page/")), nom="Awa")
    client.post(link_in(mailoutbox[0].body, "ne-plus-recevoir"))
    assert (
        fill(client, client.get(url(collection, "section/page/")), go="finish", nom="Awa").status_code == 302
    )
    assert Response.objects.get().completed_at is not None


def test_a_changed_secret_key_still_knows_who_wants_none(client: Client, mailoutbox, settings) -> None:
    collection = factories.open_collection()
    invite(collection=collection, emails="awa@exemple.org", by=None)
    client.post(link_in(mailoutbox[0].body, "ne-plus-recevoir"))
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "une autre clé" * 5
    assert invite(collection=collection, emails="awa@exemple.org", by=None).unwanted == 1


def test_the_team_forgets_an_address_everywhere() -> None:
    by, collection = factories.organiser(), factories.open_collection()
    client = Client()
    fill(client, client.get(url(collection, "section/page/")), nom="Awa")
    client.post(url(collection, "lien/"), {"email": "awa@exemple.org"})
    client.post(url(collection, "equipe/"), {"email": "awa@exemple.org", "name": "Awa", "asked_by": "Luc"})
    invite(collection=collection, emails="awa@exemple.org", by=None)
    assert forget_address(collection=collection, email=" Awa@exemple.org ", by=by) == 3
    assert not Contributor.objects.exists()
    assert Response.objects.get().resume_email == ""
    assert Response.objects.get().answers == {"nom": "Awa"}
    assert forget_address(collection=collection, email="awa@exemple.org", by=by) == 0
    with pytest.raises(NotAllowed):
        forget_address(collection=collection, email="awa@exemple.org", by=factories.user(Role.ANALYST))


def test_its_screen_says_what_was_done() -> None:
    collection = factories.open_collection()
    client = signed_in(Role.ORGANISER)
    address = f"/gestion/collectes/{collection.slug}/oublier/"
    assert client.post(address, {"email": "awa@"}).status_code == 422
    done = client.post(address, {"email": "awa@exemple.org"}, follow=True)
    assert "Nous ne gardions pas cette adresse" in text_of(done)
    assert not OutboxMail.objects.exists()
