"""Groups: those there are, one of them, its door and its people."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milliard.accounts.actor import actor
from milliard.core.access import authorize, public
from milliard.core.staff import posted
from milliard.core.tables import page_of, page_urls
from milliard.letters.writing import markdown_html
from milliard.members.models import Member
from milliard.participation.enums import SeatState
from milliard.participation.filters import GroupFilter
from milliard.participation.forms import DoorForm
from milliard.participation.models import Event, GroupSeat, Mission, WorkingGroup
from milliard.participation.policies import is_in_group, is_inside, leads_group
from milliard.participation.services.groups import (
    answer_request,
    enter_group,
    leave_group,
    name_group_referent,
)
from milliard.participation.views.own import acting_member, my_members, try_act

PAGE_SIZE = 20
#: People of a group shown on its page.
_PEOPLE = 200
#: Its next events, its missions.
_SHOWN = 6


@public
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """Groups one can enter, by name."""
    filters = GroupFilter(request.GET)
    found = WorkingGroup.objects.alive().with_size().select_related("department", "place")
    page = page_of(request, filters.narrow(found), order=["name"], size=PAGE_SIZE)
    context = {"page": page, "filters": filters, **page_urls(request, page)}
    return render(request, "participation/groups.html", context)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """One group; a post enters it, asks at its door, or leaves."""
    found = WorkingGroup.objects.with_size().select_related("department", "place")
    item = get_object_or_404(found, slug=slug)
    mine = my_members(request)
    member = acting_member(request, mine)
    form = DoorForm(posted(request))
    if request.method == "POST":
        if member is None:
            return redirect("members:welcome")
        if "leave" in request.POST or form.is_valid():
            words = form.cleaned_data.get("words", "") if form.is_valid() else ""
            try_act(request, lambda: _act(request, item, member, words))
            return redirect("participation:group", item.slug)
    return _page(request, item, mine, member, form)


def _page(
    request: HttpRequest, item: WorkingGroup, mine: list[Member], member: Member | None, form: DoorForm
) -> HttpResponse:
    may_see, may_lead = is_inside(request.user, item), leads_group(request.user, item)
    seats = item.seats.select_related("member").order_by("-is_referent", "pk")
    events = Event.objects.to_come().filter(group=item).with_taken()
    missions = Mission.objects.open_on(timezone.localdate()).filter(group=item).with_progress()
    letters = item.letters.select_related("letter").order_by("-pk")
    context = {
        "group": item,
        "mine": mine,
        "member": member,
        "seat": GroupSeat.objects.filter(group=item, member=member).first() if member else None,
        "form": form,
        "may_lead": may_lead,
        "may_see": may_see,
        "people": list(seats.filter(state=SeatState.IN)[:_PEOPLE]) if may_see else [],
        "asking": list(seats.filter(state=SeatState.ASKED)[:_PEOPLE]) if may_lead else [],
        "page_html": _lower(markdown_html(item.page_source)) if may_see else "",
        "documents": list(item.documents.order_by("-pk")[:_SHOWN]) if may_see else [],
        "letters": list(letters[:_SHOWN]) if may_see else [],
        "may_open": is_in_group(request.user, item),
        "events": list(events.select_related("place", "commune").soonest()[:_SHOWN]),
        "missions": list(missions.select_related("commune").soonest()[:_SHOWN]),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "participation/group.html", context, status=status)


def _lower(html: str) -> str:
    """Titles one level lower: the page of a group stands under a title of the group's own."""
    for level in (3, 2):
        html = html.replace(f"<h{level}>", f"<h{level + 1}>").replace(f"</h{level}>", f"</h{level + 1}>")
    return html


def _act(request: HttpRequest, item: WorkingGroup, member: Member, words: str) -> None:
    if "leave" in request.POST:
        leave_group(group=item, member=member, by=actor(request))
        messages.info(request, "C’est noté.")
        return
    seat = enter_group(group=item, member=member, words=words, by=actor(request))
    if seat.state == SeatState.IN:
        messages.success(request, "Bienvenue dans le groupe.")
    else:
        messages.success(request, "Votre demande est partie\u00a0: on vous répondra par e-mail.")


@require_POST
def group_seat(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Welcome somebody at the door or not, entrust the group to somebody inside or no more."""
    found = GroupSeat.objects.select_related("group", "member")
    seat = get_object_or_404(found, pk=pk, group__slug=slug)
    authorize(request.user, leads_group, seat.group)
    by, act = actor(request), request.POST.get("act", "")
    acts = {
        "welcome": lambda: answer_request(seat=seat, is_welcome=True, by=by),
        "refuse": lambda: answer_request(seat=seat, is_welcome=False, by=by),
        "name": lambda: name_group_referent(seat=seat, is_referent=True, by=by),
        "unname": lambda: name_group_referent(seat=seat, is_referent=False, by=by),
    }
    if act in acts and try_act(request, acts[act]):
        messages.success(request, "C’est fait.")
    return redirect("participation:group", slug)
