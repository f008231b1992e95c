"""What is known of members is kept until the day that was said, and not a day more."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from milliard.accounts.tests.factories import make_person
from milliard.core.batches import run_steps
from milliard.members.enums import ConsentPurpose, DepartureKind, EntryKind
from milliard.members.models import Departure, Member, MemberProfile, RegisterEntry
from milliard.members.services import retention
from milliard.members.services.entries import write_entry
from milliard.members.services.forgetting import forget_members
from milliard.members.services.housekeeping import tidy
from milliard.members.services.profiles import record_consent
from milliard.members.tests.factories import (
    ask,
    make_entered,
    make_joined,
    make_member,
    make_period,
    make_rates,
)
from milliard.payments.models import PaymentRequest

pytestmark = pytest.mark.django_db
END = dt.date(2026, 2, 28)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def rates() -> None:
    make_rates()


def night(of: dt.date) -> None:
    """The housekeeping of that night, and the work it queues."""
    with time_machine.travel(dt.datetime(of.year, of.month, of.day, 3, tzinfo=dt.UTC), tick=False):
        tidy()


def entered(**fields: object) -> Member:
    """A member of one year that ends on `END`, with a profile and an answer about consent."""
    member = make_member(email="ada@exemple.invalid", **fields)
    make_period(member, END - 364 * DAY)
    write_entry(member=member, kind=EntryKind.ENTERED, effective_on=END - 364 * DAY, reason="venue avec Awa")
    MemberProfile.objects.create(member=member, birth_year=1980)
    record_consent(member=member, purpose=ConsentPurpose.BIRTH_YEAR, is_given=True, by=None)
    return member


def left() -> Member:
    member = entered()
    Departure.objects.create(member=member, kind=DepartureKind.RESIGNED, effective_on=END)
    return member


def lapsed() -> Member:
    return entered()


def is_named(member: Member) -> bool:
    return bool(Member.objects.get(pk=member.pk).family_name)


@pytest.mark.parametrize("gone", [left, lapsed])
def test_a_name_leaves_the_register_after_five_years(gone: Callable[[], Member]) -> None:
    member, last_day = gone(), retention.years_after(END, 5)
    night(last_day)
    assert is_named(member)
    night(last_day + DAY)
    assert not is_named(member)
    assert not RegisterEntry.objects.filter(member=member).exclude(reason="").exists()
    assert RegisterEntry.objects.filter(member=member).exists()
    night(last_day + 2 * DAY)
    assert Member.objects.get(pk=member.pk).erased_at is not None


def test_answers_about_consent_go_five_years_after_the_end() -> None:
    member, last_day = lapsed(), retention.years_after(END, 5)
    night(last_day)
    assert member.consents.exists()
    night(last_day + DAY)
    assert not member.consents.exists()


def test_a_profile_goes_with_a_departure_and_three_years_after_the_last_dues() -> None:
    gone, silent = left(), lapsed()
    night(END + DAY)
    assert list(MemberProfile.objects.values_list("member", flat=True)) == [silent.pk]
    night(retention.years_after(END, 3))
    assert MemberProfile.objects.count() == 1
    night(retention.years_after(END, 3) + DAY)
    assert not MemberProfile.objects.exists()
    assert is_named(gone)
    assert is_named(silent)


def test_who_comes_back_or_pays_is_not_forgotten() -> None:
    back = left()
    back.departures.update(returned_on=END + 30 * DAY)
    make_period(back, END + 30 * DAY, days=3_000)
    night(retention.years_after(END, 6))
    assert is_named(back)


@pytest.fixture
def began() -> Iterator[Member]:
    with time_machine.travel(dt.datetime(2026, 2, 28, 12, tzinfo=dt.UTC), tick=False):
        member = make_joined(make_person())
        ask(member)
        yield member


def test_who_began_and_never_paid_is_forgotten_after_a_year(began: Member) -> None:
    night(dt.date(2027, 2, 28))
    assert is_named(began)
    night(dt.date(2027, 3, 2))
    assert not is_named(began)
    assert set(PaymentRequest.objects.values_list("payer_name", "payer_email", "payer")) == {("", "", None)}


def test_money_on_its_way_is_waited_for(began: Member) -> None:
    PaymentRequest.objects.update(state="pending")
    night(dt.date(2027, 6, 1))
    assert is_named(began)


def test_batches_follow_one_another_and_leave_the_rest_for_later() -> None:
    for number in range(5):
        entered(given_name="Ada", family_name=f"Exemple {number}".replace("0", "zéro"))
    with time_machine.travel(timezone.now().replace(year=2040), tick=False):
        assert run_steps([retention.forget_names], seconds=0, size=2)
        assert Member.objects.exclude(family_name="").count() == 3
        assert not run_steps([retention.forget_names], seconds=60, size=2)
        assert not Member.objects.exclude(family_name="").exists()
        assert not run_steps(retention.STEPS, seconds=60)


def test_a_batch_costs_the_same_statements_whatever_its_size() -> None:
    """Those who lapsed, who left, who are still asked for money: nobody is looked at one by one."""
    for number in range(12):
        (left if number % 2 else lapsed)()
    with time_machine.travel(timezone.now().replace(year=2040), tick=False):
        counts = []
        for size in (2, 10):
            with CaptureQueriesContext(connection) as queries:
                assert retention.forget_names(size) == size
            counts.append(len(queries))
    assert counts[1] <= counts[0] + 2, counts
    assert not Member.objects.exclude(family_name="").exists()


def test_who_is_still_in_leaves_in_a_batch_as_alone() -> None:
    gone, over = left(), lapsed()
    with time_machine.travel(dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC), tick=False):
        inside = make_entered()
        forget_members(numbers=[inside.pk, gone.pk, over.pk])
        forget_members(numbers=[inside.pk, gone.pk, over.pk])
    departures = Departure.objects.order_by("pk").values_list("member", "effective_on")
    assert list(departures) == [(gone.pk, END), (inside.pk, dt.date(2026, 6, 1))]
    lines = RegisterEntry.objects.filter(kind=EntryKind.LEFT).values_list("member", "effective_on")
    assert list(lines) == [(inside.pk, dt.date(2026, 6, 1))]


def test_a_day_that_does_not_exist_is_the_one_before() -> None:
    assert retention.years_after(dt.date(2024, 2, 29), 5) == dt.date(2029, 2, 28)
