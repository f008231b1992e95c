"""What the team types: rules, reasons, distances."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from milliard.core.fields import DayField, FractionField, WholeNumberField


class ProposalRulesForm(forms.Form):
    """A number of supports or a share of members; days to find them."""

    valid_from = DayField(label="À partir du")
    count = WholeNumberField(
        label="Nombre de soutiens",
        required=False,
        validators=[MinValueValidator(1)],
        help_text="Ou bien une part des membres, ci-dessous\u00a0: l’un des deux.",
    )
    share = FractionField(
        label="Part des membres à jour",
        required=False,
        help_text="Une fraction exacte, comme 1/20. Comptée le jour où la proposition s’ouvre.",
    )
    days_open = WholeNumberField(
        label="Jours pour réunir les soutiens",
        validators=[MinValueValidator(1), MaxValueValidator(366)],
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        share = said.pop("share", None)
        if not self.errors and (said.get("count") is None) == (share is None):
            raise forms.ValidationError(
                "Dites un nombre de soutiens, ou une part des membres\u00a0: l’un des deux."
            )
        said["numerator"] = share.numerator if share else None
        said["denominator"] = share.denominator if share else None
        return said


class HidingForm(forms.Form):
    why = forms.CharField(
        label="Raison",
        max_length=300,
        help_text="Elle est écrite à la place du commentaire, et à son auteur·rice.",
    )


class ClosingForm(forms.Form):
    why = forms.CharField(
        label="Pourquoi", max_length=500, help_text="La page et l’auteur·rice le diront tel quel."
    )


class SendingForm(forms.Form):
    where = forms.CharField(label="À quelle assemblée", max_length=200)
    url = forms.CharField(
        label="Sa page",
        max_length=300,
        required=False,
        help_text="Son adresse sur ce site, qui commence par «\u00a0/\u00a0».",
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if url and (not url.startswith("/") or url.startswith("//")):
            raise forms.ValidationError("Une adresse de ce site, qui commence par «\u00a0/\u00a0».")
        return url


class DistanceForm(forms.Form):
    distance = WholeNumberField(
        label="Éloignement du texte",
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text="De 0 (tout proche) à 100\u00a0: l’assemblée vote d’abord les plus éloignés.",
    )
