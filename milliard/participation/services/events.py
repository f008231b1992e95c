"""Events: announced, changed, moved, cancelled; series of them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.participation import emails, policies
from milliard.participation.enums import EventState, Recurrence
from milliard.participation.models import Event, EventSeries, WorkingGroup
from milliard.participation.services.rsvps import lock_event, move_line
from milliard.places.models import Place
from milliard.territories.models import Commune

#: A series is written this far at once: beyond, nobody knows the date.
_LONGEST = dt.timedelta(days=400)


class TooLong(Refused):
    message = "Une série s’écrit pour un an au plus\u00a0: prolongez-la quand elle approche de sa fin."


class AlreadyOver(Refused):
    message = "Cet évènement est passé\u00a0: il ne se change plus."


class FewerSeatsThanTaken(Refused):
    message = "Plus de places que cela sont déjà prises\u00a0: il en faut au moins autant."


@dataclass(frozen=True, slots=True)
class EventDetails:
    """What is said of an event. Moments are on the wall clock of ``zone``, without time zone."""

    title: str
    summary: str
    starts: dt.datetime
    ends: dt.datetime
    zone: str = "Europe/Paris"
    description: str = ""
    place: Place | None = None
    address_line: str = ""
    commune: Commune | None = None
    is_online: bool = False
    online_url: str = ""
    capacity: int | None = None
    max_guests: int = 0
    group: WorkingGroup | None = None

    def write_to(self, event: Event) -> None:
        for field in fields(self):
            if field.name not in ("starts", "ends"):
                setattr(event, field.name, getattr(self, field.name))
        event.starts_at, event.ends_at = (on_clock(moment, self.zone) for moment in (self.starts, self.ends))
        if event.place is not None:
            event.commune = event.place.commune


class NoSuchMoment(Refused):
    """The clocks jump over it."""

    message = (
        "Cette heure n’existe pas ce jour-là\u00a0: on passe à l’heure d’été. Choisissez une heure plus tard."
    )


def on_clock(moment: dt.datetime, zone: str) -> dt.datetime:
    """A wall-clock moment made aware; of the two when summer ends, the first. Raises `NoSuchMoment`."""
    aware = moment.replace(tzinfo=ZoneInfo(zone), fold=0)
    if aware.astimezone(dt.UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != moment:
        raise NoSuchMoment
    return aware


@transaction.atomic
def announce_event(
    *,
    details: EventDetails,
    recurrence: Recurrence | None = None,
    until: dt.date | None = None,
    by: User,
) -> Event:
    """Announce an event, and those that come back after it; returns the first.

    Raises
    ------
    NotAllowed, NoSuchMoment, TooLong
    """
    event = Event(state=EventState.PUBLISHED)
    details.write_to(event)
    authorize(by, policies.can_run_event, event)
    if recurrence and until:
        if until - details.starts.date() > _LONGEST:
            raise TooLong
        event.series = EventSeries.objects.create(recurrence=recurrence, until=until)
    _save(event)
    if recurrence and until:
        for starts in later_starts(details.starts, recurrence, until):
            other = Event(state=EventState.PUBLISHED, series=event.series)
            replace(details, starts=starts, ends=starts + (details.ends - details.starts)).write_to(other)
            _save(other)
    journal.record("participation.event.announced", event, by=by)
    return event


def later_starts(first: dt.datetime, recurrence: Recurrence, until: dt.date) -> Iterator[dt.datetime]:
    """The moments after ``first``, on its wall clock, up to ``until``; a month without the day is skipped."""
    if recurrence in (Recurrence.WEEKLY, Recurrence.FORTNIGHTLY):
        step = dt.timedelta(weeks=1 if recurrence == Recurrence.WEEKLY else 2)
        moment = first + step
        while moment.date() <= until:
            yield moment
            moment += step
        return
    for months in range(1, 14):
        year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
        day = _day_of_month(first, year, month + 1, recurrence)
        if day is not None and day <= until:
            yield dt.datetime.combine(day, first.time())


def _day_of_month(first: dt.datetime, year: int, month: int, recurrence: Recurrence) -> dt.date | None:
    """The same date, or the same weekday of the same week, of a month; None when it has none."""
    if recurrence == Recurrence.MONTHLY_DAY:
        wanted = first.day
    else:
        opening = dt.date(year, month, 1).weekday()
        wanted = 1 + (first.weekday() - opening) % 7 + 7 * ((first.day - 1) // 7)
    try:
        return dt.date(year, month, wanted)
    except ValueError:
        return None


def _save(event: Event) -> None:
    event.full_clean()
    event.save()


@transaction.atomic
def change_event(*, event: Event, details: EventDetails, by: User) -> Event:
    """Rewrite an event; moved in time or place, everybody who comes or waits is told.

    Raises
    ------
    NotAllowed, AlreadyOver, FewerSeatsThanTaken, NoSuchMoment
    """
    authorize(by, policies.can_run_event, event)
    event = lock_event(event)
    if event.is_over or event.state == EventState.CANCELLED:
        raise AlreadyOver
    before = _where_and_when(event)
    details.write_to(event)
    authorize(by, policies.can_run_event, event)
    taken = event.rsvps.going().seats()
    if event.capacity is not None and event.capacity < taken:
        raise FewerSeatsThanTaken(f"{taken} places sont déjà prises\u00a0: il en faut au moins autant.")
    is_moved = _where_and_when(event) != before
    event.sequence += 1
    event.reminded_at = None if is_moved else event.reminded_at
    _save(event)
    if is_moved:
        emails.tell_moved(event)
    move_line(event)
    journal.record("participation.event.changed", event, by=by, data={"moved": is_moved})
    return event


def _where_and_when(event: Event) -> tuple[object, ...]:
    return (
        event.starts_at,
        event.ends_at,
        event.place_id,
        event.commune_id,
        event.address_line,
        event.is_online,
        event.online_url,
    )


@transaction.atomic
def cancel_event(*, event: Event, why: str, by: User) -> Event:
    """The event does not take place: everybody who comes or waits is told why. Told twice, once.

    Raises
    ------
    NotAllowed, AlreadyOver
    """
    authorize(by, policies.can_run_event, event)
    event = lock_event(event)
    if event.state == EventState.CANCELLED:
        return event
    if event.is_over:
        raise AlreadyOver
    event.state, event.cancelled_why = EventState.CANCELLED, why
    event.sequence += 1
    _save(event)
    emails.tell_cancelled(event)
    journal.record("participation.event.cancelled", event, by=by)
    return event


@transaction.atomic
def cancel_series(*, event: Event, why: str, by: User) -> int:
    """Cancel an event and those of its series that come after it; returns how many."""
    authorize(by, policies.can_run_event, event)
    later = Event.objects.filter(
        series=event.series_id, starts_at__gte=event.starts_at, state=EventState.PUBLISHED
    )
    rows = list(later.order_by("pk")) if event.series_id else [event]
    for one in rows:
        cancel_event(event=one, why=why, by=by)
    return len(rows)


def remind_soon(now: dt.datetime | None = None, ahead: dt.timedelta = dt.timedelta(hours=36)) -> int:
    """Write to those who come to what begins soon, once an event; returns how many events."""
    now = now or timezone.now()
    soon = Event.objects.filter(
        state=EventState.PUBLISHED, reminded_at=None, starts_at__gt=now, starts_at__lte=now + ahead
    )
    count = 0
    for number in soon.values_list("pk", flat=True):
        with transaction.atomic():
            event = soon.select_for_update(skip_locked=True).filter(pk=number).first()
            if event is not None:
                event.reminded_at = now
                event.save(update_fields=["reminded_at", "updated_at"])
                emails.remind(event)
                count += 1
    return count
