"""Events: what comes, one of them, and a seat in it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from milliard.accounts.actor import actor
from milliard.core.access import public
from milliard.core.tables import page_of, page_urls
from milliard.members.models import Member
from milliard.participation.enums import EventState, RsvpState
from milliard.participation.filters import EventFilter
from milliard.participation.forms import SeatForm
from milliard.participation.models import Event, Rsvp
from milliard.participation.policies import can_organise, can_run_event
from milliard.participation.services.rsvps import ask_seat, give_back_seat
from milliard.participation.structured import event_in_schema
from milliard.participation.views.own import acting_member, my_members, try_act

PAGE_SIZE = 20


@public
@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """Events to come, the soonest first; near, soon or on line when asked."""
    filters = EventFilter(request.GET)
    found = Event.objects.to_come().with_taken().select_related("place", "commune__department", "group")
    page = page_of(request, filters.narrow(found), order=["starts_at"], size=PAGE_SIZE)
    context = {
        "page": page,
        "filters": filters,
        "may_organise": can_organise(request.user),
        **page_urls(request, page),
    }
    return render(request, "participation/events.html", context)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def event(request: HttpRequest, public_id: object) -> HttpResponse:
    """One event; a post asks for a seat, or gives it back."""
    item = _find(request, public_id)
    if request.method == "POST":
        return _act(request, item)
    return _page(request, item, SeatForm(event=item))


def _find(request: HttpRequest, public_id: object) -> Event:
    """The event, as this person may see it; 404 for a draft that is not theirs to run."""
    found = Event.objects.with_taken().select_related("place", "commune__department", "group")
    item: Event = get_object_or_404(found, public_id=public_id)
    if item.state == EventState.DRAFT and not can_run_event(request.user, item):
        raise Http404
    return item


def _page(request: HttpRequest, item: Event, form: SeatForm) -> HttpResponse:
    mine = my_members(request)
    seats = {row.member_id: row for row in Rsvp.objects.filter(event=item, member__in=mine)} if mine else {}
    rows = [(one, seats.get(one.pk)) for one in mine]
    others = Event.objects.to_come().filter(series=item.series_id).exclude(pk=item.pk).soonest()
    context = {
        "event": item,
        "rows": rows,
        "is_going": any(seat and seat.state == RsvpState.GOING for _, seat in rows),
        "left": None if item.capacity is None else max(0, item.capacity - getattr(item, "taken", 0)),
        "form": form,
        "schema": event_in_schema(item),
        "may_run": can_run_event(request.user, item),
        "others": list(others[:4]) if item.series_id else [],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "participation/event.html", context, status=status)


def _act(request: HttpRequest, item: Event) -> HttpResponse:
    member = acting_member(request)
    if member is None:
        return redirect("members:welcome")
    if "give_back" in request.POST:
        if try_act(request, lambda: give_back_seat(event=item, member=member, by=actor(request))):
            messages.success(request, "C’est noté\u00a0: votre place est libre pour quelqu’un d’autre.")
        return redirect("participation:event", item.public_id)
    form = SeatForm(request.POST, event=item)
    if not form.is_valid():
        return _page(request, item, form)
    try_act(request, lambda: _ask(request, item, member, form.cleaned_data["guests"]))
    return redirect("participation:event", item.public_id)


def _ask(request: HttpRequest, item: Event, member: Member, guests: int) -> None:
    seat = ask_seat(event=item, member=member, guests=guests, by=actor(request))
    if seat.state == RsvpState.GOING:
        messages.success(request, "Votre place est gardée. Nous vous l’écrivons aussi.")
    else:
        messages.info(request, "C’est complet\u00a0: vous êtes sur la liste d’attente, dans l’ordre.")
