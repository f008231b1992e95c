"""The team's list and page of members: found, seen and journaled; corrected, gone, mourned."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.members.enums import ConsentPurpose, DepartureKind, EntryKind, MembershipState
from milliard.members.models import Departure, DuesRates, Member, MemberProfile
from milliard.members.services.merging import merge_members
from milliard.members.services.openings import ONE_VISIT
from milliard.members.services.profiles import record_consent
from milliard.members.tests.factories import (
    ask,
    make_entered,
    make_joined,
    make_member,
    make_pair,
    make_period,
    make_rates,
)
from milliard.territories.tests.factories import make_commune, make_department

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
LIST = "/gestion/membres/"


@pytest.fixture
def organiser() -> Client:
    return signed_in(Role.ORGANISER)


def address(member: Member, act: str = "") -> str:
    return reverse("members_staff:member", args=[member.public_id]) + act


def found(client: Client, **asked: str) -> list[str]:
    """Names on the list, in its order."""
    return [row.name for row in client.get(LIST, asked).context["page"].rows]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("elodie", ["Élodie Müller-Exemple"]),
        ("muller elodie", ["Élodie Müller-Exemple"]),
        ("EXEMPLE", ["Élodie Müller-Exemple", "Jean Exemple"]),
        ("jean exempl", ["Jean Exemple"]),
        ("zoé", []),
        ("Jean@Exemple.fr", ["Jean Exemple"]),
        ("jean@", ["Jean Exemple"]),
        ("%", []),
    ],
)
def test_found_by_words_in_any_order_or_by_address(organiser: Client, asked: str, names: list[str]) -> None:
    make_member("Jean", "Exemple", email="jean@exemple.fr")
    make_member("Élodie", "Müller-Exemple", email="elodie@exemple.fr")
    assert sorted(found(organiser, q=asked)) == sorted(names)


def test_found_by_number_even_where_the_row_was_merged(organiser: Client) -> None:
    kept, absorbed = make_member("Jean", "Exemple"), make_member("Jeanne", "Exemple")
    merge_members(kept=kept, absorbed=absorbed, by=None)
    assert found(organiser) == ["Jean Exemple"]
    for asked in (kept.number, str(kept.pk), f"m {kept.pk}"):
        assert found(organiser, q=asked) == ["Jean Exemple"]
    page = organiser.get(LIST, {"q": absorbed.number}).content.decode()
    assert f"réunie avec {kept.number}" in page
    assert "réunie avec" in organiser.get(address(absorbed)).content.decode()
    assert "demission/" not in organiser.get(address(absorbed)).content.decode()


@pytest.mark.parametrize("many", [1, 7_000], ids=["begun with the page", "begun with the few"])
def test_filtered_by_state_as_computed_and_by_department(
    organiser: Client, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr("milliard.members.models.people._MANY", many)
    rates, today = make_rates(), timezone.localdate()
    brest = make_commune(name="Brest", code="29019")
    make_entered("Current", commune=brest)
    make_period(make_member("Soon"), today - 360 * DAY)
    make_period(make_member("Lapsed"), today - 900 * DAY)
    make_member("Never")
    ask(make_joined(given_name="Pending"))
    left = make_entered("Left")
    Departure.objects.create(member=left, kind=DepartureKind.RESIGNED, effective_on=today)
    # The next period is paid already: not a renewal to come.
    ahead = make_member("Ahead")
    for first, opened in ((today - 360 * DAY, None), (today + 5 * DAY, today)):
        period = make_period(ahead, first)
        type(period).objects.filter(pk=period.pk).update(opened_on=opened)
    expected = {
        MembershipState.CURRENT: {"Current", "Ahead"},
        MembershipState.DUE_SOON: {"Soon"},
        MembershipState.LAPSED: {"Lapsed"},
        MembershipState.NEVER: {"Never"},
        MembershipState.PENDING: {"Pending"},
        MembershipState.LEFT: {"Left"},
    }
    everybody = Member.objects.with_state(rates, today)
    for state, names in expected.items():
        assert {name.split()[0] for name in found(organiser, etat=state.value)} == names
        assert set(everybody.filter(state=state).values_list("given_name", flat=True)) == names
    assert found(organiser, departement=brest.department_id or "") == ["Current Exemple"]


def test_the_page_without_any_rules_of_dues(organiser: Client) -> None:
    member = make_entered()
    assert not DuesRates.objects.exists()
    assert "à jour" in organiser.get(address(member)).content.decode()


def test_what_was_given_for_counts_is_not_shown_and_what_serves_is(organiser: Client) -> None:
    make_rates()
    member = make_entered()
    said = {"birth_year": 1931, "gender": "woman", "skills": ["cook"], "times": ["sunday"]}
    MemberProfile.objects.create(member=member, **said)
    for purpose in (ConsentPurpose.BIRTH_YEAR, ConsentPurpose.PHONE):
        record_consent(member=member, purpose=purpose, is_given=True, by=None)
    page = organiser.get(address(member)).content.decode()
    assert "cuisiner pour beaucoup" in page
    assert "le dimanche" in page
    assert "être appelé·e" in page
    for hidden in ("1931", "femme", "année de naissance"):
        assert hidden not in page


def test_the_treasurer_goes_from_what_was_asked_to_the_money(organiser: Client) -> None:
    make_rates()
    dues = ask(make_joined())
    link = f"/gestion/paiements/?q={dues.payment_request.reference}"
    assert link in signed_in(Role.TREASURER).get(address(dues.member)).content.decode()
    assert link not in organiser.get(address(dues.member)).content.decode()


def test_opening_a_page_is_journaled_once_a_visit() -> None:
    member, person = make_entered(), make_person(role=Role.ORGANISER)
    client = signed_in(person)
    for _ in range(3):
        client.get(address(member))
    lines = ModelLogEntry.objects.filter(action="members.member.opened", object_id=str(member.pk))
    assert [line.user for line in lines] == [person]
    assert lines[0].label == member.number
    lines.update(timestamp=timezone.now() - ONE_VISIT)
    client.get(address(member))
    signed_in(Role.ADMIN).get(address(member))
    assert lines.count() == 3


def test_corrected_with_the_reason_and_nothing_typed_lost(organiser: Client) -> None:
    make_commune(name="Saint-Denis", code="93066", department=make_department(code="93"))
    member = make_entered("Ada", family_name="Exempel", email="ada@exemple.fr")
    url = address(member, "corriger/")
    names = {"given_name": "Ada", "family_name": "Exemple"}
    typed = {**names, "email": "ada@exemple.fr", "commune": "Saint-Denis (93)"}
    back = organiser.post(url, typed)
    assert back.status_code == 422
    assert "Écrivez pourquoi" in back.content.decode()
    assert 'value="Exemple"' in back.content.decode()
    refused = organiser.post(url, {**typed, "family_name": "SARL Exemple", "reason": "faute de frappe"})
    assert "Ce nom est celui d’une organisation" in refused.content.decode()
    assert 'value="faute de frappe"' in refused.content.decode()
    unknown = organiser.post(url, {**typed, "commune": "Nulle-Part-sur-Rien", "reason": "x"})
    assert unknown.status_code == 422
    assert "Nulle-Part-sur-Rien" in unknown.content.decode()
    assert organiser.post(url, {**typed, "reason": "faute de frappe"}).status_code == 302
    member.refresh_from_db()
    assert (member.family_name, member.place) == ("Exemple", "Saint-Denis (93)")
    line = member.register.get(kind=EntryKind.CORRECTED)
    assert (line.reason, sorted(line.fields)) == ("faute de frappe", ["commune", "family_name"])
    page = organiser.get(address(member)).content.decode()
    assert "faute de frappe" in page
    assert "Identité corrigée par l’équipe" in page


def test_two_of_one_account_never_bear_one_name(organiser: Client) -> None:
    account = make_person()
    ada, _ = (make_joined(account, given_name=name) for name in ("Ada", "Awa"))
    typed = {"given_name": "Awa", "family_name": "Exemple", "email": ada.email, "reason": "x"}
    refused = organiser.post(address(ada, "corriger/"), typed)
    assert (refused.status_code, "déjà une personne de ce nom" in refused.content.decode()) == (422, True)


def test_a_number_is_corrected_but_none_is_given_by_the_team(organiser: Client) -> None:
    silent, heard = make_entered(), make_entered(phone="06 12 34 56 78")
    typed = {"given_name": "Ada", "family_name": "Exemple", "phone": "07 00 00 00 00", "reason": "x"}
    for member in (silent, heard):
        organiser.post(address(member, "corriger/"), typed)
        member.refresh_from_db()
    assert (silent.phone, heard.phone) == ("", "07 00 00 00 00")


def test_a_resignation_on_request(
    organiser: Client, mailoutbox: list[mail.EmailMessage], django_capture_on_commit_callbacks: Any
) -> None:
    member = make_entered(email="ada@exemple.fr")
    url = address(member, "demission/")
    assert "ada@exemple.fr" in organiser.get(url).content.decode()
    assert organiser.post(url, {}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        assert organiser.post(url, {"asked_how": "lettre du 3 mars"}).status_code == 302
    assert member.register.get(kind=EntryKind.LEFT).reason == "démission, lettre du 3 mars"
    assert mailoutbox[-1].to == ["ada@exemple.fr"]
    page = organiser.get(address(member)).content.decode()
    assert "parti·e" in page
    assert "demission/" not in page
    again = organiser.post(url, {"asked_how": "une autre lettre"})
    assert (again.status_code, "n’est pas membre" in again.content.decode()) == (422, True)
    assert "une autre lettre" in again.content.decode()


def test_a_death_is_written_with_tact(
    organiser: Client, mailoutbox: list[mail.EmailMessage], django_capture_on_commit_callbacks: Any
) -> None:
    member = make_entered(email="ada@exemple.fr")
    url, today = address(member, "deces/"), timezone.localdate()
    assert "Aucune lettre ne partira" in organiser.get(url).content.decode()
    late = organiser.post(url, {"on": today + DAY, "told_by": "sa fille"})
    assert (late.status_code, "dans l’avenir" in late.content.decode()) == (422, True)
    assert 'value="sa fille"' in late.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert organiser.post(url, {"on": today, "told_by": "sa fille"}).status_code == 302
    assert mailoutbox == []
    assert member.register.get(kind=EntryKind.LEFT).reason == "décès, dit par sa fille"
    assert "deces/" not in organiser.get(address(member)).content.decode()


def test_a_double_is_said_on_the_page_to_who_may_join_them(organiser: Client) -> None:
    pair = make_pair()
    link = reverse("members_staff:duplicate", args=[pair.pk])
    assert link in organiser.get(address(pair.first)).content.decode()
    assert link not in signed_in(Role.TREASURER).get(address(pair.first)).content.decode()


def test_the_desk_leads_on(organiser: Client) -> None:
    page = organiser.get(reverse("members_staff:desk")).content.decode()
    for link in (LIST, f"{LIST}?etat=due_soon", f"{LIST}?etat=pending", reverse("members_staff:duplicates")):
        assert f'href="{link}"' in page
    treasurer = signed_in(Role.TREASURER).get(reverse("members_staff:desk")).content.decode()
    assert f'href="{reverse("members_staff:duplicates")}"' not in treasurer.partition('class="sv ')[2]


def test_a_word_of_a_name_is_found_wherever_it_stands_in_one_order(organiser: Client) -> None:
    people = [("Zoé", "Martin"), ("Martine", "Abel"), ("Jean", "Éluard-Martin"), ("Ada", "Le Martin")]
    for given, family in (*people, ("Martin", "Martinez"), ("Jean", "Autre")):
        make_member(given, family)
    wanted = ["Martine Abel", "Jean Éluard-Martin", "Ada Le Martin", "Zoé Martin", "Martin Martinez"]
    for asked in ("martin", "MARTIN", "märtin"):
        assert found(organiser, q=asked) == wanted
