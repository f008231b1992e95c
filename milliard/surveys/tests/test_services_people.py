"""Invitations, contributors, resume links, erasing: mails carry the only key, and it can be taken back."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import DateTimeField
from django.http import QueryDict
from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.core.addresses import BadAddresses, read_addresses
from milliard.core.refusals import NotAllowed
from milliard.surveys import tokens
from milliard.surveys.answering import Saved, Submission, finish_response, save_section
from milliard.surveys.answering.form import base_of
from milliard.surveys.errors import (
    CollectionNotOpen,
    InvitationNeeded,
    InvitationSpent,
    NoMailHere,
    NotYourSection,
    TooManyMails,
    TooManyPeople,
    UnknownSection,
    UnknownToken,
)
from milliard.surveys.models import Attachment, Collection, Contributor, Invitation, Response
from milliard.surveys.services import collections
from milliard.surveys.services.access import holder_of
from milliard.surveys.services.contributors import add_contributor, remove_contributor
from milliard.surveys.services.erasure import erase_response
from milliard.surveys.services.invitations import invite, send_reminders
from milliard.surveys.services.resume_links import send_link
from milliard.surveys.tests import factories

pytestmark = pytest.mark.django_db


def save(collection: Collection, section: str = "page", **more: Any) -> Saved:
    data = QueryDict(mutable=True)
    for name, value in more.pop("answers", {"statut": "scic"}).items():
        data[name] = value
        data.appendlist("shown", f"{name}:")
    more.setdefault("fresh", "" if more.get("key") else tokens.fresh_token(collection.slug))
    return save_section(Submission(collection=collection, section_key=section, data=data, **more))


def link_in(message: Any) -> str:
    """The link of a mail, as the person would follow it."""
    found = re.search(r"/(?:reprendre|invitation)/([^/\s]+)/", message.body)
    assert found, message.body
    return found[1]


def test_an_invitation_is_sent_once_and_leads_to_one_response() -> None:
    collection = factories.open_collection(factories.five_questions(), invitation_only=True)
    assert invite(collection=collection, emails="a@exemple.org", by=None).created == 1
    assert invite(collection=collection, emails="A@exemple.org\nb@exemple.org", by=None).known == 1
    assert [message.to for message in mail.outbox] == [["a@exemple.org"], ["b@exemple.org"]]
    key = link_in(mail.outbox[0])
    with pytest.raises(InvitationNeeded):
        save(collection)
    first = save(collection, invitation_key=key)
    second = save(collection, invitation_key=key, answers={"mot": "autre appareil"})
    assert Response.objects.get().answers == {"statut": "scic", "mot": "autre appareil"}
    assert first.response.pk == second.response.pk
    finish_response(collection=collection, key=second.key)
    invitation = Invitation.objects.get(email="a@exemple.org")
    assert invitation.is_spent
    assert invitation.response == first.response
    with pytest.raises(InvitationSpent):
        save(collection, invitation_key=key)


def test_an_invitation_to_another_collection_or_forged_is_refused() -> None:
    collection = factories.open_collection(factories.five_questions(), invitation_only=True)
    other = factories.open_collection(factories.five_questions())
    invite(collection=other, emails="a@exemple.org", by=None)
    for key in (link_in(mail.outbox[0]), "i1.abc:faux:signature", "inconnu"):
        with pytest.raises(UnknownToken):
            save(collection, invitation_key=key)


def test_wrong_lines_are_located_and_nobody_is_invited() -> None:
    collection = factories.open_collection()
    text = "a@exemple.org\nsans arobase\n\nb@exemple.org; c@exemple"
    with pytest.raises(BadAddresses) as refused:
        invite(collection=collection, emails=text, by=None)
    assert [(error.line, error.text) for error in refused.value.errors] == [
        (2, "sans arobase"),
        (4, "c@exemple"),
    ]
    assert not Invitation.objects.exists()
    assert mail.outbox == []


def test_addresses_are_read_from_pasted_columns() -> None:
    found = read_addresses("  <A@exemple.org>,b@exemple.org\tc@exemple.org;\r\nb@exemple.org")
    assert found == ["a@exemple.org", "b@exemple.org", "c@exemple.org"]


def test_names_copied_with_their_addresses_are_left_out() -> None:
    pasted = (
        'Jean <jean@exemple.org>; "Dupont, Zoé" <zoe@exemple.org>\nmailto:ana@exemple.org,"luc@exemple.org"'
    )
    found = read_addresses(pasted)
    assert found == ["jean@exemple.org", "zoe@exemple.org", "ana@exemple.org", "luc@exemple.org"]
    with pytest.raises(BadAddresses) as refused:
        read_addresses("Jean <jean@>, pas une adresse")
    assert [error.text for error in refused.value.errors] == ["Jean <jean@>", "pas une adresse"]


def test_reminders_go_only_to_who_has_not_finished_and_not_too_often(time_machine: Any) -> None:
    time_machine.move_to("2026-11-01T10:00:00+01:00")
    collection = factories.open_collection(factories.five_questions())
    invite(collection=collection, emails="fini@exemple.org\nencore@exemple.org", by=None)
    done = save(collection, invitation_key=link_in(mail.outbox[0]), finish=True)
    assert done.response.completed_at is not None
    assert send_reminders(collection=collection, by=None) == 0
    time_machine.shift(timedelta(days=4))
    mail.outbox.clear()
    assert send_reminders(collection=collection, by=None) == 1
    assert send_reminders(collection=collection, by=None) == 0
    assert [message.to for message in mail.outbox] == [["encore@exemple.org"]]
    for _ in range(5):
        time_machine.shift(timedelta(days=4))
        send_reminders(collection=collection, by=None)
    assert Invitation.objects.get(email="encore@exemple.org").reminders == 3


def test_an_anonymous_invitation_only_knows_that_it_was_spent() -> None:
    collection = factories.open_collection(
        factories.five_questions(), invitation_only=True, is_anonymous=True
    )
    invite(collection=collection, emails="a@exemple.org", by=None)
    key = link_in(mail.outbox[0])
    Invitation.objects.update(reminders=1, reminded_at=timezone.now())
    before = Invitation.objects.get()
    saved = save(collection, invitation_key=key)
    with pytest.raises(InvitationNeeded):
        finish_response(collection=collection, key=saved.key)
    assert Response.objects.get().completed_at is None
    finish_response(collection=collection, key=saved.key, invitation_key=key)
    invitation = Invitation.objects.get()
    assert invitation.is_spent
    assert (invitation.response, invitation.reminders, invitation.reminded_at) == (None, 0, None)
    dates = {
        field.name: getattr(invitation, field.name)
        for field in Invitation._meta.concrete_fields
        if isinstance(field, DateTimeField)
    }
    # Every date there is was there before anybody answered; a new one must come with its reasons.
    assert dates == {
        "created_at": before.created_at,
        "updated_at": before.updated_at,
        "sent_at": before.sent_at,
        "reminded_at": None,
    }
    again = save(collection, fresh=tokens.fresh_token(collection.slug), key=saved.key)
    assert again.response.completed_at is not None
    with pytest.raises(InvitationSpent):
        save(collection, invitation_key=key)


def test_invitations_need_the_team_and_an_open_collection() -> None:
    collection = factories.draft_collection()
    with pytest.raises(NotAllowed):
        invite(collection=collection, emails="a@exemple.org", by=factories.user(Role.ANALYST))
    with pytest.raises(CollectionNotOpen):
        invite(collection=collection, emails="a@exemple.org", by=factories.organiser())


def test_a_contributor_answers_only_their_sections_with_their_own_link() -> None:
    collection = factories.open_collection(factories.every_kind())
    owner = save(collection, "vous", answers={"nom": "Nous"}).key
    person = add_contributor(
        collection=collection, key=owner, name="Camille", email="C@exemple.org", sections=["chiffres"]
    )
    link = link_in(mail.outbox[0])
    assert "Camille" in mail.outbox[0].body
    save(collection, "chiffres", key=link, answers={"personnes": "4"})
    with pytest.raises(NotYourSection):
        save(collection, "vous", key=link, answers={"nom": "Moi"})
    response = Response.objects.get()
    assert response.answers == {"nom": "Nous", "personnes": 4}
    assert response.sections["chiffres"]["by"] == person.public_id.hex
    with pytest.raises(NotYourSection):
        add_contributor(collection=collection, key=link, name="Léo", email="l@exemple.org")
    with pytest.raises(NotYourSection):
        erase_response(collection=collection, key=link)
    remove_contributor(collection=collection, key=owner, person=person)
    with pytest.raises(UnknownToken):
        save(collection, "chiffres", key=link, answers={"personnes": "5"})


def test_adding_the_same_person_again_changes_their_sections() -> None:
    collection = factories.open_collection(factories.every_kind())
    owner = save(collection, "vous", answers={"nom": "Nous"}).key
    for sections in (["vous"], ["avis"]):
        add_contributor(
            collection=collection, key=owner, name="Camille", email="c@exemple.org", sections=sections
        )
    assert Contributor.objects.get().sections == ["avis"]
    assert len(mail.outbox) == 2
    with pytest.raises(UnknownSection):
        add_contributor(collection=collection, key=owner, name="L", email="l@exemple.org", sections=["x"])
    with pytest.raises(ValidationError):
        add_contributor(collection=collection, key=owner, name="", email="pas une adresse")


def test_the_resume_link_opens_the_same_response_and_dies_with_it() -> None:
    collection = factories.open_collection(factories.five_questions())
    key = save(collection).key
    send_link(collection=collection, key=key, email="Moi@exemple.org")
    assert mail.outbox[0].to == ["moi@exemple.org"]
    link = link_in(mail.outbox[0])
    assert holder_of(collection, link).response == Response.objects.get()
    with pytest.raises(ValidationError):
        send_link(collection=collection, key=key, email="pas une adresse")
    Response.objects.update(token_digest=tokens.new_digest())  # what the team does when a link leaked
    with pytest.raises(UnknownToken):
        holder_of(collection, link)


def test_an_anonymous_collection_keeps_no_address() -> None:
    collection = factories.open_collection(factories.five_questions(), is_anonymous=True)
    key = save(collection).key
    with pytest.raises(NoMailHere):
        send_link(collection=collection, key=key, email="moi@exemple.org")
    assert Response.objects.get().resume_email == ""


def test_erasing_leaves_nothing_but_a_line_in_the_journal(
    django_capture_on_commit_callbacks: Any,
) -> None:
    collection = factories.open_collection(factories.every_kind(), consent_texts=[factories.consent_text()])
    data = QueryDict("shown=statuts_pdf:", mutable=True)
    upload = SimpleUploadedFile("s.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    key = save_section(
        Submission(
            collection=collection,
            section_key="avis",
            data=data,
            fresh=tokens.fresh_token(collection.slug),
            uploads={"statuts_pdf": upload},
        )
    ).key
    attachment = Attachment.objects.get()
    storage, name = attachment.file.storage, attachment.file.name
    assert storage.exists(name)
    collections.close_collection(collection=collection, by=None)
    with django_capture_on_commit_callbacks(execute=True):
        erase_response(collection=collection, key=key)
    assert not storage.exists(name)
    for model in (Response, Attachment, Contributor):
        assert not model.objects.exists()
    with pytest.raises(UnknownToken):
        holder_of(collection, key)


def test_a_replaced_file_is_deleted_after_commit(django_capture_on_commit_callbacks: Any) -> None:
    collection = factories.open_collection(factories.every_kind())
    key = ""
    names = []
    for _ in range(2):
        stored = Response.objects.first()
        shown = base_of(stored.answers["statuts_pdf"]) if stored else ""
        upload = SimpleUploadedFile("s.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
        with django_capture_on_commit_callbacks(execute=True):
            key = save_section(
                Submission(
                    collection=collection,
                    section_key="avis",
                    data=QueryDict(f"shown=statuts_pdf:{shown}"),
                    key=key,
                    fresh=tokens.fresh_token(collection.slug),
                    uploads={"statuts_pdf": upload},
                )
            ).key
        names.append(Attachment.objects.get().file.name)
    storage = Attachment.objects.get().file.storage
    assert [storage.exists(name) for name in names] == [False, True]


def test_a_response_does_not_write_to_one_stranger_after_another() -> None:
    collection = factories.open_collection(factories.five_questions())
    key = save(collection).key
    for number in range(4):
        send_link(collection=collection, key=key, email=f"p{number}@exemple.org")
    with pytest.raises(TooManyMails):
        send_link(collection=collection, key=key, email="p5@exemple.org")
    assert Response.objects.get().resume_email == "p3@exemple.org"
    assert len(mail.outbox) == 4


def test_many_responses_do_not_write_to_one_person_again_and_again(time_machine: Any) -> None:
    time_machine.move_to("2026-11-01T10:00:00+01:00")
    collection = factories.open_collection(factories.every_kind())
    keys = [save(collection, "vous", answers={"nom": "Nous"}).key for _ in range(3)]
    for key in keys[:2]:
        for _ in range(3):
            send_link(collection=collection, key=key, email="Victime@exemple.org")
        add_contributor(collection=collection, key=key, name="x", email="victime@exemple.org")
    with pytest.raises(TooManyMails, match="indésirables"):
        send_link(collection=collection, key=keys[2], email="victime@exemple.org")
    with pytest.raises(TooManyMails, match="indésirables"):
        add_contributor(collection=collection, key=keys[2], name="x", email="victime@exemple.org")
    assert (Contributor.objects.count(), len(mail.outbox)) == (2, 8)
    time_machine.shift(timedelta(days=1))
    send_link(collection=collection, key=keys[2], email="victime@exemple.org")
    assert len(mail.outbox) == 9


def test_removing_somebody_does_not_make_room_for_another_stranger() -> None:
    collection = factories.open_collection(factories.every_kind())
    owner = save(collection, "vous", answers={"nom": "Nous"}).key
    for number in range(20):
        person = add_contributor(collection=collection, key=owner, name="x", email=f"p{number}@exemple.org")
        remove_contributor(collection=collection, key=owner, person=person)
    with pytest.raises(TooManyPeople):
        add_contributor(collection=collection, key=owner, name="x", email="p20@exemple.org")
    save(collection, "vous", key=owner, answers={"nom": "Encore nous"})
    assert Response.objects.get().people_invited == 20
    assert len(mail.outbox) == 20


def test_an_anonymous_collection_keeps_no_address_of_a_team_either() -> None:
    collection = factories.open_collection(factories.every_kind(), is_anonymous=True)
    owner = save(collection, "vous", answers={"nom": "Nous"}).key
    with pytest.raises(NoMailHere):
        add_contributor(collection=collection, key=owner, name="x", email="p@exemple.org")
