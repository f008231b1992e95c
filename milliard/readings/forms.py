"""What the team types: parsed and checked here, written by the services."""

from typing import Any

from django import forms

from milliard.readings.enums import RefusalReason, TextState

_STATES = [(state.value, state.label.capitalize()) for state in TextState]
_REASONS = [("", "Choisir…"), *((reason.value, reason.label) for reason in RefusalReason)]


class ResponseSearchForm(forms.Form):
    """A number of a receipt, or an address."""

    typed = forms.CharField(
        label="Numéro du reçu ou adresse e-mail",
        max_length=254,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )


class PersonSearchForm(forms.Form):
    """An address, in every collection."""

    email = forms.EmailField(
        label="Adresse e-mail", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )


class TextFilterForm(forms.Form):
    """Which texts of a question are listed."""

    state = forms.ChoiceField(label="État", required=False, choices=[("", "Tous"), *_STATES])
    words = forms.CharField(
        label="Mots du texte",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def chosen(self, name: str) -> str:
        """What was asked for; "" for a filter typed wrong."""
        return str(self.cleaned_data.get(name, "")) if self.is_valid() or name in self.cleaned_data else ""


class BulkReviewForm(forms.Form):
    """One decision on the texts ticked."""

    state = forms.ChoiceField(
        label="Décision",
        choices=[(state.value, state.label) for state in TextState if state is not TextState.CUT],
    )
    reason = forms.ChoiceField(label="Raison d’un refus", required=False, choices=_REASONS)


class TextReviewForm(forms.Form):
    """The decision on one text."""

    state = forms.ChoiceField(
        label="Décision",
        widget=forms.RadioSelect,
        choices=[(state.value, state.label) for state in TextState],
    )
    quotation = forms.CharField(
        label="Citation après coupe",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Retirez ce qui ne doit pas paraître, et marquez chaque coupe par […]. Aucun "
        "autre mot ne change.",
    )
    reason = forms.ChoiceField(label="Raison d’un refus", required=False, choices=_REASONS)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("state") == TextState.REFUSED and not values.get("reason"):
            self.add_error("reason", "Dites pourquoi ce texte ne peut pas être cité.")
        if values.get("state") == TextState.CUT and not values.get("quotation"):
            self.add_error("quotation", "Gardez les mots à citer, chaque coupe marquée par […].")
        return values


class ContactExportForm(forms.Form):
    """Why contacts are taken away."""

    reason = forms.CharField(
        label="Pour quoi faire",
        min_length=10,
        max_length=200,
        help_text="Une phrase, sans nommer personne\u00a0: elle reste au journal, avec votre nom et l’heure.",
    )
