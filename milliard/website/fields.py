"""Amounts: whole cents in the database, euros under the fingers."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import DecimalValidator
from django.db import models


class EurosField(forms.DecimalField):
    """Accept «1 234,50» in euros and give integer cents."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", "En euros.")
        super().__init__(**{"max_digits": 17, "decimal_places": 2, "localize": False, **options})
        self.widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        text = str(value if value is not None else "")
        for mark in (" ", "\u00a0", "\u202f", "€"):
            text = text.replace(mark, "")
        euros = super().to_python(text.replace(",", "."))
        if euros is None:
            return None
        # Checked here: the validators of the base class would see cents, not euros.
        DecimalValidator(self.max_digits, self.decimal_places)(euros)
        return int(euros * 100)

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)

    def run_validators(self, value: Any) -> None:
        if value is not None and value < 0:
            raise forms.ValidationError("Un montant ne peut pas être négatif.", code="negative")

    def prepare_value(self, value: Any) -> Any:
        """Cents from the row become euros; what the person typed comes back as it was."""
        if not isinstance(value, int):
            return value
        return str(Decimal(value) / 100).replace(".", ",")


class CentsField(models.BigIntegerField):  # type: ignore[type-arg]  # not subscriptable
    """Integer cents, edited in euros."""

    def formfield(self, *args: Any, **options: Any) -> forms.Field:
        return EurosField(
            required=not self.blank,
            label=str(self.verbose_name).capitalize(),
            help_text=self.help_text or "En euros.",
        )
