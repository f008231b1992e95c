"""What takes place at a place, and in a territory: sections of the pages of the app below."""

from collections.abc import Sequence

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, DateTimeField, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from milliard.core.declarations import PagePanel
from milliard.core.prepared import PreparedQuery, Slot
from milliard.participation.models import Event, WorkingGroup
from milliard.places.models import Place
from milliard.territories.areas import Area, PreparedByArea

#: Whoever wants more reads the list.
_EVENTS, _GROUPS = 5, 10


def _events(*of_events: Q) -> "QuerySet[Event]":
    """The next ones of which one condition is enough; each is looked for by its own index."""
    now = Slot("now", DateTimeField())
    first = [Event.objects.to_come(now).filter(one).soonest().values("pk")[:_EVENTS] for one in of_events]
    found = Event.objects.filter(pk__in=first[0].union(*first[1:]))
    shown: QuerySet[Event] = found.select_related("commune", "place").soonest()
    return shown[:_EVENTS]


def _groups(these: Q) -> "QuerySet[WorkingGroup]":
    alive: QuerySet[WorkingGroup] = WorkingGroup.objects.alive().filter(these).order_by("name", "id")
    return alive[:_GROUPS]


def _events_of_area(area: Area) -> "QuerySet[Event]":
    places = Place.objects.filter(area.within("commune")).values("pk")
    return _events(area.within("commune"), Q(place__any=ArraySubquery(places)))


_AT_PLACE = Q(place=Slot("place", BigIntegerField()))
_EVENTS_AT_PLACE = PreparedQuery(lambda: _events(_AT_PLACE))
_GROUPS_AT_PLACE = PreparedQuery(lambda: _groups(_AT_PLACE))
_EVENTS_IN_AREA = PreparedByArea(_events_of_area)
_GROUPS_IN_AREA = PreparedByArea(
    lambda area: _groups(area.within("place__commune") | area.of_departments("department"))
)


def place_panel(request: HttpRequest, place: Place) -> PagePanel | None:
    """The next events of a place, and its groups."""
    events = _EVENTS_AT_PLACE.rows(place=place.pk, now=timezone.now())
    return _panel(events, _GROUPS_AT_PLACE.rows(place=place.pk))


def territory_panel(request: HttpRequest, area: Area) -> PagePanel | None:
    """The next events of a territory, and its groups."""
    return _panel(_EVENTS_IN_AREA.rows(area, now=timezone.now()), _GROUPS_IN_AREA.rows(area))


def _panel(events: Sequence[Event], groups: Sequence[WorkingGroup]) -> PagePanel | None:
    if not events and not groups:
        return None
    return PagePanel("participation/_panel.html", {"events": events, "groups": groups})
