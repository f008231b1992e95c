"""Events on French clocks: series, moves, cancellations, reminders."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.tests.factories import make_person
from milliard.core.refusals import NotAllowed
from milliard.members.tests.factories import make_joined
from milliard.participation.enums import EventState, Recurrence
from milliard.participation.models import Event
from milliard.participation.services import events, rsvps
from milliard.participation.services.events import EventDetails
from milliard.participation.tests.factories import make_event
from milliard.territories.tests.factories import make_commune

pytestmark = pytest.mark.django_db
#: A moment on a wall clock, without time zone, as a form gives it.
at = dt.datetime.fromisoformat


@pytest.fixture
def organiser() -> User:
    return make_person(role=Role.ORGANISER)


def details(**changed: Any) -> EventDetails:
    known: dict[str, Any] = {
        "title": "Lire un bilan",
        "summary": "À plusieurs.",
        "starts": at("2031-03-25 18:30"),
        "ends": at("2031-03-25 20:30"),
        "is_online": True,
    }
    return EventDetails(**{**known, **changed})


def test_a_series_keeps_its_wall_clock_over_the_change_of_hour(organiser: User) -> None:
    events.announce_event(
        details=details(), recurrence=Recurrence.WEEKLY, until=dt.date(2031, 4, 8), by=organiser
    )
    found = [event.starts_at for event in Event.objects.soonest()]
    assert [f"{moment:%m-%d %H:%M}" for moment in found] == ["03-25 17:30", "04-01 16:30", "04-08 16:30"]
    assert Event.objects.values("series").distinct().count() == 1


@pytest.mark.parametrize(
    ("recurrence", "first", "expected"),
    [
        (Recurrence.MONTHLY_DAY, at("2031-01-31 18:00"), ["03-31", "05-31"]),
        (Recurrence.MONTHLY_WEEKDAY, at("2031-01-30 18:00"), ["05-29"]),  # a fifth Thursday
        (Recurrence.MONTHLY_WEEKDAY, at("2031-01-14 18:00"), ["02-11", "03-11", "04-08", "05-13"]),
        (Recurrence.FORTNIGHTLY, at("2031-05-01 18:00"), ["05-15", "05-29"]),
    ],
)
def test_dates_that_come_back(recurrence: Recurrence, first: dt.datetime, expected: list[str]) -> None:
    found = events.later_starts(first, recurrence, dt.date(2031, 5, 31))
    assert [f"{moment:%m-%d}" for moment in found] == expected


def test_a_moment_the_clocks_jump_over_is_said() -> None:
    with pytest.raises(events.NoSuchMoment):
        events.on_clock(at("2031-03-30 02:30"), "Europe/Paris")
    twice = events.on_clock(at("2031-10-26 02:30"), "Europe/Paris")
    assert twice.utcoffset() == dt.timedelta(hours=2)
    reunion = events.on_clock(at("2031-03-30 02:30"), "Indian/Reunion")
    assert reunion.utcoffset() == dt.timedelta(hours=4)


def test_a_series_is_written_for_a_year_at_most(organiser: User) -> None:
    with pytest.raises(events.TooLong):
        events.announce_event(
            details=details(), recurrence=Recurrence.WEEKLY, until=dt.date(2033, 1, 1), by=organiser
        )
    assert not Event.objects.exists()


def test_moved_everybody_is_told_and_reworded_nobody(organiser: User, mailoutbox: list[Any]) -> None:
    event = make_event(capacity=1)
    for _ in range(2):
        member = make_joined()
        rsvps.ask_seat(event=event, member=member, by=member.account)
    mailoutbox.clear()
    clock = event.clock
    starts, ends = (
        timezone.localtime(moment, clock).replace(tzinfo=None) for moment in (event.starts_at, event.ends_at)
    )
    same = details(
        title="Autre titre", starts=starts, ends=ends, is_online=False, commune=event.commune, capacity=1
    )
    events.change_event(event=event, details=same, by=organiser)
    assert mailoutbox == []
    moved = details(starts=starts + dt.timedelta(days=1), ends=ends + dt.timedelta(days=1), capacity=2)
    changed = events.change_event(event=event, details=moved, by=organiser)
    subjects = [mail.subject for mail in mailoutbox]
    assert subjects.count("Changement\u00a0: Lire un bilan") == 2
    assert subjects.count("Une place s’est libérée pour vous\u00a0: Lire un bilan") == 1
    assert changed.sequence == 2


def test_capacity_never_falls_under_what_is_taken(organiser: User) -> None:
    event = make_event(capacity=3, max_guests=2)
    member = make_joined()
    rsvps.ask_seat(event=event, member=member, guests=2, by=member.account)
    starts = timezone.localtime(event.starts_at, event.clock).replace(tzinfo=None)
    fewer = details(starts=starts, ends=starts + dt.timedelta(hours=1), capacity=2)
    with pytest.raises(events.FewerSeatsThanTaken, match="3 places"):
        events.change_event(event=event, details=fewer, by=organiser)


def test_cancelled_once_with_those_that_follow(organiser: User, mailoutbox: list[Any]) -> None:
    first = events.announce_event(
        details=details(), recurrence=Recurrence.WEEKLY, until=dt.date(2031, 4, 8), by=organiser
    )
    member = make_joined()
    rsvps.ask_seat(event=first, member=member, by=member.account)
    mailoutbox.clear()
    assert events.cancel_series(event=first, why="Salle prise.", by=organiser) == 3
    assert set(Event.objects.values_list("state", flat=True)) == {EventState.CANCELLED}
    events.cancel_event(event=first, why="encore", by=organiser)
    assert [mail.subject for mail in mailoutbox] == ["Annulé\u00a0: Lire un bilan"]
    assert "Salle prise." in mailoutbox[0].body
    with pytest.raises(NotAllowed):
        events.cancel_event(event=first, why="", by=make_person())


def test_reminded_once_of_what_begins_soon(mailoutbox: list[Any]) -> None:
    event = make_event(commune=make_commune(name="Rennes", code="35238"))
    member = make_joined()
    rsvps.ask_seat(event=event, member=member, by=member.account)
    mailoutbox.clear()
    assert events.remind_soon() == 0
    with time_machine.travel(event.starts_at - dt.timedelta(hours=20)):
        assert [events.remind_soon(), events.remind_soon()] == [1, 0]
    assert [mail.subject for mail in mailoutbox] == ["C’est bientôt\u00a0: Lire un bilan à plusieurs"]
