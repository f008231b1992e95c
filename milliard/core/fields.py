"""Form and model fields of our own: amounts and numbers typed as people in France write them."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.db import models

from french import NBSP, Unclear, format_euros, read_cents, read_integer


def _read(read: Callable[[str], int], typed: Any) -> int | None:
    text = "" if typed is None else str(typed)
    if not text.strip():
        return None
    try:
        return read(text)
    except Unclear as unclear:
        raise forms.ValidationError(unclear.question, code=unclear.code) from unclear


class EurosField(forms.Field):
    """Accept «1 234,50» in euros and give integer cents."""

    widget = forms.TextInput
    default_validators = [MinValueValidator(0, "Un montant ne peut pas être négatif.")]

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"help_text": "En euros.", **options})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {"inputmode": "decimal", "lang": "fr"}

    def to_python(self, value: Any) -> int | None:
        return _read(read_cents, value)

    def prepare_value(self, value: Any) -> Any:
        """Cents from the row become euros; what the person typed comes back as it was."""
        return format_euros(value).removesuffix(f"{NBSP}€") if isinstance(value, int) else value


class WholeNumberField(forms.IntegerField):
    """Accept «1 250» and give an integer."""

    widget = forms.TextInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {"inputmode": "numeric", "lang": "fr"}

    def to_python(self, value: Any) -> int | None:
        return _read(read_integer, value)


class DayField(forms.DateField):
    """A day, chosen or typed."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(**{"widget": widget, **options})


class CentsField(models.BigIntegerField):  # type: ignore[type-arg]  # not subscriptable
    """Integer cents, edited in euros."""

    def formfield(self, *args: Any, **options: Any) -> forms.Field:
        return EurosField(
            required=not self.blank,
            label=str(self.verbose_name).capitalize(),
            help_text=self.help_text or "En euros.",
        )
