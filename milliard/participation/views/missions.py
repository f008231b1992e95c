"""Missions: what one can do, one of them, and taking it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from milliard.accounts.actor import actor
from milliard.core.access import public
from milliard.core.refusals import Refused
from milliard.core.tables import page_of, page_urls
from milliard.members.models import Member
from milliard.participation.enums import MissionState
from milliard.participation.models import Assignment, Mission
from milliard.participation.policies import can_run_mission
from milliard.participation.services.missions import accept_mission, give_up_mission
from milliard.participation.suggestions import suggest_missions
from milliard.participation.views.own import acting_member, my_members


@public
@require_safe
def missions(request: HttpRequest) -> HttpResponse:
    """Open missions, those that suit the visitor first."""
    today = timezone.localdate()
    found = Mission.objects.open_on(today).with_progress().select_related("commune__department", "place")
    page = page_of(request, found, order=["id"])
    mine = my_members(request)
    suggested = suggest_missions(mine[0], on=today) if mine else []
    context = {"page": page, "suggested": suggested, **page_urls(request, page)}
    return render(request, "participation/missions.html", context)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def mission(request: HttpRequest, public_id: object) -> HttpResponse:
    """One mission; a post takes it, or gives it back."""
    found = Mission.objects.with_progress().select_related("commune__department", "place", "group")
    item = get_object_or_404(found, public_id=public_id)
    if item.state == MissionState.DRAFT and not can_run_mission(request.user, item):
        raise Http404
    member = acting_member(request)
    if request.method == "POST":
        if member is None:
            return redirect("members:welcome")
        _act(request, item, member)
        return redirect("participation:mission", item.public_id)
    taken = Assignment.objects.filter(mission=item, member=member).first() if member else None
    context = {"mission": item, "steps": item.steps.all(), "taken": taken, "member": member}
    return render(request, "participation/mission.html", context)


def _act(request: HttpRequest, item: Mission, member: Member) -> None:
    try:
        if "give_up" in request.POST:
            give_up_mission(
                assignment=get_object_or_404(Assignment, mission=item, member=member), by=actor(request)
            )
        else:
            accept_mission(mission=item, member=member, by=actor(request))
            messages.success(request, "Mission acceptée\u00a0: à vous de jouer.")
    except Refused as refusal:
        messages.error(request, refusal.message)
