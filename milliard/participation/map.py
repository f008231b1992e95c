"""Events on the map of the movement: those to come, as the filters of their list narrow them."""

from typing import Any

from milliard.core.declarations import MapLayer
from milliard.participation.filters import EventFilter
from milliard.participation.models import Event


def event_layers() -> tuple[MapLayer, ...]:
    """What takes place somewhere: what is on line has no point."""
    return (MapLayer("evenements", "Évènements", "évènement", "évènements", "participation:events", _found),)


def _found(request: Any) -> Any:
    return EventFilter(request.GET).narrow(Event.objects.to_come())
