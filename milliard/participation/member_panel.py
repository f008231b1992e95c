"""What one takes part in, on the page «Mon adhésion»: what is under way, then three missions that suit."""

from django.db.models import DateTimeField
from django.http import HttpRequest
from django.utils import timezone

from milliard.core.declarations import MemberPanel
from milliard.core.prepared import PreparedQuery, Slot
from milliard.members.models import Member
from milliard.members.reads import OF_MEMBER
from milliard.participation.enums import AssignmentState, EventState, RsvpState, SeatState
from milliard.participation.models import Assignment, GroupSeat, Rsvp
from milliard.participation.suggestions import suggest_missions

_SHOWN = 5
_MISSIONS = PreparedQuery(
    lambda: (
        Assignment.objects.filter(**OF_MEMBER, state=AssignmentState.ACCEPTED)
        .select_related("mission")
        .order_by("-accepted_at", "pk")[:_SHOWN]
    )
)
_EVENTS = PreparedQuery(
    lambda: (
        Rsvp.objects.filter(
            **OF_MEMBER,
            state__in=(RsvpState.GOING, RsvpState.WAITING),
            event__state=EventState.PUBLISHED,
            event__ends_at__gt=Slot("now", DateTimeField()),
        )
        .select_related("event")
        .order_by("event__starts_at", "pk")[:_SHOWN]
    )
)
_GROUPS = PreparedQuery(
    lambda: (
        GroupSeat.objects.filter(**OF_MEMBER, state__in=(SeatState.IN, SeatState.ASKED))
        .select_related("group")
        .order_by("group__name", "pk")[:_SHOWN]
    )
)


def taking_part_panel(request: HttpRequest, member: Member) -> MemberPanel:
    """My missions, my events, my groups, and why not these."""
    part = {
        "missions": _MISSIONS.rows(member=member.pk),
        "events": _EVENTS.rows(member=member.pk, now=timezone.now()),
        "groups": _GROUPS.rows(member=member.pk),
        "suggested": suggest_missions(member, on=timezone.localdate()),
    }
    return MemberPanel("participation/_member_panel.html", part)
