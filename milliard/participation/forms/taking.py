"""What people type to take part."""

from typing import Any

from django import forms

from milliard.core.fields import WholeNumberField
from milliard.participation.enums import Proof
from milliard.participation.models import Event, Mission


class SeatForm(forms.Form):
    """With how many others one comes."""

    guests = WholeNumberField(label="Je viens avec", required=False)

    def __init__(self, *args: Any, event: Event, **options: Any) -> None:
        super().__init__(*args, **options)
        self.event = event
        self.fields["guests"].help_text = f"Personnes en plus de vous, {event.max_guests} au plus."

    def clean_guests(self) -> int:
        guests: int = self.cleaned_data["guests"] or 0
        if not 0 <= guests <= self.event.max_guests:
            raise forms.ValidationError(f"Entre 0 et {self.event.max_guests} personnes.")
        return guests


class DoorForm(forms.Form):
    """A few words to those inside, when one asks to enter."""

    words = forms.CharField(
        label="Quelques mots sur vous",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Lus par les référent·es du groupe seulement.",
    )


class FinishForm(forms.Form):
    """What says that a mission is done: the time it took, and what was asked."""

    minutes_spent = WholeNumberField(
        label="Temps passé, en minutes",
        min_value=1,
        max_value=60_000,
        help_text="À peu près\u00a0: ces heures s’additionnent dans le rapport de l’année.",
    )
    quantity = WholeNumberField(label="Combien", min_value=0, max_value=1_000_000)
    words = forms.CharField(
        label="Ce que vous avez fait, en quelques mots",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, mission: Mission, **options: Any) -> None:
        super().__init__(*args, **{"initial": {"minutes_spent": mission.minutes}, **options})
        self.fields["words"].required = mission.proof == Proof.WORDS
        if mission.proof == Proof.NUMBER:
            self.fields["quantity"].label = f"Combien\u00a0: {mission.unit}" if mission.unit else "Combien"
        else:
            del self.fields["quantity"]
