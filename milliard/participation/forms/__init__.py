"""What people type to take part, and to run what others take part in."""

from milliard.participation.forms.groups import CardForm, GroupChangeForm, GroupForm
from milliard.participation.forms.organising import (
    AnnounceForm,
    EventForm,
    MissionForm,
    ThanksForm,
    VolunteerRateForm,
    WhyForm,
)
from milliard.participation.forms.rooms import DocumentForm, GroupLetterForm, GroupPageForm
from milliard.participation.forms.taking import DoorForm, FinishForm, SeatForm

__all__ = [
    "AnnounceForm",
    "CardForm",
    "DocumentForm",
    "DoorForm",
    "EventForm",
    "FinishForm",
    "GroupChangeForm",
    "GroupForm",
    "GroupLetterForm",
    "GroupPageForm",
    "MissionForm",
    "SeatForm",
    "ThanksForm",
    "VolunteerRateForm",
    "WhyForm",
]
