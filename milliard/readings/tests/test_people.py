"""Responses found by number or address; contacts of those who agreed; what erasing does."""

import pytest
from wagtail.models import ModelLogEntry

from milliard.accounts.enums import Role
from milliard.core.refusals import NotAllowed
from milliard.readings.enums import TextState
from milliard.readings.reports import contacts
from milliard.readings.reports.erasing import what_erasing_does
from milliard.readings.reports.openings import opened_by_the_team
from milliard.readings.reports.response_lines import HIDDEN, read_response
from milliard.readings.services import openings, person_search
from milliard.readings.services.files import DangerousFile, open_file
from milliard.readings.tests import factories
from milliard.surveys.enums import Purpose
from milliard.surveys.models import Invitation
from milliard.surveys.services.unwanted import forget_address
from milliard.surveys.tests.factories import consent_text, open_collection, user

pytestmark = pytest.mark.django_db


def _through(found: person_search.PersonFound) -> list[list[str]]:
    return [one.through for one in found.responses]


def test_an_address_is_found_wherever_it_was_left() -> None:
    item, by = factories.collection(), user(Role.ORGANISER)
    row = factories.response(item, resume_email="ada@exemple.org", answers={"courriel": "Ada@exemple.org"})
    row.contributors.create(name="Léa", email="lea@exemple.org", token_digest=b"1" * 32)
    Invitation.objects.create(collection=item, email="inv@exemple.org", token_digest=b"2" * 32, response=row)
    Invitation.objects.create(collection=item, email="ada@exemple.org", token_digest=b"3" * 32)
    found = person_search.find_in_collection(collection=item, typed=" ADA@exemple.org ", by=by)
    assert _through(found) == [["lien de reprise ou reçu", "réponse donnée"]]
    assert [one.email for one in found.invited] == ["ada@exemple.org"]
    for address, through in (
        ("lea@exemple.org", "personne qui répond avec d’autres"),
        ("inv@exemple.org", "invitation"),
    ):
        assert _through(person_search.find_everywhere(email=address, by=by)) == [[through]]
    assert (
        _through(person_search.find_in_collection(collection=item, typed="personne@exemple.org", by=by)) == []
    )
    assert not any("exemple.org" in f"{line.data}{line.label}" for line in ModelLogEntry.objects.all())


def test_an_address_is_not_looked_for_in_an_anonymous_collection() -> None:
    item, by = factories.collection(is_anonymous=True), user(Role.ORGANISER)
    row = factories.response(item, answers={"courriel": "ada@exemple.org"})
    with pytest.raises(person_search.NoSearchByAddress):
        person_search.find_in_collection(collection=item, typed="ada@exemple.org", by=by)
    assert person_search.find_everywhere(email="ada@exemple.org", by=by).responses == ()
    number = str(row.public_id)[:8]
    assert person_search.find_in_collection(collection=item, typed=number, by=by).responses[0].response == row


def test_an_analyst_searches_by_number_alone() -> None:
    item, by = factories.collection(), user(Role.ANALYST)
    row = factories.response(item)
    assert person_search.find_in_collection(collection=item, typed=str(row.public_id), by=by).responses
    with pytest.raises(NotAllowed):
        person_search.find_in_collection(collection=item, typed="ada@exemple.org", by=by)
    with pytest.raises(NotAllowed):
        person_search.find_everywhere(email="ada@exemple.org", by=by)
    for wrong in ("abc", "ada", "0000 0000 0000"):
        with pytest.raises((person_search.UnknownNumber, person_search.NeitherNumberNorAddress)):
            person_search.find_in_collection(collection=item, typed=wrong, by=by)


def test_contacts_are_those_who_agree_now_and_what_they_answered() -> None:
    item = factories.collection()
    agrees = {Purpose.CONTACT: True}
    yes = factories.response(
        item, agrees=agrees, answers={"nom": "Ada", "courriel": "ada@exemple.org", "recit": "Secret"}
    )
    factories.response(item, answers={"courriel": "non@exemple.org"})
    factories.response(item, agrees=agrees, answers={"courriel": "encours@exemple.org"}, sent=False)
    factories.response(item, agrees=agrees, answers={"recit": "x"}, resume_email="recu@exemple.org")
    unwanted = factories.response(item, agrees=agrees, answers={"courriel": "plus@exemple.org"})
    forget_address(collection=item, email="plus@exemple.org", by=user(Role.ADMIN))
    assert [(one.purpose, one.count) for one in contacts.agreed_counts(item)] == [(Purpose.CONTACT, 3)]
    rows = list(contacts.every_contact(item, Purpose.CONTACT))
    assert [(row.number, row.values) for row in rows] == [
        (str(yes.public_id)[:8], ("Ada", "ada@exemple.org"))
    ]
    (shown,) = contacts.contacts_of(item, [unwanted])
    assert shown.is_unwanted
    assert not shown.can_be_reached
    yes.consents.filter(purpose=Purpose.CONTACT).update(is_given=False)
    assert list(contacts.every_contact(item, Purpose.CONTACT)) == []


def test_contacts_of_an_anonymous_collection_lead_to_no_response() -> None:
    item = factories.collection(is_anonymous=True)
    factories.response(item, agrees={Purpose.CONTACT: True}, answers={"courriel": "ada@exemple.org"})
    (row,) = contacts.every_contact(item, Purpose.CONTACT)
    assert (row.number, row.public_id) == ("", "")


