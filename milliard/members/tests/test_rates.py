"""Dated rules: written ahead by the treasurer, never changed once they count."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.members.forms.rates import RatesForm
from milliard.members.models import DuesRates
from milliard.members.services.rates import RatesCount, withdraw_rates
from milliard.members.tests.factories import make_rates

pytestmark = pytest.mark.django_db


def typed(**fields: str) -> dict[str, str]:
    return {
        "valid_from": timezone.localdate().isoformat(),
        "suggested_cents": "20 ; 35,50; 50 €",
        "solidarity_cents": "5",
        "floor_cents": "1",
        "period_rule": "calendar",
        "year_starts": "09-01",
        "grace_days": "30",
        "due_soon_days": "45",
        **fields,
    }


def test_the_treasurer_opens_the_door() -> None:
    client = signed_in(make_person(role=Role.TREASURER))
    assert client.post(reverse("members_staff:rates_set"), typed()).status_code == 302
    rates = DuesRates.objects.get()
    assert (rates.suggested_cents, rates.floor_cents, rates.year_starts) == ([2000, 3550, 5000], 100, "09-01")
    assert "À partir de" in client.get(reverse("members:welcome")).content.decode()


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"suggested_cents": "vingt"}, "suggested_cents"),
        ({"suggested_cents": "2"}, "suggested_cents"),
        ({"solidarity_cents": "0,50"}, "solidarity_cents"),
        ({"floor_cents": "0"}, "floor_cents"),
        ({"grace_days": "-1"}, "grace_days"),
    ],
)
def test_what_does_not_hold_together_is_said_beside_the_field(fields: dict[str, str], name: str) -> None:
    assert list(RatesForm(typed(**fields)).errors) == [name]


@pytest.mark.parametrize("fields", [{"valid_from": "2020-01-01"}, {"year_starts": "02-29"}])
def test_the_past_and_a_day_that_not_every_year_has_are_refused(fields: dict[str, str]) -> None:
    client = signed_in(make_person(role=Role.TREASURER))
    assert client.post(reverse("members_staff:rates_set"), typed(**fields)).status_code == 422
    assert not DuesRates.objects.exists()


def test_the_database_refuses_such_a_day_too() -> None:
    for day in ("02-29", "04-31", "13-01", "1-1", ""):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_rates(year_starts=day)


def test_rules_that_count_stay() -> None:
    with pytest.raises(RatesCount):
        withdraw_rates(rates=make_rates(), by=None)
    later = make_rates(valid_from=timezone.localdate() + dt.timedelta(days=1))
    withdraw_rates(rates=later, by=None)
    assert DuesRates.objects.count() == 1
