"""Calendars that other programs read: two parsers that know nothing of us say what they found."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milliard.participation.calendars import calendar_of
from milliard.participation.enums import EventState
from milliard.participation.models import ZONES, Event
from milliard.participation.tests.factories import make_event

pytestmark = pytest.mark.django_db


def an_event(**fields: Any) -> Event:
    """Not stored."""
    starts_at = fields.pop("starts_at", dt.datetime(2031, 3, 29, 17, 30, tzinfo=dt.UTC))
    known: dict[str, Any] = {
        "title": "Lire un bilan",
        "summary": "À plusieurs.",
        "starts_at": starts_at,
        "ends_at": starts_at + dt.timedelta(hours=2),
        "updated_at": starts_at,
        "is_online": True,
        "state": EventState.PUBLISHED,
    }
    return Event(**{**known, **fields})


def read(text: str) -> list[dict[str, Any]]:
    calendar = icalendar.Calendar.from_ical(text)
    assert calendar.errors == []
    return [dict(component) for component in calendar.walk("VEVENT")]


TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), min_size=1, max_size=200
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS, TEXTS, st.sampled_from([zone for zone, _ in ZONES]), st.integers(0, 600))
def test_any_event_is_read_back_by_others(title: str, words: str, zone: str, days: int) -> None:
    starts_at = dt.datetime(2031, 1, 1, 9, tzinfo=dt.UTC) + dt.timedelta(days=days)
    event = an_event(title=title, description=words, zone=zone, starts_at=starts_at)
    text = calendar_of([event], name=title)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    (found,) = read(text)
    assert str(found["SUMMARY"]) == title
    assert words in str(found["DESCRIPTION"])
    assert found["DTSTART"].dt == event.starts_at
    assert found["DTEND"].dt == event.ends_at
    vars(vobject.icalendar)["__tzidMap"].clear()  # it would remember the zone of the calendar before
    other = vobject.readOne(text).vevent
    assert other.summary.value == title
    assert other.dtstart.value.astimezone(dt.UTC) == event.starts_at


def test_the_zone_tells_the_change_of_hour_that_falls_within() -> None:
    before = an_event(starts_at=dt.datetime(2031, 3, 28, 18, tzinfo=dt.UTC))
    after = an_event(starts_at=dt.datetime(2031, 4, 4, 17, tzinfo=dt.UTC))
    text = calendar_of([before, after], name="Deux soirs")
    assert "DTSTART;TZID=Europe/Paris:20310328T190000" in text
    assert "DTSTART;TZID=Europe/Paris:20310404T190000" in text
    (zone,) = icalendar.Calendar.from_ical(text).walk("VTIMEZONE")
    told = zone.to_tz(lookup_tzid=False)
    paris = ZoneInfo("Europe/Paris")
    change = dt.datetime(2031, 3, 30, 1, tzinfo=dt.UTC)
    for moment in (change - dt.timedelta(minutes=1), change):
        assert moment.astimezone(told).utcoffset() == moment.astimezone(paris).utcoffset()


def test_a_cancelled_event_says_so_under_the_same_name() -> None:
    event = make_event(online_url="https://visio.exemple.invalid/a")
    (first,) = read(calendar_of([event], name="x", with_links=True))
    assert "https://visio.exemple.invalid/a" in str(first["DESCRIPTION"])
    assert "visio" not in calendar_of([event], name="x")
    event.state, event.cancelled_why, event.sequence = EventState.CANCELLED, "Salle prise.", 1
    (second,) = read(calendar_of([event], name="x", with_links=True))
    assert (second["UID"], second["STATUS"], second["SEQUENCE"]) == (first["UID"], "CANCELLED", 1)
    assert "visio" not in str(second["DESCRIPTION"])
    assert str(second["SUMMARY"]) == "Annulé\u00a0: Lire un bilan à plusieurs"


def test_nothing_to_come_is_a_calendar_too() -> None:
    assert read(calendar_of([], name="Rien")) == []
