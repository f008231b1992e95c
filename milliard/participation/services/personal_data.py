"""What taking part knows of a person who has an account, and what becomes of it."""

from typing import Any

from milliard.accounts.models import User
from milliard.core.declarations import PersonData
from milliard.members.models import Member
from milliard.participation.models import Assignment, CalendarKey, GroupSeat, Rsvp


def _export(user: User) -> dict[str, Any]:
    mine = Member.objects.filter(account=user)
    seats = GroupSeat.objects.filter(member__in=mine).select_related("group").order_by("pk")
    rsvps = Rsvp.objects.filter(member__in=mine).select_related("event").order_by("pk")
    missions = Assignment.objects.filter(member__in=mine).select_related("mission").order_by("pk")
    return {
        "groupes": [[seat.group.name, seat.get_state_display(), seat.words] for seat in seats],
        "évènements": [
            [rsvp.event.title, rsvp.event.starts_at.isoformat(), rsvp.get_state_display(), rsvp.guests]
            for rsvp in rsvps
        ],
        "missions": [
            [one.mission.title, one.get_state_display(), one.minutes_spent, one.quantity, one.words]
            for one in missions
        ],
    }


def _erase(user: User) -> None:
    """Groups, seats and the calendar's address go; what was done stays counted, without words or person."""
    mine = list(Member.objects.filter(account=user).values_list("pk", flat=True))
    GroupSeat.objects.filter(member__in=mine).delete()
    CalendarKey.objects.filter(member__in=mine).delete()
    Rsvp.objects.filter(member__in=mine).delete()
    Assignment.objects.filter(member__in=mine).update(words="", thanks="", reason="")


PERSON_DATA = PersonData(
    label="ce à quoi je prends part",
    purpose="Vos groupes, vos inscriptions, vos missions.",
    kept="Les missions faites restent comptées, sans votre nom ni vos mots.",
    export=_export,
    erase=_erase,
)