def test_an_agreement_that_nothing_serves_is_said() -> None:
    asks = [consent_text(Purpose.CONTACT)]
    (said,) = contacts.unused_consents(open_collection(consent_texts=asks))
    assert "aucune question ne demande d’adresse" in said
    assert contacts.unused_consents(factories.collection(consent_texts=asks)) == []


def test_a_whole_response_is_read_in_the_order_of_its_path() -> None:
    item = factories.collection()
    answers = {
        "nom": "Ada",
        "membre": "no",
        "pourquoi": "Parce que",
        "recit": "Le four",
        "besoins": [{"_id": "a", "usage": "achat", "detail": "Un four"}],
    }
    row = factories.response(item, answers=answers, off_path=["pourquoi"])
    row.replaced_answers.create(section_key="mots", path="recit", value="Avant", replaced_by="Léa")
    read = read_response(row, with_identity=True)
    lines = [(line.label, line.answer or line.note) for part in read.parts for line in part.lines]
    assert lines == [
        ("Votre nom", "Ada"),
        ("Votre adresse e-mail", "laissé sans réponse"),
        ("Déjà membre\u202f?", "Non"),
        ("Racontez, Ada", "Le four"),
        ("Vos besoins 1\u00a0: Usage", "Acheter"),
        ("Vos besoins 1\u00a0: En quelques mots", "Un four"),
        ("Une pièce", "laissé sans réponse"),
    ]
    assert [(line.label, line.answer) for line in read.off_path] == [("Pourquoi\u202f?", "Parce que")]
    assert [(line.label, line.answer) for line in read.replaced] == [("Racontez, ${nom}", "Avant")]


def test_an_analyst_reads_no_name_not_even_in_a_question() -> None:
    row = factories.response(
        factories.collection(), answers={"nom": "Ada", "courriel": "a@b.fr", "recit": "Le four"}
    )
    factories.attachment(row)
    row.replaced_answers.create(section_key="vous", path="nom", value="Ada L.")
    read = read_response(row, with_identity=False)
    lines = [line for part in read.parts for line in part.lines]
    assert "Ada" not in str(read)
    assert "a@b.fr" not in str(read)
    assert "statuts.pdf" not in str(read)
    assert [line.note for line in lines if line.note == HIDDEN] == [HIDDEN] * 3
    assert "Le four" in [line.answer for line in lines]


def test_who_may_open_a_response() -> None:
    item = factories.collection()
    sent, begun = factories.response(item), factories.response(item, sent=False)
    refused = factories.response(item, agrees={Purpose.STATISTICS: False})
    for row in (sent, begun, refused):
        assert openings.record_opening(response=row, by=user(Role.ORGANISER))
    assert openings.record_opening(response=sent, by=user(Role.ANALYST))
    for row in (begun, refused):
        with pytest.raises(NotAllowed):
            openings.record_opening(response=row, by=user(Role.ANALYST))
    for role in (Role.MEMBER, Role.TREASURER):
        with pytest.raises(NotAllowed):
            openings.record_opening(response=sent, by=user(role))
    hidden = factories.response(factories.collection(is_anonymous=True))
    with pytest.raises(openings.WholeResponseClosed):
        openings.record_opening(response=hidden, by=user(Role.ADMIN))


def test_the_person_sees_how_many_times_their_response_was_opened() -> None:
    row = factories.response(factories.collection())
    assert opened_by_the_team(row) == ""
    organiser, analyst = user(Role.ORGANISER), user(Role.ANALYST)
    assert openings.record_opening(response=row, by=organiser)
    assert not openings.record_opening(response=row, by=organiser)  # the same visit
    assert openings.record_opening(response=row, by=analyst)
    said = opened_by_the_team(row)
    assert said.startswith("L’équipe a ouvert votre réponse 2\u00a0fois\u00a0: le ")
    assert "par l’organisation" in said
    assert "par l’analyse" in said


def test_a_file_is_typed_again_before_it_leaves() -> None:
    row, by = factories.response(factories.collection()), user(Role.ORGANISER)
    opened = open_file(attachment=factories.attachment(row), by=by)
    assert opened is not None
    assert opened.read() == factories.PDF
    opened.close()
    page = factories.attachment(row, b"MZ\x90\x00" + b"\x00" * 300, name="statuts.pdf")
    with pytest.raises(DangerousFile):
        open_file(attachment=page, by=by)
    named = factories.attachment(row, content_type="text/html")
    with pytest.raises(DangerousFile):
        open_file(attachment=named, by=by)
    lost = factories.attachment(row)
    lost.file.storage.delete(lost.file.name)
    assert open_file(attachment=lost, by=by) is None
    assert ModelLogEntry.objects.filter(action="readings.file.downloaded").count() == 1
    with pytest.raises(NotAllowed):
        open_file(attachment=lost, by=user(Role.ANALYST))


def test_erasing_says_what_goes_and_what_stays() -> None:
    row = factories.response(factories.collection())
    factories.attachment(row)
    factories.review(row, TextState.QUOTABLE)
    said = " ".join(what_erasing_does(row))
    for words in (
        "1\u00a0fichier joint",
        "2\u00a0accords",
        "1\u00a0texte citable",
        "jeux de données",
        "journal",
    ):
        assert words in said
