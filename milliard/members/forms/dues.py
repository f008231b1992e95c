"""How much."""

from typing import Any

from django import forms

from french import NBSP, format_euros
from milliard.core.fields import EurosField
from milliard.members.models import DuesRates
from milliard.ui.component_records import Option

#: Above, a slip of the keyboard is likelier than dues or a gift: we ask to be written to.
_LARGEST_CENTS = 1_000_000
_OTHER = "other"


class DuesForm(forms.Form):
    """How much: a proposed amount, the solidarity price or another; and a gift, if one wants."""

    amount = forms.ChoiceField(
        label="Le montant pour un an",
        error_messages={
            "required": "Choisissez un montant.",
            "invalid_choice": "Ce montant n’est plus proposé\u00a0: choisissez-en un autre.",
        },
    )
    other = EurosField(label="Un autre montant", required=False)
    gift = EurosField(
        label="Ajouter un don",
        required=False,
        help_text="En euros. Il n’est pas demandé, et ne change rien à votre voix.",
    )

    def __init__(self, data: Any = None, *, rates: DuesRates, **options: Any) -> None:
        super().__init__(data, **options)
        self.rates = rates
        amounts = sorted({rates.solidarity_cents, *rates.suggested_cents})
        self.offered = [Option(str(cents), format_euros(cents), self._hint(cents)) for cents in amounts]
        floor = format_euros(rates.floor_cents)
        typed = str(self["other"].value() or "")
        self.offered.append(
            Option(
                _OTHER,
                "Un autre montant",
                f"À partir de {floor}.",
                text_name="other",
                text_value=typed,
                text_label="En euros",
            )
        )
        amount = self.fields["amount"]
        if isinstance(amount, forms.ChoiceField):
            amount.choices = [(option.value, option.label) for option in self.offered]

    @classmethod
    def of(cls, *, rates: DuesRates, dues_cents: int, gift_cents: int) -> "DuesForm":
        """The form as it was filled before."""
        is_offered = dues_cents in {rates.solidarity_cents, *rates.suggested_cents}
        initial = {
            "amount": str(dues_cents) if is_offered else _OTHER,
            "other": "" if is_offered else format_euros(dues_cents).removesuffix(f"{NBSP}€"),
            "gift": gift_cents or None,
        }
        return cls(rates=rates, initial=initial)

    def _hint(self, cents: int) -> str:
        is_solidarity = cents == self.rates.solidarity_cents
        return "Prix solidaire, si votre budget est serré. Sans justificatif." if is_solidarity else ""

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("amount") == _OTHER:
            self._check_other(said)
        else:
            self.errors.pop("other", None)  # typed, then another amount was chosen
        for name in ("other", "gift"):
            if (said.get(name) or 0) > _LARGEST_CENTS:
                self.add_error(
                    "amount" if name == "other" else name,
                    f"Plus de {format_euros(_LARGEST_CENTS)}, vraiment\u202f? Écrivez-nous d’abord.",
                )
        return said

    def _check_other(self, said: dict[str, Any]) -> None:
        """The box stands in the list of amounts: what is wrong with it is said there."""
        wrong = self.errors.pop("other", None)
        if wrong:
            self.add_error("amount", list(wrong))
        elif said.get("other") is None:
            self.add_error("amount", "Écrivez le montant de votre choix.")
        elif said["other"] < self.rates.floor_cents:
            self.add_error("amount", f"Le montant libre commence à {format_euros(self.rates.floor_cents)}.")

    @property
    def dues_cents(self) -> int:
        chosen = self.cleaned_data["amount"]
        return int(self.cleaned_data["other"] if chosen == _OTHER else chosen)

    @property
    def gift_cents(self) -> int:
        return self.cleaned_data["gift"] or 0
