"""What takes place at a place, and in a territory: sections of the pages of the app below."""

from django.db.models import Q
from django.http import HttpRequest

from milliard.core.declarations import PagePanel
from milliard.participation.models import Event, WorkingGroup
from milliard.places.models import Place
from milliard.territories.areas import Area

#: Whoever wants more reads the list.
_EVENTS, _GROUPS = 5, 10


def place_panel(request: HttpRequest, place: Place) -> PagePanel | None:
    """The next events of a place, and its groups."""
    return _panel(Q(place=place), Q(place=place))


def territory_panel(request: HttpRequest, area: Area) -> PagePanel | None:
    """The next events of a territory, and its groups."""
    near = area.within("commune") | area.within("place__commune")
    groups = area.within("place__commune")
    return _panel(near, groups | area.of_departments("department"))


def _panel(of_events: Q, of_groups: Q) -> PagePanel | None:
    coming = Event.objects.to_come().filter(of_events).select_related("commune", "place").soonest()
    alive = WorkingGroup.objects.alive().filter(of_groups).order_by("name", "id")
    events, groups = list(coming[:_EVENTS]), list(alive[:_GROUPS])
    if not events and not groups:
        return None
    return PagePanel("participation/_panel.html", {"events": events, "groups": groups})
