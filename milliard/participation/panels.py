"""What takes place at a place, and in a territory: sections of the pages of the app below."""

from collections.abc import Sequence

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
    return _panel([Q(place=place)], Q(place=place))


def territory_panel(request: HttpRequest, area: Area) -> PagePanel | None:
    """The next events of a territory, and its groups."""
    places = Place.objects.filter(area.within("commune")).values_list("pk", flat=True)
    near = [area.within("commune"), Q(place__in=list(places))]
    groups = area.within("place__commune")
    return _panel(near, groups | area.of_departments("department"))


def _panel(of_events: Sequence[Q], of_groups: Q) -> PagePanel | None:
    """``of_events``: conditions of which one is enough; each is looked for by its own index."""
    coming = Event.objects.to_come().soonest()
    first = [coming.filter(one).values_list("pk")[:_EVENTS] for one in of_events]
    found = Event.objects.filter(pk__in=[pk for (pk,) in first[0].union(*first[1:])])
    alive = WorkingGroup.objects.alive().filter(of_groups).order_by("name", "id")
    events = list(found.select_related("commune", "place").soonest()[:_EVENTS])
    groups = list(alive[:_GROUPS])
    if not events and not groups:
        return None
    return PagePanel("participation/_panel.html", {"events": events, "groups": groups})
