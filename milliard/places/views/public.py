"""Places, for anybody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from milliard.core.access import public
from milliard.core.declarations import PagePanel, declared
from milliard.core.staff.lists import listing
from milliard.places.filters import PlaceFilters
from milliard.places.map import department_map
from milliard.places.models import Place
from milliard.places.policies import can_edit_place, can_see_place, can_see_team
from milliard.places.structured import place_data


@public
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Places that welcome people, by name: where, which kind, with what one needs to come."""
    found = Place.objects.welcoming().select_related("commune__department")
    filters = PlaceFilters(request.GET, found, request=request)
    shown = listing(request, filters, order=["name"])
    is_first = not shown["is_filtered"] and not shown["previous_url"]
    return render(request, "places/places.html", {**shown, "map": department_map() if is_first else None})


@public
@require_safe
def place(request: HttpRequest, slug: str) -> HttpResponse:
    """One place: what it is, how to come, what takes place there."""
    item = get_object_or_404(Place.objects.select_related("commune__department__region"), slug=slug)
    if not can_see_place(request.user, item):
        raise Http404
    named = item.hosts.filter(until=None, is_named=True).select_related("member").order_by("-role", "pk")
    is_signed_in = request.user.is_authenticated
    context = {
        "place": item,
        "hosts": named,
        "panels": _panels(request, item),
        "data": place_data(item) if item.is_welcoming else "",
        "may_edit": is_signed_in and can_edit_place(request.user, item),
        "may_see_team": is_signed_in and can_see_team(request.user, item),
    }
    return render(request, "places/place.html", context)


def _panels(request: HttpRequest, item: Place) -> list[PagePanel]:
    """What the apps above add to the page (`place_panel` in their `AppConfig`)."""
    made = (panel(request, item) for panel in declared("place_panel"))
    return [panel for panel in made if panel is not None]
