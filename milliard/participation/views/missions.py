"""Missions: what one can do, one of them, taking it and finishing it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from milliard.accounts.actor import actor
from milliard.core.access import public
from milliard.core.refusals import Refused
from milliard.core.tables import page_of, page_urls
from milliard.members.models import Member
from milliard.participation.enums import HOLDING, AssignmentState, MissionState
from milliard.participation.filters import MissionFilter
from milliard.participation.forms import FinishForm
from milliard.participation.models import Assignment, Mission
from milliard.participation.policies import can_organise, can_run_mission
from milliard.participation.services.missions import (
    accept_mission,
    decline_mission,
    finish_mission,
    give_up_mission,
    tick_steps,
)
from milliard.participation.suggestions import suggest_missions
from milliard.participation.views.own import acting_member, my_members, try_act

PAGE_SIZE = 20
#: Teammates named on a mission's page.
_TEAM = 50


@public
@require_safe
def missions(request: HttpRequest) -> HttpResponse:
    """Open missions with a slot left, those that suit the visitor first."""
    today = timezone.localdate()
    filters = MissionFilter(request.GET)
    found = Mission.objects.open_on(today).with_progress().with_room()
    found = filters.narrow(found.select_related("commune__department", "place"))
    page = page_of(request, found, order=["id"], size=PAGE_SIZE)
    mine = my_members(request)
    suggested = suggest_missions(mine[0], on=today, minutes=filters.minutes) if mine else []
    context = {
        "page": page,
        "filters": filters,
        "suggested": suggested,
        "may_organise": can_organise(request.user),
        **page_urls(request, page),
    }
    return render(request, "participation/missions.html", context)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def mission(request: HttpRequest, public_id: object) -> HttpResponse:
    """One mission; a post takes it, ticks its steps, says it is done, or gives it back."""
    found = Mission.objects.with_progress().select_related("commune__department", "place", "group")
    item = get_object_or_404(found, public_id=public_id)
    if item.state == MissionState.DRAFT and not can_run_mission(request.user, item):
        raise Http404
    mine = my_members(request)
    member = acting_member(request, mine)
    if request.method != "POST":
        return _page(request, item, mine, member, FinishForm(mission=item))
    if member is None:
        return redirect("members:welcome")
    if "finish" in request.POST:
        return _finish(request, item, mine, member)
    try_act(request, lambda: _act(request, item, member))
    return redirect(_address(item, mine, member))


def _page(
    request: HttpRequest, item: Mission, mine: list[Member], member: Member | None, form: FinishForm
) -> HttpResponse:
    taken = Assignment.objects.filter(mission=item, member=member).first() if member else None
    held = getattr(item, "taken", 0)
    context = {
        "mission": item,
        "steps": list(item.steps.all()),
        "mine": mine,
        "member": member,
        "taken": taken,
        "missing": item.missing_from_team(held),
        "team": _team(item, member) if item.team_size and taken and taken.state in HOLDING else [],
        "left": None if item.slots is None else max(0, item.slots - held),
        "form": form,
        "may_run": can_run_mission(request.user, item),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "participation/mission.html", context, status=status)


def _team(item: Mission, member: Member | None) -> list[str]:
    """Given names of the others who took it, for one of them."""
    others = item.assignments.holding().exclude(member=member).select_related("member")
    return [one.member.given_name for one in others.order_by("pk")[:_TEAM]]


def _act(request: HttpRequest, item: Mission, member: Member) -> None:
    by = actor(request)
    if "decline" in request.POST:
        decline_mission(mission=item, member=member, by=by)
        messages.info(request, "C’est noté\u00a0: elle ne vous sera plus proposée.")
    elif "give_up" in request.POST:
        give_up_mission(assignment=_mine(item, member), by=by)
        messages.info(request, "Mission rendue\u00a0: quelqu’un d’autre peut la prendre.")
    elif "tick" in request.POST:
        steps = [int(step) for step in request.POST.getlist("steps") if step.isascii() and step.isdigit()]
        tick_steps(assignment=_mine(item, member), steps=steps, by=by)
        messages.success(request, "Étapes notées.")
    else:
        accept_mission(mission=item, member=member, by=by)
        messages.success(request, "Mission acceptée\u00a0: à vous de jouer.")


def _finish(request: HttpRequest, item: Mission, mine: list[Member], member: Member) -> HttpResponse:
    form = FinishForm(request.POST, mission=item)
    if form.is_valid():
        try:
            done = finish_mission(assignment=_mine(item, member), **form.cleaned_data, by=actor(request))
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            if done.state == AssignmentState.DONE:
                messages.success(request, "Mission faite. Merci, vraiment.")
            return redirect(_address(item, mine, member))
    return _page(request, item, mine, member, form)


def _mine(item: Mission, member: Member) -> Assignment:
    return get_object_or_404(
        Assignment.objects.select_related("mission", "member"), mission=item, member=member
    )


def _address(item: Mission, mine: list[Member], member: Member) -> str:
    """The page again, for the same person of the household."""
    end = f"?pour={member.public_id}" if len(mine) > 1 else ""
    return f"{reverse('participation:mission', args=[item.public_id])}{end}"
