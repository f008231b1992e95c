"""What the team types about money."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from milliard.core.fields import DayField, EurosField
from milliard.payments.enums import WRITTEN_REVERSALS, Means, ReversalKind
from milliard.payments.models import Payment, PaymentRequest
from milliard.payments.references import find_references
from milliard.payments.services.tax_receipts import Donor, Issuer

AT_PLACE = [(Means.CHEQUE, "Chèque"), (Means.CASH, "Espèces")]


def _today() -> dt.date:
    return timezone.localdate()


class ReferenceField(forms.CharField):
    """The reference of a request, however it is spaced; gives the request, or None when it may be empty."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"label": "Référence de la demande", "max_length": 40, **options})

    def clean(self, value: Any) -> PaymentRequest | None:
        typed = super().clean(value)
        if not typed:
            return None
        found = find_references(typed)
        if not found:
            raise forms.ValidationError(
                "Cette référence n’existe pas : vérifiez chacune de ses huit lettres."
            )
        request = PaymentRequest.objects.filter(reference__in=found).first()
        if request is None:
            raise forms.ValidationError("Aucune demande n’a cette référence.")
        return request


class CountedForForm(forms.Form):
    """What a payment that waits is for."""

    request = ReferenceField(
        help_text="Elle commence par RF : la personne l’a sur sa page.",
        error_messages={"required": "Écrivez la référence de la demande."},
    )


class ReceivedAtPlaceForm(forms.Form):
    """A cheque or cash somebody hands over."""

    means = forms.ChoiceField(label="Ce que l’on vous remet", choices=AT_PLACE, widget=forms.RadioSelect)
    request = ReferenceField(
        required=False,
        help_text="Elle commence par RF. Sans référence, le ou la trésorier·e rapprochera.",
    )
    amount_cents = EurosField(label="Montant")
    received_on = DayField(label="Reçu le", initial=_today)
    payer_name = forms.CharField(label="De la part de", max_length=170)
    payer_company = forms.CharField(
        label="Organisation qui paie, s’il y en a une",
        required=False,
        max_length=170,
        help_text="Une organisation ne peut pas adhérer\u00a0: son argent est gardé à part.",
    )
    label = forms.CharField(label="Numéro et banque du chèque, ou lieu", required=False, max_length=200)

    def clean_means(self) -> Means:
        return Means(self.cleaned_data["means"])


class ReversalForm(forms.Form):
    """Money that went back."""

    kind = forms.ChoiceField(
        label="Raison",
        choices=[(kind.value, kind.label) for kind in WRITTEN_REVERSALS],
        widget=forms.RadioSelect,
    )
    amount_cents = EurosField(label="Montant repris")
    occurred_on = DayField(label="Le", initial=_today)
    note = forms.CharField(label="Précision", required=False, max_length=300)

    def clean_kind(self) -> ReversalKind:
        return ReversalKind(self.cleaned_data["kind"])


class PieceChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Pieces to put on a slip, each as one counts them."""

    def label_from_instance(self, obj: Any) -> str:
        from french import format_date, format_euros

        amount = format_euros(obj.amount_cents, with_cents=True)
        words = f"{amount}, {obj.get_means_display()}, {obj.payer_name}, {format_date(obj.received_on)}"
        return f"{words}. {obj.label}" if obj.label else words


class SlipForm(forms.Form):
    """Pieces of one means."""

    means = forms.ChoiceField(label="Moyen", choices=AT_PLACE, widget=forms.RadioSelect)
    place = forms.CharField(label="Lieu", max_length=120)
    payments = PieceChoice(
        label="Pièces à remettre",
        queryset=Payment.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins une pièce."},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        pieces = Payment.objects.to_deposit(Means.CHEQUE) | Payment.objects.to_deposit(Means.CASH)
        if not pieces.exists():
            self.fields[
                "payments"
            ].help_text = "Aucune n’attend\u00a0: enregistrez d’abord ce qu’on vous remet."
        self.fields["payments"].queryset = pieces.order_by("means", "received_on", "pk")  # type: ignore[attr-defined]

    def clean_means(self) -> Means:
        return Means(self.cleaned_data["means"])


class CountForm(forms.Form):
    """The second count, typed by whoever did not prepare the slip."""

    counted_cents = EurosField(label="Total que vous avez compté")


class RulingForm(forms.Form):
    """What the tax office answered, and every mention of the issuer."""

    reference = forms.CharField(label="Référence du rescrit", max_length=80)
    ruled_on = DayField(label="Date du rescrit")
    valid_from = DayField(label="Reçus pour ce qui est versé à partir du")
    covers_dues = forms.BooleanField(
        label="Le rescrit compte aussi les cotisations, sans contrepartie", required=False
    )
    name = forms.CharField(label="Nom de l’organisme", max_length=170)
    identifier = forms.CharField(label="SIREN ou RNA", max_length=20)
    address = forms.CharField(label="Adresse", max_length=300)
    purpose = forms.CharField(label="Objet", max_length=400)
    quality = forms.CharField(label="Qualité", max_length=200, initial="Organisme d’intérêt général")
    signatory = forms.CharField(label="Qui signe, et en quelle qualité", max_length=170)

    def clean_ruled_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["ruled_on"]
        if day > _today():
            raise forms.ValidationError("Un rescrit ne peut pas être daté d’un jour à venir.")
        return day

    def clean_identifier(self) -> str:
        from stdnum.fr import siren

        typed = "".join(str(self.cleaned_data["identifier"]).split()).upper()
        is_rna = len(typed) == 10 and typed.startswith("W") and typed[1:].isalnum()
        if not is_rna and not siren.is_valid(typed):
            raise forms.ValidationError("Ni un SIREN (neuf chiffres), ni un RNA (W et neuf caractères).")
        return typed

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        mentions = {name: data.pop(name, "") for name in Issuer.__dataclass_fields__}
        return {**data, "issuer": Issuer(**mentions)}


class DonorForm(forms.Form):
    """Who gave, as the receipt must name them."""

    name = forms.CharField(label="Prénom et nom", max_length=170)
    address = forms.CharField(label="Adresse postale", max_length=300, widget=forms.Textarea({"rows": 3}))

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        return {**data, "donor": Donor(data.pop("name", ""), data.pop("address", ""))}


class ReplacementForm(DonorForm):
    """The right mentions, and why the former were wrong."""

    reason = forms.CharField(label="Pourquoi le reçu est remplacé", max_length=200)


class CancelForm(forms.Form):
    reason = forms.CharField(label="Pourquoi le reçu est annulé", max_length=200)
