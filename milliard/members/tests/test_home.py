"""How many we are, on the home page: counted at night, dated, and silent while it would tell who came."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from milliard.members.enums import DepartureKind
from milliard.members.models import Departure, MemberCount
from milliard.members.services.counting import count_members
from milliard.members.tests.factories import make_joined, make_period, make_rates

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 1)


@pytest.fixture(autouse=True)
def _one_day():
    with time_machine.travel(dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC), tick=False):
        yield


def home() -> str:
    return " ".join(strip_tags(Client().get("/").content.decode()).split())


def test_who_has_paid_counts_days_of_grace_included(settings) -> None:
    assert count_members() is None, "no rules of dues are in force"
    make_rates()
    members = [make_joined(family_name=f"Exemple-{'abcdefgh'[n]}") for n in range(8)]
    for member in members[:5]:
        make_period(member, TODAY - dt.timedelta(days=30))
    make_period(members[5], TODAY - dt.timedelta(days=375))  # ten days of grace
    make_period(members[6], TODAY - dt.timedelta(days=500))  # long over; the last one never paid
    assert count_members().members == 6
    Departure.objects.create(member=members[0], kind=DepartureKind.RESIGNED, effective_on=TODAY)
    assert count_members().members == 5
    assert MemberCount.objects.count() == 1, "the same day is corrected"
    page = home()
    assert "membres, et autant de voix" in page
    assert "au 1er mars 2026" in page
    assert "registre des membres" in page
    settings.DISCLOSURE_THRESHOLD = 6
    assert "autant de voix" not in home()


def test_the_last_count_is_shown_with_its_own_day() -> None:
    MemberCount.objects.create(counted_on=timezone.localdate() - dt.timedelta(days=2), members=12345)
    MemberCount.objects.create(counted_on=timezone.localdate() - dt.timedelta(days=9), members=99)
    assert "12 345" in home()
    assert "au 27 février 2026" in home()
