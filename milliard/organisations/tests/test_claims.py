"""«C’est mon organisation»: the code, the team, then the page kept by its people."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from milliard.accounts.enums import Role
from milliard.accounts.reports import export_account
from milliard.accounts.services import erase_account
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.core.models import OutboxMail
from milliard.core.refusals import NotAllowed
from milliard.organisations.enums import ClaimState, FieldSource
from milliard.organisations.models import ChangeProposal, Claim, OrganisationNeed
from milliard.organisations.policies import is_contact
from milliard.organisations.services.changes import (
    ChangeDecided,
    SeenOtherwise,
    accept_change,
    propose_changes,
    refuse_change,
)
from milliard.organisations.services.claims import (
    AlreadyClaimed,
    ClaimCodeOver,
    NotToDecide,
    WrongClaimCode,
    accept_claim,
    ask_claim,
    prove_claim,
    refuse_claim,
)
from milliard.organisations.services.directory import NothingToChange, change_organisation
from milliard.organisations.services.needs import NothingReleased, tell_need
from milliard.organisations.tests.factories import make_claim, make_organisation, source

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _outbox(settings) -> None:
    """Mails are kept in a table at once, as in the demonstration."""
    settings.IS_DEMONSTRATION = True
    settings.EMAIL_BACKEND = "milliard.core.mail.OutboxBackend"
    assert mail


def code_sent() -> str:
    found = re.search(r"\d{6}", OutboxMail.objects.latest("pk").body)
    assert found
    return found[0]


def asked(person, organisation) -> Claim:
    return ask_claim(organisation=organisation, role="présidente", email="p@mains.invalid", by=person)


def test_a_contact_claims_a_page_then_keeps_it() -> None:
    organisation, person = make_organisation(), make_person()
    client, key = signed_in(person), [organisation.public_id]
    sent = client.post(
        reverse("organisations:claim", args=key), {"role": "présidente", "email": "p@mains.invalid"}
    )
    assert sent.headers["Location"] == reverse("organisations:claim_code", args=key)
    wrong = client.post(sent.headers["Location"], {"code": "000000" if code_sent() != "000000" else "111111"})
    assert "Ce n’est pas ce code" in wrong.content.decode()
    client.post(sent.headers["Location"], {"code": code_sent()})
    claim = Claim.objects.get()
    assert (claim.state, claim.email) == (ClaimState.PROVED, "p@mains.invalid")
    assert not is_contact(person, organisation)
    accept_claim(claim=claim, by=make_person(role=Role.ORGANISER))
    assert "vous est confiée" in OutboxMail.objects.latest("pk").body
    page = client.get(reverse("organisations:organisation", args=key)).content.decode()
    assert "Vous tenez cette fiche" in page


def test_a_code_is_tried_five_times_and_only_by_who_asked() -> None:
    person = make_person()
    claim = asked(person, make_organisation())
    with pytest.raises(NotAllowed):
        prove_claim(claim=claim, code=code_sent(), by=make_person())
    for _ in range(5):
        with pytest.raises(WrongClaimCode):
            prove_claim(claim=claim, code="x", by=person)
    with pytest.raises(ClaimCodeOver):
        prove_claim(claim=claim, code=code_sent(), by=person)
    assert asked(person, claim.organisation) == claim  # another code, the same claim
    assert prove_claim(claim=claim, code=code_sent(), by=person).state == ClaimState.PROVED
    with pytest.raises(AlreadyClaimed):
        asked(person, claim.organisation)


def test_the_team_decides_once() -> None:
    person, organisation = make_person(), make_organisation()
    unproved = asked(person, organisation)
    with pytest.raises(NotToDecide):
        accept_claim(claim=unproved, by=None)
    prove_claim(claim=unproved, code=code_sent(), by=person)
    refuse_claim(claim=unproved, by=None)
    with pytest.raises(NotToDecide):
        accept_claim(claim=unproved, by=None)
    assert asked(person, organisation) != unproved  # they may ask again
    with pytest.raises(NotAllowed):
        accept_claim(claim=unproved, by=make_person(role=Role.MEMBER))


def test_a_contact_writes_at_once_but_who_the_organisation_is() -> None:
    organisation, person = make_organisation(), make_person()
    make_claim(person, organisation)
    made = propose_changes(
        organisation=organisation, values={"website": "https://mains.invalid", "name": "Les Mains"}, by=person
    )
    organisation.refresh_from_db()
    assert (made.written, made.waiting) == (1, 1)
    assert (organisation.website, organisation.name) == ("https://mains.invalid", "Les Mains vertes")
    assert source(organisation, "website") == FieldSource.OWN_PAGE
    accept_change(proposal=ChangeProposal.objects.get(), by=None)
    organisation.refresh_from_db()
    assert (organisation.name, source(organisation, "name")) == ("Les Mains", FieldSource.OWN_PAGE)
    assert organisation.name_words == "les mains"


def test_the_others_propose_and_the_team_reads() -> None:
    organisation, person = make_organisation(), make_person()
    client = signed_in(person)
    url = reverse("organisations:correct", args=[organisation.public_id])
    typed = {"name": "Les Mains vertes", "website": "mains.invalid", "siren": "552 008 444"}
    wrong = client.post(url, typed)
    assert wrong.status_code == 422
    assert "un de ses chiffres est faux" in wrong.content.decode()
    assert "https://mains.invalid" in wrong.content.decode() or "mains.invalid" in wrong.content.decode()
    client.post(url, {**typed, "siren": "552 008 443"})
    proposals = ChangeProposal.objects.order_by("field")
    assert [(one.field, one.value) for one in proposals] == [
        ("siren", "552008443"),
        ("website", "https://mains.invalid"),
    ]
    refuse_change(proposal=proposals[0], by=None)
    accept_change(proposal=proposals[1], by=None)
    with pytest.raises(ChangeDecided):
        accept_change(proposal=proposals[0], by=None)
    organisation.refresh_from_db()
    assert (organisation.siren, organisation.website) == ("", "https://mains.invalid")
    with pytest.raises(NothingToChange):
        propose_changes(organisation=organisation, values={"website": "https://mains.invalid"}, by=person)


def test_two_people_who_write_one_field_see_one_another() -> None:
    organisation, person = make_organisation(), make_person()
    make_claim(person, organisation)
    seen_at = organisation.updated_at
    change_organisation(organisation=organisation, website="https://equipe.invalid", by=None)
    with pytest.raises(SeenOtherwise, match="a changé\u00a0: site"):
        propose_changes(
            organisation=organisation, values={"website": "https://moi.invalid"}, seen_at=seen_at, by=person
        )
    propose_changes(organisation=organisation, values={"address_line": "1 rue"}, seen_at=seen_at, by=person)


def test_a_need_shows_what_was_released_and_nothing_else(client: Client) -> None:
    organisation, person = make_organisation(), make_person()
    with pytest.raises(NotAllowed):
        tell_need(organisation=organisation, use="investissement", horizon="", amount_cents=None, by=person)
    make_claim(person, organisation)
    with pytest.raises(NothingReleased):
        tell_need(organisation=organisation, use="", horizon="", amount_cents=None, by=person)
    mine = signed_in(person)
    url = reverse("organisations:needs", args=[organisation.public_id])
    mine.post(url, {"use": "investissement", "amount_cents": "", "horizon": ""})
    page = client.get(reverse("organisations:organisation", args=[organisation.public_id])).content.decode()
    assert "Investir" in page
    assert "€" not in page
    mine.post(url, {"gone": str(OrganisationNeed.objects.get().pk)})
    assert not OrganisationNeed.objects.exists()


def test_what_is_known_of_a_person_is_exported_then_forgotten() -> None:
    organisation, person = make_organisation(), make_person()
    make_claim(person, organisation)
    propose_changes(
        organisation=organisation, values={"website": "https://a.invalid", "rna": "W751000001"}, by=person
    )
    known = export_account(user=person, by=person)["annuaire des organisations"]
    assert [one["organisation"] for one in known["demandes"]] == ["Les Mains vertes"]
    assert [one["champ"] for one in known["corrections"]] == ["numéro RNA"]
    erase_account(user=person, by=person)
    assert not Claim.objects.exists()
    assert ChangeProposal.objects.get().person is None
