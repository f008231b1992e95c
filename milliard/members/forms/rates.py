"""The rules of dues, as the treasurer writes them."""

import re
from typing import Any

from django import forms
from django.core.validators import MinValueValidator

from french import Unclear, read_cents
from milliard.core.fields import EurosField, WholeNumberField
from milliard.members.enums import PeriodRule


class RatesForm(forms.Form):
    """From when, how much, for how long."""

    valid_from = forms.DateField(
        label="À partir du", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    suggested_cents = forms.CharField(
        label="Montants proposés",
        help_text="En euros, séparés par des points-virgules, ainsi\u00a0: 20\u202f; 35\u202f; 50.",
    )
    solidarity_cents = EurosField(
        label="Prix solidaire", help_text="En euros. Pour un budget serré, sans justificatif."
    )
    floor_cents = EurosField(label="Montant libre à partir de", validators=[MinValueValidator(1)])
    period_rule = forms.ChoiceField(
        label="Une adhésion dure", choices=PeriodRule.choices, widget=forms.RadioSelect
    )
    year_starts = forms.CharField(
        label="Début de l’année",
        required=False,
        help_text="Pour une année à date fixe, le mois et le jour, ainsi\u00a0: 09-01. Le 1er janvier sinon.",
    )
    grace_days = WholeNumberField(label="Jours de grâce", initial=30, min_value=0, max_value=365)
    due_soon_days = WholeNumberField(
        label="Jours d’annonce",
        initial=45,
        min_value=1,
        max_value=365,
        help_text="Combien de jours avant la fin une adhésion peut être renouvelée et rappelée.",
    )

    def clean_suggested_cents(self) -> list[int]:
        """Integer cents."""
        typed = re.split(r"[;\n]", self.cleaned_data["suggested_cents"])
        try:
            amounts = [read_cents(amount) for amount in typed if amount.strip()]
        except Unclear as unclear:
            raise forms.ValidationError(unclear.question) from unclear
        if not amounts or min(amounts) <= 0:
            raise forms.ValidationError("Proposez au moins un montant.")
        return amounts

    def clean_period_rule(self) -> PeriodRule:
        return PeriodRule(self.cleaned_data["period_rule"])

    def clean_year_starts(self) -> str:
        return self.cleaned_data["year_starts"] or "01-01"

    def clean(self) -> dict[str, Any]:
        """The free amount may not begin above the solidarity price, nor that above what is proposed."""
        said: dict[str, Any] = super().clean() or {}
        floor, solidarity = said.get("floor_cents"), said.get("solidarity_cents")
        if floor is not None and solidarity is not None and solidarity < floor:
            self.add_error("solidarity_cents", "Le prix solidaire est au moins le montant libre.")
        if solidarity is not None and min(said.get("suggested_cents") or [solidarity]) < solidarity:
            self.add_error("suggested_cents", "Le prix solidaire est le plus petit des montants proposés.")
        return said
