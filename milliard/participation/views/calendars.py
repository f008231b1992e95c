"""Calendars other programs read, and the private address of one's own."""

import datetime as dt
import hashlib

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from milliard.accounts.actor import actor
from milliard.core.access import public
from milliard.members.views.own import me, own_member
from milliard.participation.calendars import calendar_of
from milliard.participation.models import CalendarKey, Event
from milliard.participation.models.events import EventQuerySet
from milliard.participation.services.calendar_keys import draw_calendar_key, revoke_calendar_key
from milliard.places.models import Place
from milliard.territories.models import Department

#: A calendar holds what ended less than so long ago, and this many events at most.
_KEPT = dt.timedelta(days=60)
_MOST = 500


@public
@require_safe
def event_calendar(request: HttpRequest, public_id: object) -> HttpResponse:
    """One event; without its link, which is for those who come."""
    found = Event.objects.announced().select_related("place", "commune__department")
    item = get_object_or_404(found, public_id=public_id)
    return _answer(request, [item], name=item.title, file_name="evenement.ics")


@public
@require_safe
def place_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """What takes place in a place."""
    place = get_object_or_404(Place.objects.public(), slug=slug)
    rows = _recent(Event.objects.announced().filter(place=place))
    return _answer(request, rows, name=place.name, file_name=f"{place.slug}.ics")


@public
@require_safe
def department_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """What takes place in a department."""
    department = get_object_or_404(Department, code=code)
    rows = _recent(Event.objects.announced().in_department(department.code))
    return _answer(request, rows, name=f"Milliard, {department.name}", file_name=f"departement-{code}.ics")


@public
@require_safe
def own_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """What somebody comes to, with the links, for whoever has the private address."""
    key = get_object_or_404(CalendarKey.objects.select_related("member"), token=token)
    rows = _recent(Event.objects.announced().of_member(key.member))
    response = _answer(request, rows, name="Mes évènements", file_name="mes-evenements.ics", with_links=True)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_key(request: HttpRequest, public_id: object) -> HttpResponse:
    """The private address of one's calendar: drawn, drawn again, taken back."""
    member = own_member(request, public_id)
    if request.method == "POST":
        if "revoke" in request.POST:
            revoke_calendar_key(member=member, by=me(request))
            messages.success(request, "L’adresse ne répond plus.")
        else:
            draw_calendar_key(member=member, by=actor(request))
            messages.success(request, "Voici votre adresse\u00a0: elle est à vous seul·e.")
        return redirect("participation:calendar_key", member.public_id)
    key = CalendarKey.objects.filter(member=member).first()
    address = f"{settings.SITE_URL}{reverse('participation:own_calendar', args=[key.token])}" if key else ""
    return render(request, "participation/calendar_key.html", {"member": member, "address": address})


def _recent(found: EventQuerySet) -> list[Event]:
    known = found.filter(ends_at__gt=timezone.now() - _KEPT).select_related("place", "commune__department")
    return list(known.soonest()[:_MOST])


def _answer(
    request: HttpRequest, rows: list[Event], *, name: str, file_name: str, with_links: bool = False
) -> HttpResponse:
    """The calendar, or 304 to a program that has this very one."""
    text = calendar_of(rows, name=name, with_links=with_links)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = str(content_disposition_header(False, file_name))
    response.headers["Cache-Control"] = "public, max-age=600"
    etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
    response.headers["ETag"] = etag
    conditional = get_conditional_response(request, etag=etag, response=response)
    return conditional if isinstance(conditional, HttpResponse) else response
