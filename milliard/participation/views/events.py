"""Events: what comes, one of them, and a seat in it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from milliard.accounts.actor import actor
from milliard.core.access import public
from milliard.core.refusals import Refused
from milliard.core.tables import page_of, page_urls
from milliard.members.models import Member
from milliard.participation.enums import EventState, RsvpState
from milliard.participation.forms import SeatForm
from milliard.participation.models import Event, Rsvp
from milliard.participation.policies import can_run_event
from milliard.participation.services.rsvps import ask_seat, give_back_seat
from milliard.participation.views.own import acting_member, my_members


@public
@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """Events to come, the soonest first."""
    found = Event.objects.to_come().with_taken().select_related("place", "commune__department", "group")
    page = page_of(request, found, order=["starts_at"])
    return render(request, "participation/events.html", {"page": page, **page_urls(request, page)})


@public
@require_http_methods(["GET", "HEAD", "POST"])
def event(request: HttpRequest, public_id: object) -> HttpResponse:
    """One event; a post asks for a seat, or gives it back."""
    found = Event.objects.with_taken().select_related("place", "commune__department", "group")
    item = get_object_or_404(found, public_id=public_id)
    if item.state == EventState.DRAFT and not can_run_event(request.user, item):
        raise Http404
    if request.method == "POST":
        return _act(request, item)
    mine = my_members(request)
    seats = {row.member_id: row for row in Rsvp.objects.filter(event=item, member__in=mine)}
    rows = [(one, seats.get(one.pk)) for one in mine]
    is_going = any(seat and seat.state == RsvpState.GOING for _, seat in rows)
    context = {"event": item, "rows": rows, "is_going": is_going, "form": SeatForm(event=item)}
    return render(request, "participation/event.html", context)


def _act(request: HttpRequest, item: Event) -> HttpResponse:
    member = acting_member(request)
    if member is None:
        return redirect("members:welcome")
    form = SeatForm(request.POST, event=item)
    if "give_back" in request.POST:
        _try(request, lambda: give_back_seat(event=item, member=member, by=actor(request)))
    elif form.is_valid():
        _try(request, lambda: _ask(request, item, member, form.cleaned_data["guests"] or 0))
    else:
        messages.error(request, " ".join(map(str, form.errors["guests"])))
    return redirect("participation:event", item.public_id)


def _ask(request: HttpRequest, item: Event, member: Member, guests: int) -> None:
    seat = ask_seat(event=item, member=member, guests=guests, by=actor(request))
    if seat.state == RsvpState.GOING:
        messages.success(request, "Votre place est gardée. Nous vous l’écrivons aussi.")
    else:
        messages.info(request, "C’est complet\u00a0: vous êtes sur la liste d’attente, dans l’ordre.")


def _try(request: HttpRequest, act: Callable[[], object]) -> None:
    try:
        act()
    except Refused as refusal:
        messages.error(request, refusal.message)
