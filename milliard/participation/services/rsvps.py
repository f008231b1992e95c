"""Seats at an event: who comes, who waits, and the list that moves by itself.

The event's row is locked by whoever counts its seats: of fifty people who ask for the last one, one has it.
The waiting list keeps its order: a group of three that stands first is not overtaken by somebody alone.
"""

from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.members.models import Member
from milliard.participation import emails, policies
from milliard.participation.enums import EventState, RsvpState
from milliard.participation.models import Event, Rsvp


class NotTakingPeople(Refused):
    """The event is over, cancelled, or not announced."""

    message = "On ne peut plus s’inscrire\u00a0: l’évènement est passé, ou n’a pas lieu."


class TooManyGuests(Refused):
    message = "Il y a trop d’accompagnant·es\u00a0: la page de l’évènement dit combien on peut venir."


@transaction.atomic
def ask_seat(*, event: Event, member: Member, guests: int = 0, by: User) -> Rsvp:
    """Come to an event, or wait for a seat. Asked again with other guests, the seat follows.

    Who already comes keeps the seat when more guests do not fit, and is told so.

    Raises
    ------
    NotAllowed, NotTakingPeople, TooManyGuests, NoSeatForGuests
    """
    authorize(by, policies.can_take_part, member)
    event = lock_event(event)
    if not event.takes_people:
        raise NotTakingPeople
    if not 0 <= guests <= event.max_guests:
        raise TooManyGuests
    rsvp = event.rsvps.filter(member=member).first() or Rsvp(event=event, member=member)
    if rsvp.state == RsvpState.GOING:
        return _change_guests(rsvp, guests)
    if rsvp.state != RsvpState.WAITING:
        rsvp.asked_at = timezone.now()
    rsvp.guests = guests
    fits = rsvp.state != RsvpState.WAITING and not event.rsvps.in_line().exists()
    rsvp.state = RsvpState.GOING if fits and _fits(event, 1 + guests) else RsvpState.WAITING
    rsvp.full_clean()
    rsvp.save()
    if rsvp not in move_line(event):  # who is moved at once is told so by it
        emails.confirm_rsvp(rsvp)
    rsvp.refresh_from_db()
    return rsvp


class NoSeatForGuests(Refused):
    message = "Il ne reste pas assez de places pour autant de personnes\u00a0: votre place, elle, est gardée."


def _change_guests(rsvp: Rsvp, guests: int) -> Rsvp:
    more = guests - rsvp.guests
    if more > 0 and (rsvp.event.rsvps.in_line().exists() or not _fits(rsvp.event, more)):
        raise NoSeatForGuests
    rsvp.guests = guests
    rsvp.save(update_fields=["guests", "updated_at"])
    if more < 0:
        move_line(rsvp.event)
    return rsvp


@transaction.atomic
def give_back_seat(*, event: Event, member: Member, by: User) -> Rsvp | None:
    """Come no more; the next of the list has the seat at once. None when nothing was asked."""
    authorize(by, policies.can_take_part, member)
    event = lock_event(event)
    rsvp = event.rsvps.filter(member=member).exclude(state=RsvpState.WITHDRAWN).first()
    if rsvp is None:
        return None
    rsvp.state, rsvp.guests = RsvpState.WITHDRAWN, 0
    rsvp.save(update_fields=["state", "guests", "updated_at"])
    move_line(event)
    return rsvp


@transaction.atomic
def note_attendance(*, event: Event, came: dict[int, bool], by: User) -> int:
    """Write who came: keys of `Rsvp` -> whether. Returns how many rows were written."""
    authorize(by, policies.can_run_event, event)
    event = lock_event(event)
    rows = list(event.rsvps.going().filter(pk__in=came))
    for rsvp in rows:
        rsvp.has_come = came[rsvp.pk]
    Rsvp.objects.bulk_update(rows, ["has_come"])
    journal.record("participation.event.attendance_noted", event, by=by, data={"rows": len(rows)})
    return len(rows)


def lock_event(event: Event) -> Event:
    return Event.objects.select_for_update().get(pk=event.pk)


def move_line(event: Event) -> list[Rsvp]:
    """Give the free seats of a locked event to those who wait, in order; each is written to."""
    moved = []
    if event.state == EventState.PUBLISHED and not event.is_over:
        for rsvp in event.rsvps.in_line().select_related("member"):
            if not _fits(event, 1 + rsvp.guests):
                break
            rsvp.state = RsvpState.GOING
            rsvp.save(update_fields=["state", "updated_at"])
            emails.tell_seat_free(rsvp)
            moved.append(rsvp)
    return moved


def _fits(event: Event, seats: int) -> bool:
    return event.capacity is None or event.rsvps.going().seats() + seats <= event.capacity
