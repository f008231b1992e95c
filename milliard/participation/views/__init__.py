"""Events, missions and groups, for whoever looks, whoever takes part and whoever runs them."""

from milliard.participation.views import calendars, rooms, running
from milliard.participation.views.agir import agir
from milliard.participation.views.events import event, events
from milliard.participation.views.groups import group, group_seat, groups
from milliard.participation.views.missions import mission, missions

__all__ = [
    "agir",
    "calendars",
    "event",
    "events",
    "group",
    "group_seat",
    "groups",
    "mission",
    "missions",
    "rooms",
    "running",
]
