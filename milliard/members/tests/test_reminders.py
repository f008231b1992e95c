"""Three at most, each once, one a day at most; none to who paid, left or died."""

import datetime as dt

import pytest
import time_machine

from milliard.members.models import Reminder
from milliard.members.services.reminders import queue_reminders
from milliard.members.tests.factories import make_member, make_period
from milliard.members.tests.stories import Story, set_rates

pytestmark = pytest.mark.django_db
END = dt.date(2026, 2, 28)  # paid on 2025-03-01; 45 days of notice, 30 of grace


def days_with_mail(mailoutbox, *, first: dt.date, last: dt.date, every: int = 1) -> list[tuple[str, str]]:
    found, day = [], first
    while day <= last:
        before = len(mailoutbox)
        with time_machine.travel(dt.datetime(day.year, day.month, day.day, 6, tzinfo=dt.UTC), tick=False):
            queue_reminders()
            queue_reminders()
        found += [(day.isoformat(), mail.subject[:30]) for mail in mailoutbox[before:]]
        day += dt.timedelta(days=every)
    return found


@pytest.fixture
def story() -> Story:
    set_rates("rolling")
    told = Story()
    told.live("paid", dt.date(2025, 3, 1))
    return told


def dates(found: list[tuple[str, str]]) -> list[str]:
    return [day for day, _ in found]


@pytest.mark.slow
def test_before_at_and_after_the_end(story: Story, mailoutbox) -> None:
    found = days_with_mail(mailoutbox, first=dt.date(2026, 1, 1), last=dt.date(2026, 5, 1))
    assert dates(found) == ["2026-01-14", "2026-02-28", "2026-03-15"]
    assert len({subject for _, subject in found}) == 3


def test_a_month_without_the_daily_command_is_not_made_up_for(story: Story, mailoutbox) -> None:
    found = days_with_mail(mailoutbox, first=dt.date(2026, 3, 20), last=dt.date(2026, 3, 25))
    assert dates(found) == ["2026-03-20"]


@pytest.mark.slow
@pytest.mark.parametrize("event", ["paid", "left", "died", "excluded"])
def test_they_stop(story: Story, mailoutbox, event: str) -> None:
    days_with_mail(mailoutbox, first=dt.date(2026, 1, 14), last=dt.date(2026, 1, 14))
    story.live(event, dt.date(2026, 2, 1))
    found = days_with_mail(mailoutbox, first=dt.date(2026, 2, 2), last=dt.date(2026, 4, 30), every=1)
    assert found == []
    assert Reminder.objects.count() == 1


def test_who_just_paid_a_short_period_is_left_alone(mailoutbox) -> None:
    set_rates("calendar-01-01")
    told = Story()
    told.live("paid", dt.date(2026, 12, 22))
    found = days_with_mail(mailoutbox, first=dt.date(2026, 12, 23), last=dt.date(2027, 1, 20))
    assert dates(found) == ["2027-01-05", "2027-01-15"]


def test_without_an_address_nothing_is_queued(mailoutbox) -> None:
    set_rates("rolling")
    make_period(make_member(), dt.date(2025, 3, 1))
    assert days_with_mail(mailoutbox, first=END, last=END) == []


def test_before_the_first_rules_there_is_none() -> None:
    assert queue_reminders() == [("rappels d’adhésion", 0)]
