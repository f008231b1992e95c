"""What one takes part in, on the page «Mon adhésion»: what is under way, then three missions that suit."""

from django.http import HttpRequest
from django.utils import timezone

from milliard.core.declarations import MemberPanel
from milliard.members.models import Member
from milliard.participation.enums import AssignmentState, RsvpState, SeatState
from milliard.participation.models import Assignment, GroupSeat, Rsvp
from milliard.participation.suggestions import suggest_missions

_SHOWN = 5


def taking_part_panel(request: HttpRequest, member: Member) -> MemberPanel:
    """My missions, my events, my groups, and why not these."""
    now = timezone.now()
    mine = Assignment.objects.filter(member=member, state=AssignmentState.ACCEPTED).select_related("mission")
    coming = Rsvp.objects.filter(
        member=member,
        state__in=(RsvpState.GOING, RsvpState.WAITING),
        event__state="published",
        event__ends_at__gt=now,
    ).select_related("event")
    inside = GroupSeat.objects.filter(member=member, state__in=(SeatState.IN, SeatState.ASKED))
    part = {
        "missions": list(mine.order_by("-accepted_at", "pk")[:_SHOWN]),
        "events": list(coming.order_by("event__starts_at", "pk")[:_SHOWN]),
        "groups": list(inside.select_related("group").order_by("group__name", "pk")[:_SHOWN]),
        "suggested": suggest_missions(member, on=timezone.localdate()),
    }
    return MemberPanel("participation/_member_panel.html", part)
