"""Widgets for Django forms, in Wagtail or on the site."""

from django import forms


class Moment(forms.DateTimeInput):
    """The telephone's own date and time picker; a plain field where there is none."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")
