"""Form and model fields of our own: amounts, numbers and fractions typed as people in France write them."""

from collections.abc import Callable
from fractions import Fraction
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


#: A denominator beyond is a typing mistake.
_MOST_PARTS = 1_000


class FractionField(forms.CharField):
    """«1/4», «0» or «1»: a `Fraction` between none and all; None for nothing typed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 9, "widget": forms.TextInput(attrs={"size": 7}), **options})

    def to_python(self, value: Any) -> Fraction | None:  # type: ignore[override]
        text = (super().to_python(value) or "").replace(" ", "")
        if not text:
            return None
        over, _, under = text.partition("/")
        parts = [over, under or "1"]
        if not all(_is_small(part) for part in parts):
            raise forms.ValidationError("Écrivez une fraction, comme 1/4\u00a0; 0 pour aucun.")
        if parts[1] == "0" or int(parts[0]) > int(parts[1]):
            raise forms.ValidationError("Une part va de 0 à 1\u00a0: 1/4, 2/3, 1/2.")
        return Fraction(int(parts[0]), int(parts[1]))

    def run_validators(self, value: Any) -> None:
        """What was read is right; validators of texts would measure it."""

    def prepare_value(self, value: Any) -> Any:
        """«1/4» from the rows; what was typed comes back as it was."""
        if not isinstance(value, Fraction):
            return value
        return f"{value.numerator}/{value.denominator}" if value.denominator > 1 else str(value.numerator)


def _is_small(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 5 and int(text) <= _MOST_PARTS
