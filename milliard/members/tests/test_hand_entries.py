"""One person entered by hand, from a paper form: whom they look like is seen first, agreements are kept."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.core.refusals import NotAllowed
from milliard.members.enums import ConsentPurpose, EntryKind, MembershipState, Source
from milliard.members.models import Member, MemberProfile, PossibleDuplicate
from milliard.members.services.duplicates import find_duplicates
from milliard.members.services.hand_entries import (
    HandDues,
    LooksLikeSomebody,
    NotYetJoined,
    enter_by_hand,
)
from milliard.members.services.joining import Identity, NotANaturalPerson
from milliard.members.tests.factories import make_entered, make_member, make_rates
from milliard.payments.models import Payment
from milliard.territories.models import Commune
from milliard.territories.tests.factories import make_commune

pytestmark = pytest.mark.django_db
URL = "/gestion/membres/inscrire/"


@pytest.fixture
def rennes() -> Commune:
    make_rates()
    return make_commune(name="Rennes", code="35238")


@pytest.fixture
def team(rennes: Commune) -> User:
    return make_person(role=Role.ORGANISER)


def typed(**changes: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "given_name": "Awa",
        "family_name": "Exemple",
        "commune": "Rennes",
        "joined_on": today.isoformat(),
        "origin": "stand du marché",
        "dues": "unpaid",
        **changes,
    }


def state_of(member: Member) -> str:
    today = timezone.localdate()
    return str(Member.objects.with_state(make_rates(), today).get(pk=member.pk).state)


def enter(rennes: Commune, by: User | None, **said: Any) -> Member:
    known = {
        "identity": Identity("Awa", "Exemple", commune=rennes),
        "joined_on": timezone.localdate(),
        "origin": "stand du marché de Rennes",
        "dues": HandDues.UNPAID,
    }
    return enter_by_hand(**{**known, **said}, by=by)


@pytest.mark.parametrize("means", [HandDues.CASH, HandDues.CHEQUE])
def test_paid_at_the_stand_is_a_member_from_the_day_of_the_paper(
    rennes: Commune, team: User, means: HandDues
) -> None:
    paper = timezone.localdate() - dt.timedelta(days=9)
    member = enter(rennes, team, dues=means, dues_cents=1500, joined_on=paper)
    payment = Payment.objects.get()
    assert (payment.means, payment.amount_cents, payment.received_on) == (means.value, 1500, paper)
    assert (payment.recorded_by, payment.label) == (team, "stand du marché de Rennes")
    assert (member.source, state_of(member)) == (Source.TEAM, MembershipState.CURRENT)
    assert member.register.get().effective_on == member.periods.get().starts_on == paper
    codes = set(ModelLogEntry.objects.values_list("action", flat=True))
    assert {"members.member.added", "members.member.entered_by_hand"} <= codes


def test_not_paid_waits_for_its_money_and_is_on_no_register(rennes: Commune, team: User) -> None:
    member = enter(rennes, team)
    assert state_of(member) == MembershipState.PENDING
    assert not member.register.exists()
    assert member.dues_requests.get().payment_request.amount_cents == 2000


def test_paid_elsewhere_counts_its_days_and_no_money(rennes: Commune, team: User) -> None:
    paper = timezone.localdate() - dt.timedelta(days=30)
    member = enter(rennes, team, dues=HandDues.ELSEWHERE, joined_on=paper)
    line = member.register.get()
    assert (line.kind, line.effective_on, line.recorded_by) == (EntryKind.ENTERED, paper, team)
    assert line.reason == "formulaire papier, stand du marché de Rennes"
    assert not Payment.objects.exists()
    assert state_of(member) == MembershipState.CURRENT


def test_what_was_agreed_to_is_kept_with_its_origin(rennes: Commune, team: User) -> None:
    identity = Identity("Awa", "Exemple", "awa@exemple.invalid", commune=rennes)
    member = enter(rennes, team, identity=identity, birth_year=1980, wants_news=True)
    consents = {one.purpose: one for one in member.consents.all()}
    assert consents.keys() == {ConsentPurpose.BIRTH_YEAR, ConsentPurpose.NEWSLETTER}
    assert all("Sur papier\u00a0: stand du marché de Rennes." in one.wording for one in consents.values())
    assert MemberProfile.objects.get().birth_year == 1980
    assert not enter(rennes, team, identity=Identity("Zoé", "Autre", commune=rennes)).consents.exists()


def test_who_looks_like_somebody_waits_for_a_persons_eyes(rennes: Commune, team: User) -> None:
    known = make_entered("Awa", commune=rennes)
    with pytest.raises(LooksLikeSomebody):
        enter(rennes, team)
    with pytest.raises(LooksLikeSomebody):
        enter(rennes, team, seen=[known.pk + 1])
    member = enter(rennes, team, seen=[known.pk])
    assert PossibleDuplicate.objects.get().dismissed_by == team
    find_duplicates([member])
    assert not PossibleDuplicate.objects.waiting().exists()


def test_refusals(rennes: Commune, team: User) -> None:
    with pytest.raises(NotYetJoined):
        enter(rennes, team, joined_on=timezone.localdate() + dt.timedelta(days=1))
    with pytest.raises(NotANaturalPerson):
        enter(rennes, team, identity=Identity("Les Amis", "SCOP"))
    with pytest.raises(NotAllowed):
        enter(rennes, make_person(role=Role.TREASURER))
    assert not Member.objects.exists()


@pytest.fixture
def organiser(rennes: Commune) -> Client:
    return signed_in(Role.ORGANISER)


def test_from_the_list_to_the_page_of_the_person(organiser: Client) -> None:
    assert URL in organiser.get("/gestion/membres/").content.decode()
    assert URL not in signed_in(Role.TREASURER).get("/gestion/membres/").content.decode()
    response = organiser.post(URL, typed(dues="cash", dues_cents="15"))
    member = Member.objects.get()
    assert (response.status_code, response.url) == (302, f"/gestion/membres/{member.public_id}/")
    assert member.number in organiser.get(response.url).content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"given_name": ""}, "Le prénom manque"),
        ({"family_name": "SARL Dupont"}, "celui d’une organisation"),
        ({"commune": ""}, "Écrivez la commune"),
        ({"commune": "Nulle-Part"}, "Aucune commune ne porte ce nom"),
        ({"joined_on": "2999-01-01"}, "dans l’avenir"),
        ({"origin": ""}, "Écrivez d’où il vient"),
        ({"birth_year": "80"}, "en quatre chiffres"),
        ({"wants_news": "on"}, "Sans adresse"),
        ({"dues": ""}, "Choisissez"),
        ({"dues": "cash", "dues_cents": "0,10"}, "trop petit"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    organiser: Client, changes: dict[str, str], words: str
) -> None:
    response = organiser.post(URL, typed(**changes))
    page = response.content.decode()
    assert (response.status_code, words in page) == (422, True), page
    assert 'value="stand du marché"' in page or "origin" in changes
    assert not Member.objects.exists()


def test_likenesses_are_shown_before_anything_is_written(organiser: Client, rennes: Commune) -> None:
    known = make_member("Awa", "Exemple", commune=rennes)
    shown = organiser.post(URL, typed())
    page = shown.content.decode()
    assert (shown.status_code, known.number in page, "nom, commune" in page) == (422, True, True)
    assert Member.objects.count() == 1
    assert organiser.post(URL, typed(seen=str(known.pk))).status_code == 422
    twin = make_member("Awa", "Exemple", commune=rennes)
    again = organiser.post(URL, typed(seen=str(known.pk), is_another="on"))
    assert (again.status_code, twin.number in again.content.decode()) == (422, True)
    both = f"{known.pk},{twin.pk},x"
    assert organiser.post(URL, typed(seen=both, is_another="on")).status_code == 302
    assert Member.objects.count() == 3


def test_abroad_and_who_may_take_money(organiser: Client) -> None:
    assert organiser.post(URL, typed(country="BE", commune="Bruxelles")).status_code == 302
    assert (Member.objects.get().country, Member.objects.get().commune) == ("BE", None)
    assert "Réglée en espèces" in organiser.get(URL).content.decode()
    admin = signed_in(Role.ADMIN)
    assert "Réglée en espèces" not in admin.get(URL).content.decode()
    assert admin.post(URL, typed(dues="cash")).status_code == 422
