"""The door: people in any script get in, organisations never, two devices give one person."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from french.person_names import ORGANISATION_WORDS
from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.tests.factories import make_person
from milliard.core.refusals import NotAllowed
from milliard.members.enums import EntryKind, Source
from milliard.members.forms import IdentityForm
from milliard.members.models import Member
from milliard.members.services.corrections import correct_identity
from milliard.members.services.joining import (
    AlreadyInTheHousehold,
    Identity,
    NotAName,
    NotANaturalPerson,
    claim_members,
    create_member,
    join,
    join_another,
)
from milliard.members.tests.factories import ask, make_joined, make_member, make_rates, pay

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 1)

NAMES = [
    ("Anne-Lise", "d’Ornano", "Anne-Lise", "d’Ornano"),
    ("Jean  Marie", " de La Rochefoucauld ", "Jean Marie", "de La Rochefoucauld"),
    ("O", "Y", "O", "Y"),
    ("Éloïse", "Lœuil", "Éloïse", "Lœuil"),
    ("فاطمة", "الزهراء", "فاطمة", "الزهراء"),
    ("Nguyễn", "Thị Minh Khai", "Nguyễn", "Thị Minh Khai"),
    ("Nguye\u0302\u0303n", "Thi\u0323", "Nguyễn", "Thị"),
    ("می\u200cنا", "احمدی", "می\u200cنا", "احمدی"),
    ("李", "小龙", "李", "小龙"),
    ("Martin Luther", "King Jr.", "Martin Luther", "King Jr."),
    ("Earl", "Hines", "Earl", "Hines"),
    ("Sas", "Van Gent", "Sas", "Van Gent"),
    ("A" * 80, "B" * 80, "A" * 80, "B" * 80),
    ("Ana\u202e", "Lopez\u200b", "Ana", "Lopez"),
    ("N'Golo", "Kanté", "N'Golo", "Kanté"),
]
ORGANISATIONS = [
    ("SARL", "Martin"),
    ("Les Amis", "Scop"),
    ("S.A.R.L.", "Dupont"),
    ("S A R L", "Dupont"),
    ("Société", "Générale"),
    ("SOCIÉTÉ", "X"),
    ("societe", "X"),
    ("Association", "des amis"),
    ("Coopérative", "du Val"),
    ("EARL", "des Prés"),
    ("EARL des Prés", "Durand"),
    ("Fédération", "des foyers ruraux"),
    ("Mairie de", "Romans"),
]
NO_NAMES = [("=cmd", "x"), ("Jean2", "x"), ("http://", "x"), ("-", "x"), ("<b>", "x"), ("😀", "x")]


def name_of(given: str, family: str, **fields: object) -> Identity:
    return Identity(given, family, **fields)


@pytest.mark.parametrize(("given", "family", "kept_given", "kept_family"), NAMES)
def test_names_are_kept_as_people_write_them(
    given: str, family: str, kept_given: str, kept_family: str
) -> None:
    account = make_person()
    member = join(account=account, identity=name_of(given, family), by=account)
    assert (member.given_name, member.family_name) == (kept_given, kept_family)


@pytest.mark.parametrize(("given", "family"), ORGANISATIONS)
def test_an_organisation_has_no_name_here(given: str, family: str) -> None:
    account = make_person()
    team = make_person(role=Role.ORGANISER)
    person = make_joined()
    identity = name_of(given, family)
    for enter in (
        lambda: join(account=account, identity=identity, by=account),
        lambda: join_another(account=account, identity=identity, by=account),
        lambda: create_member(identity=identity, source=Source.TEAM, by=team),
        lambda: create_member(identity=identity, source=Source.IMPORT, by=None, entered_on=TODAY),
        lambda: correct_identity(member=person, identity=identity, by=person.account),
    ):
        with pytest.raises(NotANaturalPerson):
            enter()
    form = IdentityForm({"given_name": given, "family_name": family, "country": "BE"})
    assert not form.is_valid()
    assert "organisation" in str(form.errors)


@pytest.mark.parametrize(("given", "family"), NO_NAMES)
def test_what_is_no_name_is_asked_again(given: str, family: str) -> None:
    account = make_person()
    with pytest.raises(NotAName):
        join(account=account, identity=name_of(given, family), by=account)
    form = IdentityForm({"given_name": given, "family_name": family, "country": "BE"})
    assert form.errors["given_name"]


def test_too_long_a_name_is_said_beside_the_box() -> None:
    form = IdentityForm({"given_name": "a" * 81, "family_name": "b", "country": "BE"})
    assert "80 lettres" in form.errors["given_name"][0]
    with pytest.raises(ValidationError):
        create_member(identity=name_of("a" * 81, "b"), source=Source.IMPORT, by=None)


class NoOrganisation(TestCase):
    """Whatever stands around a legal form, no entry lets it in, and the database neither."""

    @given(
        st.sampled_from(ORGANISATION_WORDS),
        st.text(max_size=12),
        st.text(max_size=12),
        st.sampled_from([str.lower, str.upper, str.title]),
        st.booleans(),
    )
    def test_through_no_door(self, word: str, before: str, after: str, case, is_given: bool) -> None:
        written = f"{before} {case(word)} {after}".replace("\0", "")
        names = (written, "Martin") if is_given else ("Camille", written)
        with pytest.raises((NotANaturalPerson, NotAName, ValidationError)), transaction.atomic():
            create_member(identity=Identity(*names), source=Source.IMPORT, by=None)
        if all(len(name) <= 80 for name in names):
            with pytest.raises((IntegrityError, ValueError)), transaction.atomic():
                Member.objects.create(given_name=names[0], family_name=names[1])
        assert not Member.objects.exists()


def test_begun_and_begun_again_is_one_person() -> None:
    account = make_person()
    first = join(account=account, identity=name_of("Ada", "Exemple"), by=account)
    again = join(account=account, identity=name_of("Ada", "Exemples"), by=account)
    assert (first.pk, again.family_name, Member.objects.count()) == (again.pk, "Exemples", 1)


def test_a_household_holds_several_each_once() -> None:
    make_rates()
    account = make_person()
    ada = join(account=account, identity=name_of("Ada", "Exemple"), by=account)
    bob = join_another(account=account, identity=name_of("Bob", "Exemple"), by=account)
    assert join_another(account=account, identity=name_of("bob", "éxemple"), by=account).pk == bob.pk
    assert {ada.account_id, bob.account_id} == {account.pk}
    pay(ask(bob), on=TODAY)
    with pytest.raises(AlreadyInTheHousehold):
        join_another(account=account, identity=name_of("Bob", "Exemple"), by=account)


def test_nobody_joins_with_the_account_of_another() -> None:
    with pytest.raises(NotAllowed):
        join(account=make_person(), identity=name_of("Ada", "Exemple"), by=make_person())


def test_the_team_writes_the_line_and_the_journal() -> None:
    team = make_person(role=Role.ORGANISER)
    member = create_member(
        identity=name_of("Ada", "Exemple", email="Ada@Example.org"),
        source=Source.TEAM,
        by=team,
        entered_on=TODAY,
        reason="bulletin papier",
    )
    line = member.register.get()
    assert (line.kind, line.effective_on, line.recorded_by, line.reason) == (
        EntryKind.ENTERED,
        TODAY,
        team,
        "bulletin papier",
    )
    assert member.email == "ada@example.org"
    with pytest.raises(NotAllowed):
        create_member(identity=name_of("Ada", "Exemple"), source=Source.TEAM, by=make_person())


def test_who_came_by_a_file_is_found_once_the_address_is_proved() -> None:
    mine = make_member(email="ada@example.org")
    partner = make_member("Bob", email="ada@example.org")
    double = make_member(email="ada@example.org")
    make_member("Zoé", email="zoe@example.org")
    account = make_person(email="ada@example.org")
    assert claim_members(account=account) == 2
    assert set(Member.objects.filter(account=account)) == {mine, partner}
    double.refresh_from_db()
    assert double.account is None
    assert claim_members(account=account) == 0


def test_an_address_nobody_proved_claims_nothing() -> None:
    make_member(email="ada@example.org")
    account = User.objects.create_user("ada@example.org")
    assert claim_members(account=account) == 0


def test_a_correction_names_the_fields_and_not_their_values() -> None:
    make_rates()
    member = make_joined()
    pay(ask(member), on=TODAY)
    correct_identity(
        member=member,
        identity=name_of("Ada", "Nouvelle", email=member.email, country="BE"),
        by=member.account,
    )
    line = member.register.get(kind=EntryKind.CORRECTED)
    assert line.fields == ["family_name", "country"]
    assert "Nouvelle" not in str(line.__dict__)
    correct_identity(
        member=member,
        identity=name_of("Ada", "Nouvelle", email=member.email, country="BE"),
        by=member.account,
    )
    assert member.register.filter(kind=EntryKind.CORRECTED).count() == 1
