"""A request about one's data, as the team writes it down: by codes, so that it holds nothing personal."""

from typing import Any

from django import forms
from django.utils import timezone

from milliard.members.services.rights import Channel, ProofOfIdentity


class RequestForm(forms.Form):
    """How and when the person asked, and how we know that it is them."""

    channel = forms.ChoiceField(label="La demande est venue", choices=Channel.choices)
    asked_on = forms.DateField(
        label="Le",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        initial=timezone.localdate,
    )
    proof = forms.ChoiceField(label="Nous savons que c’est elle ou lui", choices=ProofOfIdentity.choices)


class ExportForm(RequestForm):
    """The same, and the shape of the file."""

    shape = forms.ChoiceField(
        label="Sous la forme", choices=[("pdf", "d’un document à lire (PDF)"), ("json", "d’un fichier JSON")]
    )


class ErasureForm(RequestForm):
    """The same, and one word to type: an erasure cannot be undone."""

    confirmation = forms.CharField(
        label="Pour confirmer, écrivez le mot «\u00a0effacer\u00a0»",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )

    def clean(self) -> dict[str, Any]:
        read = super().clean() or {}
        word = str(read.pop("confirmation", "")).strip().lower()
        if word and word != "effacer":
            self.add_error(
                "confirmation", "Écrivez «\u00a0effacer\u00a0» pour confirmer, ou quittez cette page."
            )
        return read
