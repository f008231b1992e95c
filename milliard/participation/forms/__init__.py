"""What people type to take part, and to run what others take part in."""

from milliard.participation.forms.organising import (
    AnnounceForm,
    EventForm,
    GroupForm,
    MissionForm,
    ThanksForm,
    VolunteerRateForm,
    WhyForm,
)
from milliard.participation.forms.taking import DoorForm, FinishForm, SeatForm

__all__ = [
    "AnnounceForm",
    "DoorForm",
    "EventForm",
    "FinishForm",
    "GroupForm",
    "MissionForm",
    "SeatForm",
    "ThanksForm",
    "VolunteerRateForm",
    "WhyForm",
]
