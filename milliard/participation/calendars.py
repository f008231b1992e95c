"""Calendars as files other programs read: iCalendar, RFC 5545.

Moments are given on the event's own wall clock, with the definition of its time zone: what a program does
with «18 h 30 in Rennes» stays right if the rules of summer time change. Lines are folded at 75 octets, text
is escaped, what was cancelled says so under the same UID.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from milliard.participation.emails import where_in_words
from milliard.participation.enums import EventState
from milliard.participation.models import Event

_DAY = dt.timedelta(days=1)
_CANCELLED = "Annulé\u00a0: "
_CRLF = "\r\n"


def calendar_of(events: Sequence[Event], *, name: str, with_links: bool = False) -> str:
    """One calendar of these events. ``with_links``: their on-line addresses too, for somebody who comes."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Milliard//Participation//FR",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ]
    for zone, (first, last) in _zones(events).items():
        lines += _timezone(zone, first, last)
    for event in events:
        lines += _event(event, with_links=with_links)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}{_CRLF}" for line in lines)


def _event(event: Event, *, with_links: bool) -> Iterator[str]:
    url = f"{settings.SITE_URL}{reverse('participation:event', args=[event.public_id])}"
    is_off = event.state == EventState.CANCELLED
    words = [event.summary, event.cancelled_why if is_off else "", event.description, url]
    if with_links and event.online_url and not is_off:
        words.insert(1, f"En ligne\u00a0: {event.online_url}")
    yield "BEGIN:VEVENT"
    yield f"UID:{event.public_id}@milliard"
    yield f"DTSTAMP:{event.updated_at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTART;TZID={event.zone}:{_wall(event.starts_at, event.clock)}"
    yield f"DTEND;TZID={event.zone}:{_wall(event.ends_at, event.clock)}"
    yield f"SUMMARY:{_text(_CANCELLED + event.title if is_off else event.title)}"
    if where := where_in_words(event):
        yield f"LOCATION:{_text(where)}"
    yield f"DESCRIPTION:{_text(chr(10).join(filter(None, words)))}"
    yield f"URL:{url}"
    yield f"STATUS:{'CANCELLED' if is_off else 'CONFIRMED'}"
    yield "END:VEVENT"


def _zones(events: Iterable[Event]) -> dict[str, tuple[dt.datetime, dt.datetime]]:
    """Each time zone, with the first and last moment it must tell of."""
    spans: dict[str, tuple[dt.datetime, dt.datetime]] = {}
    for event in events:
        first, last = spans.get(event.zone, (event.starts_at, event.ends_at))
        spans[event.zone] = (min(first, event.starts_at), max(last, event.ends_at))
    return spans


def _timezone(zone: str, first: dt.datetime, last: dt.datetime) -> Iterator[str]:
    """The offsets in force from ``first`` to ``last``: the one before, then each change."""
    clock = ZoneInfo(zone)
    since = first - _DAY
    yield "BEGIN:VTIMEZONE"
    yield f"TZID:{zone}"
    start = since.astimezone(clock)
    yield from _observance(start, start.utcoffset() or dt.timedelta(0))
    for moment in _changes(clock, since, last + _DAY):
        before = (moment - dt.timedelta(seconds=1)).astimezone(clock).utcoffset() or dt.timedelta(0)
        yield from _observance(moment.astimezone(clock), before)
    yield "END:VTIMEZONE"


def _observance(start: dt.datetime, before: dt.timedelta) -> Iterator[str]:
    offset = start.utcoffset() or dt.timedelta(0)
    kind = "DAYLIGHT" if start.dst() else "STANDARD"
    local = start.replace(tzinfo=None) - offset + before  # RFC 5545: on the clock of before the change
    yield f"BEGIN:{kind}"
    yield f"DTSTART:{local:%Y%m%dT%H%M%S}"
    yield f"TZOFFSETFROM:{_offset(before)}"
    yield f"TZOFFSETTO:{_offset(offset)}"
    yield f"TZNAME:{start.tzname()}"
    yield f"END:{kind}"


def _changes(clock: ZoneInfo, first: dt.datetime, last: dt.datetime) -> Iterator[dt.datetime]:
    """The moments, in UTC, when the offset changes: looked for day by day, then by halves."""
    day = first.astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0)
    while day < last:
        after = day + _DAY
        if day.astimezone(clock).utcoffset() != after.astimezone(clock).utcoffset():
            yield _change_between(clock, day, after)
        day = after


def _change_between(clock: ZoneInfo, before: dt.datetime, after: dt.datetime) -> dt.datetime:
    """The first minute of the new offset."""
    old = before.astimezone(clock).utcoffset()
    while after - before > dt.timedelta(minutes=1):
        middle = before + (after - before) // 2
        middle -= dt.timedelta(seconds=middle.second, microseconds=middle.microsecond)
        if middle.astimezone(clock).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after


def _wall(moment: dt.datetime, clock: ZoneInfo) -> str:
    return f"{timezone.localtime(moment, clock):%Y%m%dT%H%M%S}"


def _offset(value: dt.timedelta) -> str:
    minutes = int(value.total_seconds() // 60)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}"


def _text(value: str) -> str:
    """Escaped as 3.3.11 asks; characters that no line may hold are left out."""
    plain = "".join(sign for sign in value.replace("\r\n", "\n") if sign == "\n" or ord(sign) >= ord(" "))
    for sign in ("\\", ";", ","):
        plain = plain.replace(sign, f"\\{sign}")
    return plain.replace("\n", "\\n")


def _folded(line: str) -> str:
    """In pieces of 75 octets at most, never inside a character."""
    pieces, piece, size = [], "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > 75:
            pieces.append(piece)
            piece, size = "", 1  # the blank that opens the next line counts
        piece, size = piece + sign, size + width
    return f"{_CRLF} ".join([*pieces, piece])
