"""Groups, events, missions."""

from milliard.participation.models.cards import EditorialCard
from milliard.participation.models.events import ZONES, CalendarKey, Event, EventSeries, Rsvp
from milliard.participation.models.groups import GroupSeat, WorkingGroup
from milliard.participation.models.missions import Assignment, Mission, MissionStep, VolunteerRate
from milliard.participation.models.rooms import GroupDocument, GroupLetter

__all__ = [
    "ZONES",
    "Assignment",
    "CalendarKey",
    "EditorialCard",
    "Event",
    "EventSeries",
    "GroupDocument",
    "GroupLetter",
    "GroupSeat",
    "Mission",
    "MissionStep",
    "Rsvp",
    "VolunteerRate",
    "WorkingGroup",
]
