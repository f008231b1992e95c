"""What referents and hosts do from the public pages: their events and their missions, as the team does."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.core.staff import posted
from milliard.participation.attendance import attendance_file, marks_in
from milliard.participation.enums import AssignmentState
from milliard.participation.forms import AnnounceForm, EventForm, MissionForm, ThanksForm, WhyForm
from milliard.participation.models import Assignment, Event, Mission
from milliard.participation.policies import can_run_event, can_run_mission, runs_something
from milliard.participation.services.events import announce_event, cancel_event, cancel_series, change_event
from milliard.participation.services.missions import close_mission, open_mission, thank, write_mission
from milliard.participation.services.rsvps import note_attendance
from milliard.participation.views.own import try_act

_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_METHODS)
def announce(request: HttpRequest) -> HttpResponse:
    """Announce an event of one's group or place."""
    authorize(request.user, runs_something)
    first = {"group": request.GET.get("groupe", ""), "place": request.GET.get("lieu", "")}
    form = AnnounceForm(posted(request), initial=first)
    return _screen(
        request,
        form,
        lambda: announce_event(**form.cleaned_data, by=actor(request)),
        title="Annoncer un évènement",
        submit="Annoncer",
        done="Évènement annoncé.",
        back=lambda made: _event_url(made),
    )


@require_http_methods(_METHODS)
def change(request: HttpRequest, public_id: object) -> HttpResponse:
    """Change an event; who comes is told when it moves."""
    item = _event(request, public_id)
    form = EventForm(posted(request), initial=EventForm.first_values(item))
    return _screen(
        request,
        form,
        lambda: change_event(event=item, **form.cleaned_data, by=actor(request)),
        title="Changer l’évènement",
        submit="Enregistrer",
        done="C’est changé. Si la date ou le lieu a bougé, les personnes inscrites le savent.",
        back=_event_url,
    )


@require_http_methods(_METHODS)
def cancel(request: HttpRequest, public_id: object) -> HttpResponse:
    """Cancel an event, or all that follow in its series."""
    item = _event(request, public_id)
    form = WhyForm(posted(request))
    service: Callable[..., object] = cancel_series if "series" in request.POST else cancel_event
    return _screen(
        request,
        form,
        lambda: service(event=item, **form.cleaned_data, by=actor(request)),
        title="Annuler l’évènement",
        submit="Annuler cet évènement",
        done="C’est annulé, et les personnes inscrites le savent.",
        back=lambda _: _event_url(item),
        series="Annuler aussi les suivants" if item.series_id else "",
    )


@require_http_methods(_METHODS)
def attendance(request: HttpRequest, public_id: object) -> HttpResponse:
    """The sheet: who comes, who waits, who came."""
    item = _event(request, public_id)
    if request.method == "POST":
        came = marks_in(request.POST)
        if try_act(request, lambda: note_attendance(event=item, came=came, by=actor(request))):
            messages.success(request, "Présences notées.")
        return redirect("participation:attendance", item.public_id)
    rows = item.rsvps.select_related("member").order_by("member__family_name", "member__given_name", "pk")
    context = {"event": item, "going": rows.going(), "waiting": item.rsvps.in_line().select_related("member")}
    return render(request, "participation/attendance.html", context)


@require_GET
def attendance_csv(request: HttpRequest, public_id: object) -> HttpResponseBase:
    """The sheet as a file."""
    return attendance_file(_event(request, public_id))


@require_http_methods(_METHODS)
def write(request: HttpRequest) -> HttpResponse:
    """Write a mission of one's group or place: a draft until it is opened."""
    authorize(request.user, runs_something)
    first = {"group": request.GET.get("groupe", ""), "place": request.GET.get("lieu", "")}
    form = MissionForm(posted(request), initial=first)
    return _screen(
        request,
        form,
        lambda: write_mission(**form.cleaned_data, by=actor(request)),
        title="Écrire une mission",
        submit="Garder le brouillon",
        done="Mission écrite\u00a0: ouvrez-la quand elle est prête.",
        back=_mission_url,
    )


@require_http_methods(_METHODS)
def rewrite(request: HttpRequest, public_id: object) -> HttpResponse:
    """Rewrite a mission and its steps."""
    item = _mission(request, public_id)
    form = MissionForm(posted(request), initial=MissionForm.first_values(item))
    return _screen(
        request,
        form,
        lambda: write_mission(mission=item, **form.cleaned_data, by=actor(request)),
        title="Changer la mission",
        submit="Enregistrer",
        done="Mission changée.",
        back=_mission_url,
    )


@require_POST
def set_open(request: HttpRequest, public_id: object) -> HttpResponse:
    """Open a mission, or close it."""
    item = _mission(request, public_id)
    service = close_mission if "close" in request.POST else open_mission
    if try_act(request, lambda: service(mission=item, by=actor(request))):
        messages.success(request, "C’est fait.")
    return redirect(_mission_url(item))


@require_http_methods(_METHODS)
def thank_page(request: HttpRequest, public_id: object) -> HttpResponse:
    """Those who did the mission; a post thanks one of them."""
    item = _mission(request, public_id)
    found = item.assignments.finished().select_related("member", "mission").order_by("-done_at", "pk")
    form = ThanksForm(posted(request))
    if request.method == "POST" and form.is_valid():
        one = get_object_or_404(found, pk=_number(request.POST.get("assignment", "")))
        words = form.cleaned_data["words"]
        if try_act(request, lambda: thank(assignment=one, words=words, by=actor(request))):
            messages.success(request, f"Merci envoyé à {one.member.given_name}.")
        return redirect("participation:thank", item.public_id)
    waiting: list[Assignment] = list(found.filter(state=AssignmentState.DONE)[:50])
    context = {"mission": item, "waiting": waiting, "form": form}
    return render(request, "participation/thank.html", context, status=422 if form.errors else 200)


def _event(request: HttpRequest, public_id: object) -> Event:
    found = Event.objects.select_related("place__commune", "commune__department", "group")
    item: Event = get_object_or_404(found, public_id=public_id)
    authorize(request.user, can_run_event, item)
    return item


def _mission(request: HttpRequest, public_id: object) -> Mission:
    found = Mission.objects.select_related("place__commune", "commune__department", "group")
    item: Mission = get_object_or_404(found, public_id=public_id)
    authorize(request.user, can_run_mission, item)
    return item


def _event_url(item: Event) -> str:
    return reverse("participation:event", args=[item.public_id])


def _mission_url(item: Mission) -> str:
    return reverse("participation:mission", args=[item.public_id])


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _screen(
    request: HttpRequest,
    form: Form,
    act: Callable[[], Any],
    *,
    title: str,
    submit: str,
    done: str,
    back: Callable[[Any], str],
    series: str = "",
) -> HttpResponse:
    """A form bound to a service; what is refused is shown above it, and nothing typed is lost."""
    if form.is_valid():
        try:
            made = act()
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, done)
            return redirect(back(made))
    context = {"form": form, "title": title, "submit": submit, "series": series}
    return render(request, "participation/run.html", context, status=422 if form.errors else 200)
