"""Who may be one person: by several fields, never by an address alone."""

import pytest

from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import make_person
from milliard.members.models import Member, MemberProfile, PossibleDuplicate
from milliard.members.services.duplicates import SHOWN_FROM, dismiss_duplicate, find_duplicates, likeness_of
from milliard.members.tests.factories import make_member

pytestmark = pytest.mark.django_db

#: (case, one, other, shown): each row is given name, family name, e-mail, phone, birth year.
CASES = [
    (
        "the same twice",
        ("Ada", "Le Goff", "a@x.org", "", None),
        ("Ada", "Le Goff", "a@x.org", "", None),
        True,
    ),
    ("order", ("Goff", "Ada", "a@x.org", "", None), ("Ada", "Goff", "a@x.org", "", None), True),
    ("accents", ("Zoe", "Helie", "", "0600", None), ("Zoé", "Hélie", "", "0600", None), True),
    ("hyphen", ("Anne-Lise", "Roy", "a@x.org", "", None), ("Anne Lise", "Roy", "a@x.org", "", None), True),
    ("same year", ("Ada", "Goff", "", "", 1980), ("Ada", "Goff", "", "", 1980), True),
    (
        "near spelling",
        ("Mathieu", "Dupond", "m@x.org", "0600", 1980),
        ("Matthieu", "Dupond", "m@x.org", "0600", 1980),
        True,
    ),
    ("couple", ("Ada", "Goff", "a@x.org", "0600", None), ("Yann", "Goff", "a@x.org", "0600", None), False),
    (
        "couple, one year",
        ("Ada", "Goff", "a@x.org", "0600", 1980),
        ("Yann", "Roy", "a@x.org", "0600", 1980),
        False,
    ),
    ("homonyms", ("Ada", "Goff", "a@x.org", "0600", None), ("Ada", "Goff", "b@x.org", "0611", None), False),
    (
        "parent and child of one name",
        ("Jean", "Roy", "j@x.org", "0600", 1950),
        ("Jean", "Roy", "j@x.org", "0600", 1980),
        False,
    ),
]


def _make(given_name: str, family_name: str, email: str, phone: str, birth_year: int | None) -> Member:
    member = make_member(given_name, family_name, email=email, phone=phone)
    if birth_year:
        MemberProfile.objects.create(member=member, birth_year=birth_year)
    return member


@pytest.mark.parametrize(("case", "one", "other", "is_shown"), CASES, ids=[case[0] for case in CASES])
def test_likeness(case: str, one: tuple, other: tuple, is_shown: bool) -> None:  # type: ignore[type-arg]
    first, second = _make(*one), _make(*other)
    assert (likeness_of(first, second).score >= SHOWN_FROM) == is_shown
    assert likeness_of(first, second) == likeness_of(second, first)
    find_duplicates([second])
    find_duplicates([first])
    assert PossibleDuplicate.objects.count() == is_shown


def test_a_pair_put_aside_stays_aside() -> None:
    first = make_member("Ada", "Goff", email="a@x.org", phone="0600")
    make_member("Ada", "Goff", email="a@x.org", phone="0600")
    find_duplicates([first])
    pair = dismiss_duplicate(duplicate=PossibleDuplicate.objects.get(), by=make_person(role=Role.ADMIN))
    find_duplicates([first])
    assert [pair.dismissed_at] == list(PossibleDuplicate.objects.values_list("dismissed_at", flat=True))
