"""Inviting from a list: read and shown first, then sent; the people found again, removed, written to."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.core.mail import AddressRefused
from milliard.fieldwork.tests.staffing import a_file
from milliard.fieldwork.tests.views.test_staff_collections import url
from milliard.surveys import emails
from milliard.surveys.models import Collection, Invitation, InvitationWords
from milliard.surveys.services.invitations import MAX_REMINDERS, invite, send_reminders
from milliard.surveys.services.invited_people import (
    NAMES_KEPT_FOR,
    NotWrittenAgain,
    forget_names,
    resend_invitation,
)
from milliard.surveys.services.unwanted import refuse_invitations
from milliard.surveys.tests import factories
from milliard.surveys.tests.browsing import text_of
from milliard.surveys.tests.test_unwanted import link_in

pytestmark = pytest.mark.django_db
_TABLE = (
    "Nom;Prénom;Adresse e-mail;Structure\r\n"
    "Évrard;Zoé;zoe@exemple.org;Café de l’Été\r\n"
    "Le Goff;Yann;yann@exemple.org;\r\n"
    "Sans;Adresse;;Les Oubliés\r\n"
    "Évrard;Zoé;ZOE@exemple.org;Double\r\n"
)


def invited(client: Client, item: Collection, typed: str | bytes) -> HttpResponse:
    """Give a list, then invite those it shows."""
    values = {"emails": typed} if isinstance(typed, str) else {"file": a_file(typed, "liste.csv")}
    shown = client.post(url("invitations", item), values)
    assert shown.status_code == 302, shown.context["form"].errors
    result: Any = client.post(shown["Location"], follow=True)
    return result  # type: ignore[no-any-return]


def person(item: Collection, **fields: Any) -> Invitation:
    first = {
        "email": "awa@exemple.org",
        "token_digest": bytes(32),
        "sent_at": timezone.now() - dt.timedelta(days=5),
    }
    return Invitation.objects.create(collection=item, **{**first, **fields})


def act(name: str, row: Invitation) -> str:
    return reverse(f"surveys_staff:{name}", args=[row.collection.slug, row.public_id])


def test_a_table_is_shown_before_anything_leaves(django_capture_on_commit_callbacks):
    item, client = factories.open_collection(), signed_in(Role.ORGANISER)
    given = client.post(url("invitations", item), {"file": a_file(_TABLE.encode("cp1252"), "liste.csv")})
    shown = client.get(given["Location"])
    page = text_of(shown)
    assert not Invitation.objects.exists()
    assert "Inviter 2 personnes" in page.replace("\u00a0", " ")
    for words in ("Zoé Évrard", "Café de l’Été", "Pas d’adresse sur cette ligne.", "invitée une seule"):
        assert words in page
    with django_capture_on_commit_callbacks(execute=True):
        client.post(given["Location"])
    rows = Invitation.objects.order_by("email").values_list(
        "email", "given_name", "family_name", "organisation"
    )
    assert list(rows) == [
        ("yann@exemple.org", "Yann", "Le Goff", ""),
        ("zoe@exemple.org", "Zoé", "Évrard", "Café de l’Été"),
    ]
    assert "Bonjour Zoé," in next(one.body for one in mail.outbox if one.to == ["zoe@exemple.org"])
    assert client.post(given["Location"]).status_code == 302  # the list is gone: nobody twice
    assert Invitation.objects.count() == 2


def test_columns_are_corrected_and_a_name_left_out():
    item, client = factories.open_collection(), signed_in(Role.ORGANISER)
    given = client.post(url("invitations", item), {"emails": "Yann\tyann@exemple.org\nZoé\tzoe@exemple.org"})
    again = client.post(given["Location"], {"read": "1", "email": "1", "given_name": "0"})
    assert again.status_code == 302
    client.post(again["Location"])
    assert sorted(Invitation.objects.values_list("given_name", flat=True)) == ["Yann", "Zoé"]
    twice = client.post(given["Location"], {"read": "1", "email": "1", "given_name": "1"})
    assert twice.status_code in (302, 422)


def test_who_is_invited_or_wants_none_is_said(mailoutbox):
    item, client = factories.open_collection(), signed_in(Role.ORGANISER)
    invite(collection=item, emails="yann@exemple.org\nzoe@exemple.org", by=None)
    refused = next(one for one in mailoutbox if one.to == ["zoe@exemple.org"])
    refuse_invitations(key=link_in(refused.body, "ne-plus-recevoir").rstrip("/").rpartition("/")[2])
    given = client.post(url("invitations", item), {"emails": "yann@exemple.org\nzoe@exemple.org"})
    page = text_of(client.get(given["Location"]))
    assert "Déjà invitée à cette collecte." in page
    assert "Ne veut plus recevoir d’invitations." in page
    assert "Personne de nouveau à inviter" in page


def test_a_list_is_another_persons_or_another_collections_for_nobody():
    item, other, client = factories.open_collection(), factories.open_collection(), signed_in(Role.ORGANISER)
    given = client.post(url("invitations", item), {"emails": "a@exemple.org"})["Location"]
    assert signed_in(Role.ORGANISER).post(given).status_code == 302
    client.post(given.replace(item.slug, other.slug))
    assert not Invitation.objects.exists()


def test_the_list_is_searched_by_address_name_and_state():
    item, client = factories.open_collection(), signed_in(Role.ORGANISER)
    person(item, given_name="Awa", family_name="Évrard")
    person(item, email="luc@exemple.org", token_digest=b"1" * 32, is_spent=True)
    address = url("invitation_list", item)
    assert "luc@exemple.org" in text_of(client.get(address))
    found = text_of(client.get(address, {"q": "evrard"}))
    assert "awa@exemple.org" in found
    assert "luc@exemple.org" not in found
    done = text_of(client.get(address, {"etat": "terminee"}))
    assert "luc@exemple.org" in done
    assert "awa@exemple.org" not in done


def test_an_anonymous_collection_does_not_tell_who_answered(mailoutbox):
    item, client = factories.open_collection(is_anonymous=True), signed_in(Role.ORGANISER)
    waits = person(item, is_opened=True, reminders=1)
    done = person(item, email="luc@exemple.org", token_digest=b"1" * 32, is_opened=True, is_spent=True)
    page = client.get(url("invitation_list", item)).content.decode()
    for words in ("a commencé</", "a terminé", "relance<", "terminee"):
        assert words not in page
    assert page.count("Renvoyer") == 2
    assert client.get(url("invitation_list", item), {"etat": "terminee"}).context["filters"].errors
    said = {
        text_of(client.post(act("invitation_resend", row), follow=True)).count("il repart")
        for row in (waits, done)
    }
    assert said == {1}
    assert [one.to for one in mailoutbox] == [["awa@exemple.org"]]


def test_acts_on_one_person_change_no_count_that_an_anonymous_collection_shows(mailoutbox):
    item, client = factories.open_collection(is_anonymous=True), signed_in(Role.ORGANISER)
    waits = person(item)
    done = person(item, email="luc@exemple.org", token_digest=b"1" * 32, is_opened=True, is_spent=True)

    def shown() -> list[str]:
        """The words of the page, from its counts to the form."""
        page = client.get(url("invitations", item)).content.decode()
        part = page.partition('<dl class="sv-figures">')[2].partition("<h3>Inviter</h3>")[0]
        return re.sub(r"<[^>]+>", " ", part).split()

    first = shown()
    assert "Relancer" in first
    assert not {"Terminées", "Ouvertes", "Relancées", "Dernière"} & set(first)
    assert "Les relances partent" in text_of(client.post(url("reminders", item), follow=True))
    assert shown() == first
    assert "count" not in (ModelLogEntry.objects.get(action="surveys.reminders.sent").data or {})
    days_ago = timezone.now() - dt.timedelta(days=4)
    Invitation.objects.filter(pk=waits.pk).update(reminded_at=days_ago)
    for row in (waits, done):
        client.post(act("invitation_resend", row), follow=True)
        assert shown() == first
    assert [one.to for one in mailoutbox] == [["awa@exemple.org"]] * 2
    pages = []
    for row in (waits, done):
        Invitation.objects.filter(pk=row.pk).delete()
        pages.append(shown())
        row.save(force_insert=True)
    assert pages[0] == pages[1]


def test_one_person_is_written_to_again_three_times_at_most(mailoutbox, time_machine):
    time_machine.move_to("2026-11-01T10:00:00+01:00")
    item = factories.open_collection()
    row = person(item, sent_at=timezone.now())
    with pytest.raises(NotWrittenAgain):
        resend_invitation(invitation=row, by=None)
    for hours in range(2, 2 + 2 * MAX_REMINDERS, 2):
        time_machine.move_to(dt.datetime(2026, 11, 1, 10 + hours, tzinfo=dt.UTC))
        resend_invitation(invitation=row, by=None)
    assert len(mailoutbox) == MAX_REMINDERS
    time_machine.move_to("2026-11-03T10:00:00+01:00")
    with pytest.raises(NotWrittenAgain, match="3 relances"):
        resend_invitation(invitation=row, by=None)
    Invitation.objects.update(is_spent=True)
    with pytest.raises(NotWrittenAgain, match="déjà répondu"):
        resend_invitation(invitation=row, by=None)


def test_removing_says_what_will_happen_first():
    item, client = factories.open_collection(), signed_in(Role.ORGANISER)
    row = person(item)
    assert "voici ce qui va se passer" in text_of(client.get(act("invitation_remove", row)))
    assert Invitation.objects.exists()
    client.post(act("invitation_remove", row))
    assert not Invitation.objects.exists()
    assert client.post(act("invitation_remove", row)).status_code == 404


def test_the_words_are_the_teams_filled_for_each_and_plain(mailoutbox):
    item, client = factories.open_collection(contact_email="ici@exemple.org"), signed_in(Role.ORGANISER)
    typed = {
        "subject": "{prénom}, votre avis",
        "text": "Chère {prénom} {nom},\nLa structure {structure} compte. C’est ici : {lien}",
        "reminder_subject": "",
        "reminder_text": "Encore un mot, {prénom} ?",
    }
    seen = client.post(url("invitation_words", item), {**typed, "see": "1"})
    assert "Chère Camille Modèle," in text_of(seen)
    assert not InvitationWords.objects.exists()
    wrong = client.post(url("invitation_words", item), {**typed, "text": "Bonjour {prenom}"})
    assert wrong.status_code == 422
    assert client.post(url("invitation_words", item), typed).status_code == 302
    invited(client, item, "Prénom;E-mail;Structure\n<b>Awa</b>;awa@exemple.org;Les Ateliers\n".encode())
    message = mailoutbox[-1]
    assert message.subject == "<b>Awa</b>, votre avis"
    assert message.body.startswith("Chère <b>Awa</b>,\nLa structure Les Ateliers compte.")
    assert message.body.count("/questionnaires/invitation/") == 1
    assert "ici@exemple.org" in message.body
    assert link_in(message.body, "ne-plus-recevoir")
    Invitation.objects.update(sent_at=timezone.now() - dt.timedelta(days=4))
    send_reminders(collection=item, by=None)
    assert mailoutbox[-1].subject.startswith("Il est encore temps")
    assert mailoutbox[-1].body.startswith("Encore un mot, <b>Awa</b>")
    assert mailoutbox[-1].body.count("/questionnaires/invitation/") == 1


def test_a_mail_program_stops_the_mails_in_one_click(mailoutbox):
    item = factories.open_collection()
    invite(collection=item, emails="awa@exemple.org", by=None)
    message = mailoutbox[0].message()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = message["List-Unsubscribe"].strip("<>")
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Invitation.objects.exists()


def test_an_address_that_a_server_refuses_is_said_and_left_alone(monkeypatch):
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AddressRefused("smtplib.SMTPRecipientsRefused")

    item, client = factories.open_collection(), signed_in(Role.ORGANISER)
    monkeypatch.setattr(emails, "send_mail", refuse)
    invite(collection=item, emails="awa@exemple.org", by=None)
    row = Invitation.objects.get()
    assert row.is_refused
    assert "adresse refusée" in text_of(client.get(url("invitation_list", item)))
    Invitation.objects.update(sent_at=timezone.now() - dt.timedelta(days=9))
    assert send_reminders(collection=item, by=None) == 0


def test_names_go_a_month_after_the_closing_and_addresses_stay():
    item = factories.open_collection()
    person(item, given_name="Awa", family_name="Évrard", organisation="Les Ateliers")
    assert forget_names() == 0
    Collection.objects.update(closed_at=timezone.now() - NAMES_KEPT_FOR - dt.timedelta(days=1))
    assert forget_names() == 1
    row = Invitation.objects.get()
    assert (row.given_name, row.family_name, row.organisation, row.email) == ("", "", "", "awa@exemple.org")
    assert forget_names() == 0


def test_nobody_is_reminded_nor_invited_once_it_is_closed():
    item, client = factories.open_collection(), signed_in(Role.ORGANISER)
    person(item)
    assert "Relancer 1" in text_of(client.get(url("invitations", item)))
    Collection.objects.update(closed_at=timezone.now())
    page = text_of(client.get(url("invitations", item)))
    assert "Relancer" not in page
    assert "on n’invite plus" in page
    assert client.post(url("invitations", item), {"emails": "a@exemple.org"}).status_code == 422


def test_a_file_that_is_no_text_is_refused_and_both_at_once_too():
    item, client = factories.open_collection(), signed_in(Role.ORGANISER)
    answer = client.post(url("invitations", item), {"file": a_file(b"PK\x03\x04\x00\x00")})
    assert answer.status_code == 422
    assert "file" in answer.context["form"].errors
    both = {"file": a_file("a@exemple.org"), "emails": "b@exemple.org"}
    assert client.post(url("invitations", item), both).status_code == 422
