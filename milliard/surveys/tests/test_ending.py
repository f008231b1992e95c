"""A response ends with nothing required missing; what was never opened is agreed to, and counted apart."""

import pytest
from django.utils import timezone

from engines.questionnaire.model import Definition, Group, Kind, Section
from milliard.surveys import tokens
from milliard.surveys.answering import Saved, Submission, finish_response, save_section
from milliard.surveys.enums import Origin
from milliard.surveys.errors import ResponseIncomplete, SectionsUnseen
from milliard.surveys.models import SENT_UNSEEN, Collection, Invitation, Response
from milliard.surveys.services.invitations import invite
from milliard.surveys.tests import factories
from milliard.surveys.tests.test_answering import form

pytestmark = pytest.mark.django_db


def recueil() -> Definition:
    """Three sections; cards that ask something each."""
    cards = Group(
        "besoins",
        "Besoin",
        (factories.question("usage", required="yes"), factories.question("objet")),
        repeats=True,
        relevant="${besoin} = 'yes'",
    )
    return Definition(
        "Recueil",
        (
            Section("vous", "Vous", (factories.question("nom", required="yes"),)),
            Section("besoins_section", "Vos besoins", (factories.question("besoin", Kind.YES_NO), cards)),
            Section("suites", "Suites", (factories.question("mot"),)),
        ),
    )


@pytest.fixture
def collection() -> Collection:
    return factories.open_collection(recueil())


def save(collection: Collection, section: str, key: str = "", **fields: object) -> Saved:
    rows = {name: fields.pop(name) for name in list(fields) if name.startswith("rows__")}
    finish, removed = bool(fields.pop("finish", False)), str(fields.pop("removed", ""))
    return save_section(
        Submission(
            collection=collection,
            section_key=section,
            data=form(fields, page="p", **rows),
            key=key,
            fresh="" if key else tokens.fresh_token(collection.slug),
            finish=finish,
            removed_row=removed,
        )
    )


def stored() -> Response:
    return Response.objects.get()


def test_a_card_left_wholly_blank_is_kept_and_asked(collection: Collection) -> None:
    key = save(collection, "vous", nom="Nous").key
    fields = {"besoins__n1__usage": "", "besoins__n1__objet": ""}
    save(collection, "besoins_section", key, besoin="yes", rows__besoins=["n1"], **fields)
    save(collection, "suites", key)
    assert stored().answers["besoins"] == [{"_id": "n1"}]
    with pytest.raises(ResponseIncomplete):
        finish_response(collection=collection, key=key)
    save(collection, "besoins_section", key, rows__besoins=["n1"], removed="besoins__n1")
    assert stored().answers["besoins"] == []
    finish_response(collection=collection, key=key)
    assert stored().unseen_sections == 0


def test_a_card_that_somebody_took_away_does_not_come_back_blank(collection: Collection) -> None:
    key = save(
        collection, "besoins_section", besoin="yes", besoins__n1__usage="toit", rows__besoins=["n1"]
    ).key
    save(collection, "besoins_section", key, rows__besoins=["n1"], removed="besoins__n1")
    other = form({}, shown={"besoins__n1__usage": "toit"}, page="q", rows__besoins=["n1"])
    other["besoins__n1__usage"] = "toit"
    save_section(Submission(collection=collection, section_key="besoins_section", data=other, key=key))
    assert stored().answers["besoins"] == []


def test_a_form_made_by_hand_ends_nothing_on_its_own(collection: Collection) -> None:
    saved = save(collection, "vous", nom="Nous", finish=True)
    assert stored().completed_at is None
    save(collection, "besoins_section", saved.key, besoin="yes", finish=True)
    assert stored().completed_at is None
    with pytest.raises(ResponseIncomplete):
        finish_response(collection=collection, key=saved.key, leaves_unseen=["suites", "besoins_section"])


def test_sections_never_opened_are_agreed_to_by_name(collection: Collection) -> None:
    key = save(collection, "vous", nom="Nous").key
    for agreed in ((), ("suites",), ("vous",)):
        with pytest.raises(SectionsUnseen):
            finish_response(collection=collection, key=key, leaves_unseen=agreed)
    finish_response(collection=collection, key=key, leaves_unseen=["besoins_section", "suites"])
    assert stored().completed_at is not None
    assert stored().unseen_sections == 2
    assert not Response.objects.complete().exists()
    assert not Response.objects.partial().exists()
    assert Response.objects.filter(SENT_UNSEEN).count() == 1


def test_what_is_opened_after_sending_makes_it_whole(collection: Collection) -> None:
    key = save(collection, "vous", nom="Nous").key
    finish_response(collection=collection, key=key, leaves_unseen=["besoins_section", "suites"])
    save(collection, "suites", key, mot="oui")
    assert stored().unseen_sections == 1
    save(collection, "besoins_section", key, besoin="no")
    assert Response.objects.complete().count() == 1


def test_a_refused_end_spends_no_invitation(collection: Collection) -> None:
    collection = factories.open_collection(recueil(), invitation_only=True)
    invite(collection=collection, emails="a@exemple.org", by=None)
    row = Invitation.objects.get()
    key = tokens.make_link(tokens.LinkKind.INVITATION, row.pk, row.token_digest)
    begun = save_section(
        Submission(
            collection=collection,
            section_key="vous",
            data=form({"nom": ""}, page="p"),
            fresh=tokens.fresh_token(collection.slug),
            invitation_key=key,
        )
    )
    with pytest.raises(ResponseIncomplete):
        finish_response(collection=collection, key=begun.key, invitation_key=key)
    save(collection, "vous", begun.key, nom="Nous")
    with pytest.raises(SectionsUnseen):
        finish_response(collection=collection, key=begun.key, invitation_key=key)
    assert not Invitation.objects.get().is_spent


def test_paper_left_blank_ends_with_its_unseen_sections_counted(collection: Collection) -> None:
    organiser = factories.organiser()
    saved = save_section(
        Submission(
            collection=collection,
            section_key="suites",
            data=form({"mot": "illisible"}, page="p"),
            fresh=tokens.fresh_token(collection.slug),
            by=organiser,
        )
    )
    assert saved.response.origin == Origin.PAPER
    left = ["vous", "besoins_section"]
    with pytest.raises(SectionsUnseen):
        finish_response(collection=collection, key=saved.key, leaves_blanks=True, by=organiser)
    finish_response(
        collection=collection, key=saved.key, leaves_blanks=True, leaves_unseen=left, by=organiser
    )
    assert (stored().unseen_sections, stored().completed_at is not None) == (2, True)


def test_the_end_is_dated_once(collection: Collection) -> None:
    key = save(collection, "vous", nom="Nous").key
    finish_response(collection=collection, key=key, leaves_unseen=["besoins_section", "suites"])
    ended = stored().completed_at
    finish_response(collection=collection, key=key, now=timezone.now())
    assert stored().completed_at == ended
