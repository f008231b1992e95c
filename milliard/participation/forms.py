"""What people type to take part."""

from typing import Any

from django import forms

from milliard.core.fields import WholeNumberField
from milliard.participation.models import Event


class SeatForm(forms.Form):
    """With how many others one comes."""

    guests = WholeNumberField(label="Je viens avec", required=False)

    def __init__(self, *args: Any, event: Event, **options: Any) -> None:
        super().__init__(*args, **options)
        self.event = event

    def clean_guests(self) -> int:
        guests: int = self.cleaned_data["guests"] or 0
        if not 0 <= guests <= self.event.max_guests:
            raise forms.ValidationError(f"Entre 0 et {self.event.max_guests} personnes.")
        return guests
