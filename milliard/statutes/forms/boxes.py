"""Boxes of the rules: a yes or no without default."""

from typing import Any

from django import forms

#: What a rule shows before somebody answers.
UNANSWERED = ("", "pas encore répondu")


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or no answer yet (None)."""

    def __init__(self, **options: Any) -> None:
        choices = [UNANSWERED, ("yes", "oui"), ("no", "non")]
        super().__init__(
            **{"choices": choices, "coerce": lambda value: value == "yes", "empty_value": None, **options}
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no", None: ""}.get(value, value)
