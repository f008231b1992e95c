"""Groups, events, missions."""

from milliard.participation.models.events import ZONES, CalendarKey, Event, EventSeries, Rsvp
from milliard.participation.models.groups import GroupSeat, WorkingGroup
from milliard.participation.models.missions import Assignment, Mission, MissionStep, VolunteerRate

__all__ = [
    "ZONES",
    "Assignment",
    "CalendarKey",
    "Event",
    "EventSeries",
    "GroupSeat",
    "Mission",
    "MissionStep",
    "Rsvp",
    "VolunteerRate",
    "WorkingGroup",
]
