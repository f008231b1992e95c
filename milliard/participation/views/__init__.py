"""Events, missions and groups, for whoever looks and whoever takes part."""

from milliard.participation.views.events import event, events
from milliard.participation.views.groups import group, groups
from milliard.participation.views.missions import mission, missions

__all__ = ["event", "events", "group", "groups", "mission", "missions"]
