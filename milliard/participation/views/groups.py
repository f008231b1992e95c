"""Groups: those there are, one of them, and its door."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from milliard.accounts.actor import actor
from milliard.core.access import public
from milliard.core.refusals import Refused
from milliard.core.tables import page_of, page_urls
from milliard.members.models import Member
from milliard.participation.models import GroupSeat, WorkingGroup
from milliard.participation.services.groups import enter_group, leave_group
from milliard.participation.views.own import acting_member


@public
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """Groups one can enter, by name."""
    found = WorkingGroup.objects.alive().with_size().select_related("department", "place")
    page = page_of(request, found, order=["name"])
    return render(request, "participation/groups.html", {"page": page, **page_urls(request, page)})


@public
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """One group; a post enters it, asks at its door, or leaves."""
    item = get_object_or_404(
        WorkingGroup.objects.with_size().select_related("department", "place"), slug=slug
    )
    member = acting_member(request)
    if request.method == "POST":
        if member is None:
            return redirect("members:welcome")
        _act(request, item, member)
        return redirect("participation:group", item.slug)
    seat = GroupSeat.objects.filter(group=item, member=member).first() if member else None
    return render(request, "participation/group.html", {"group": item, "seat": seat, "member": member})


def _act(request: HttpRequest, item: WorkingGroup, member: Member) -> None:
    try:
        if "leave" in request.POST:
            leave_group(group=item, member=member, by=actor(request))
        else:
            words = request.POST.get("words", "")[:300]
            enter_group(group=item, member=member, words=words, by=actor(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
