"""Consent rounds: opened, spoken in, decided."""

from fractions import Fraction
from typing import Any

from django import forms

from milliard.core.fields import FractionField
from milliard.proposals.enums import FallbackChoice
from milliard.proposals.forms.boxes import LinesField
from milliard.proposals.models.proposals import MAX_TEXT


class RoundForm(forms.Form):
    """A new round, with the threshold of the fallback vote."""

    threshold = FractionField(
        label="Seuil du vote de secours",
        initial=Fraction(2, 3),
        help_text="Si une objection demeure, la part des voix pour, parmi pour et contre, qui l’écarte\u00a0:"
        " 2/3 par exemple. Annoncé maintenant, il ne change plus.",
        error_messages={"required": "Annoncez ce seuil avant de commencer."},
    )

    def clean_threshold(self) -> Fraction:
        share: Fraction = self.cleaned_data["threshold"]
        if share <= Fraction(1, 2):
            raise forms.ValidationError("Plus de la moitié\u00a0: 2/3, 3/4, 4/5…")
        return share


class RoundWordForm(forms.Form):
    text = LinesField(
        label="Votre parole", max_length=2_000, rows=4, error_messages={"required": "Écrivez quelque chose."}
    )


class ObjectionForm(forms.Form):
    """An objection: named and argued."""

    name = forms.CharField(
        label="L’objection, en quelques mots",
        max_length=120,
        error_messages={"required": "Nommez votre objection."},
    )
    argument = LinesField(
        label="Votre argument",
        max_length=2_000,
        rows=4,
        help_text="En quoi la proposition nuirait au but commun, ou ne tiendrait pas.",
        error_messages={"required": "Une objection a un argument."},
    )


class StandAsideForm(forms.Form):
    why = forms.CharField(
        label="Pourquoi vous vous mettez en retrait",
        max_length=500,
        help_text="Vous ne bloquez pas, et ce n’est pas un accord\u00a0: c’est noté.",
        error_messages={"required": "Dites pourquoi."},
    )


class VoteOfLastResortForm(forms.Form):
    choice = forms.ChoiceField(
        label="Votre vote",
        choices=[(one.value, one.label.capitalize()) for one in FallbackChoice],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez."},
    )

    def clean_choice(self) -> FallbackChoice:
        return FallbackChoice(self.cleaned_data["choice"])


class IntegrationForm(forms.Form):
    """The text that answers an objection."""

    text = LinesField(label="Le texte, avec l’objection intégrée", max_length=MAX_TEXT, rows=14)
    read_version = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def first_values(text: str, version: int) -> dict[str, Any]:
        return {"text": text, "read_version": version}
