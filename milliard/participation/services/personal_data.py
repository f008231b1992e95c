"""What taking part knows of a person, and what becomes of it."""

from typing import Any

from django.db.models import QuerySet

from milliard.accounts.models import User
from milliard.core.declarations import PersonData
from milliard.members.models import Member
from milliard.participation.models import Assignment, CalendarKey, GroupDocument, GroupSeat, Rsvp


def _export(mine: QuerySet[Member]) -> dict[str, Any]:
    seats = GroupSeat.objects.filter(member__in=mine).select_related("group").order_by("pk")
    rsvps = Rsvp.objects.filter(member__in=mine).select_related("event").order_by("pk")
    missions = Assignment.objects.filter(member__in=mine).select_related("mission").order_by("pk")
    documents = GroupDocument.objects.filter(added_by__in=mine).select_related("group").order_by("pk")
    return {
        "documents confiés à un groupe": [[one.group.name, one.title, one.file_name] for one in documents],
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


def _erase(members: QuerySet[Member]) -> None:
    """Groups, seats and the calendar's address go; what was done stays counted, without words or person."""
    mine = list(members.values_list("pk", flat=True))
    GroupSeat.objects.filter(member__in=mine).delete()
    CalendarKey.objects.filter(member__in=mine).delete()
    Rsvp.objects.filter(member__in=mine).delete()
    Assignment.objects.filter(member__in=mine).update(words="", thanks="", reason="")


PERSON_DATA = PersonData(
    label="ce à quoi je prends part",
    purpose="Vos groupes, vos inscriptions, vos missions.",
    kept="Les missions faites restent comptées, sans votre nom ni vos mots.",
    export=lambda user: _export(_of(user)),
    erase=lambda user: _erase(_of(user)),
)
#: The same of members without an account: the functions get a QuerySet of members.
MEMBER_DATA = PersonData(
    label=PERSON_DATA.label,
    purpose=PERSON_DATA.purpose,
    kept=PERSON_DATA.kept,
    export=_export,
    erase=_erase,
)


def _of(user: User) -> QuerySet[Member]:
    return Member.objects.filter(account=user)
