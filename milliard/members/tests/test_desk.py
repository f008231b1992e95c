"""The organiser's desk: counts of the week, each with the right people."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.members import desk
from milliard.members.enums import DepartureKind
from milliard.members.models import Departure, DeskCount, Member, PossibleDuplicate, Reminder
from milliard.members.services.housekeeping import tidy
from milliard.members.tests.factories import ask, make_joined, make_member, make_period, make_rates, pay
from milliard.territories.tests.factories import make_commune

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser() -> Client:
    return signed_in(Role.ORGANISER)


def test_an_empty_movement(organiser: Client) -> None:
    page = organiser.get(reverse("members_staff:desk")).content.decode()
    assert "Personne ces sept jours" in page
    assert "Aucune adhésion ne finit" in page
    assert "qui a commencé est allé au bout" in page


def test_who_came_this_week_and_where_from() -> None:
    today = timezone.localdate()
    make_rates()
    brest = make_commune(name="Brest", code="29019")
    for days, commune in ((0, brest), (6, None), (7, brest)):
        member = make_joined(family_name=f"Exemple-{'abcdefgh'[days]}", commune=commune)
        pay(ask(member), on=today - dt.timedelta(days=days))
    found = desk.desk_counts(make_rates(), today).newcomers
    assert (found.count, found.at) == (2, None)
    assert sorted(found.shares) == sorted([(brest.department.name, 1), ("", 1)])
    assert [entry.effective_on for entry in desk.entries(today)] == [today, today - desk.WEEK]


def test_who_lapses_soon_without_who_renewed_or_left() -> None:
    rates, today = make_rates(), timezone.localdate()
    day = dt.timedelta(days=1)
    ends = {
        "soon": today + 10 * day,
        "grace": today - 5 * day,
        "later": today + (rates.due_soon_days + 1) * day,
        "over": today - (rates.grace_days + 1) * day,
        "renewed": today + 3 * day,
        "left": today + 4 * day,
    }
    for name, end in ends.items():
        make_period(make_member(given_name=name), end - 364 * day)
    renewed = Member.objects.get(given_name="renewed")
    make_period(renewed, ends["renewed"] + day)
    left = Member.objects.get(given_name="left")
    Departure.objects.create(member=left, kind=DepartureKind.DECEASED, effective_on=today)
    names = [period.member.given_name for period in desk.ending(rates, today)]
    assert names == ["grace", "soon"]


def test_who_began_and_stopped_and_what_waits(organiser: Client) -> None:
    today = timezone.localdate()
    make_rates()
    begun = make_joined(given_name="Begun")
    ask(begun)
    pay(ask(make_joined(given_name="Paid")), on=today)
    old = make_member(given_name="Old")
    Member.objects.filter(pk=old.pk).update(created_at=timezone.now() - desk.BEGAN_WITHIN - dt.timedelta(2))
    assert [member.given_name for member in desk.began(today)] == ["Begun"]
    paid = Member.objects.get(given_name="Paid")
    first, second = sorted((begun, paid), key=lambda member: member.pk)
    PossibleDuplicate.objects.create(first=first, second=second, score=70)
    PossibleDuplicate.objects.create(first=second, second=old, score=70, dismissed_at=timezone.now())
    Reminder.objects.create(period=paid.periods.get(), step=2)
    counts = desk.desk_counts(make_rates(), today)
    assert (counts.duplicates.count, counts.began.count) == (1, 1)
    assert list(counts.reminders.shares) == [(2, 1)]
    page = organiser.get(reverse("members_staff:desk")).content.decode()
    assert "Begun" in page
    assert "à la fin" in page


def test_a_crowd_is_counted_at_night_and_says_when(
    organiser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With few counted at once, so that a few rows are a crowd."""
    monkeypatch.setattr(desk, "EXACT", 3)
    rates, today = make_rates(), timezone.localdate()
    for days in range(4):
        pay(ask(make_joined(family_name=f"Arrivée-{'abcd'[days]}")), on=today)
    begun = [make_member(family_name=f"Begun-{letter}") for letter in "abcd"]
    url = reverse("members_staff:desk")
    assert "plus de 3" in organiser.get(url).content.decode()
    with time_machine.travel(dt.datetime.combine(today, dt.time(6), tzinfo=timezone.get_current_timezone())):
        tidy()
    counts = desk.desk_counts(rates, today)
    assert [counts.newcomers.count, counts.began.count] == [4, 4]
    assert counts.newcomers.shares == [("", 4)]
    assert counts.at == counts.began.at
    make_member(family_name="Begun-e")
    assert desk.desk_counts(rates, today).began.count == 4
    page = " ".join(organiser.get(url).content.decode().replace("\u00a0", " ").split())
    assert "les chiffres sont ceux de 6 h" in page
    Member.objects.filter(pk__in=[member.pk for member in begun[:3]]).delete()
    began = desk.desk_counts(rates, today).began
    assert (began.count, began.at) == (2, None)
    tidy()
    assert DeskCount.objects.count() == 1


@pytest.mark.parametrize("words", ["adhérer", "adhesion", "cotisation", "devenir membre"])
def test_search_finds_the_way_in(client: Client, words: str) -> None:
    page = client.get(reverse("website:search"), {"q": words}).content.decode()
    assert f'href="{reverse("members:welcome")}"' in page.partition("<main")[2]
