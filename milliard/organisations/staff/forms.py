"""What the team types about networks, partners and the rows of a file."""

from collections.abc import Sequence
from typing import Any

from django import forms

from milliard.organisations.forms import WebsiteField
from milliard.organisations.models import Network, Partner

_DAY = {"type": "date"}


_NAMES = ("name", "description", "website", "scope", "agreed_on", "agreed_until", "is_public")


def _fields_of(model: type[Network] | type[Partner], names: Sequence[str]) -> dict[str, forms.Field]:
    """What networks and partners have in common, read and not saved: services write."""
    found = forms.fields_for_model(
        model,
        fields=[name for name in names if name != "website"],
        labels={
            "name": "Nom",
            "kind": "Nature",
            "description": "Présentation",
            "scope": "Ce que couvre la convention",
            "agreed_on": "Convention signée le",
            "agreed_until": "Valable jusqu’au",
            "is_public": "Montrer à tout le monde",
        },
        widgets={
            name: forms.DateInput(attrs=_DAY, format="%Y-%m-%d") for name in ("agreed_on", "agreed_until")
        },
    )
    found["website"] = WebsiteField()
    return {name: found[name] for name in names}


class NetworkForm(type("NetworkFields", (forms.Form,), _fields_of(Network, _NAMES))):  # type: ignore[misc]
    """A network and its agreement."""


class PartnerForm(
    type("PartnerFields", (forms.Form,), _fields_of(Partner, ("name", "kind", *_NAMES[1:])))  # type: ignore[misc]
):
    """A partner and its agreement."""


class ContactForm(forms.Form):
    """Somebody to write to."""

    name = forms.CharField(label="Nom", max_length=120)
    role = forms.CharField(label="Fonction", max_length=120, required=False)
    email = forms.EmailField(label="Adresse e-mail")


class AffiliationForm(forms.Form):
    """Which organisation belongs to the network."""

    number = forms.CharField(label="SIREN, SIRET ou numéro RNA", max_length=40)


class OrganisationsFileForm(forms.Form):
    """The file of a network."""

    file = forms.FileField(
        label="Fichier",
        help_text="CSV ou XLSX, une organisation par ligne, 20\u00a0Mo au plus."
        " Le même fichier deux fois n’écrit rien de plus.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )
    network = forms.ModelChoiceField(
        label="Réseau dont ce sont les organisations",
        queryset=Network.objects.order_by("name"),
        required=False,
        empty_label="Aucun",
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > 20_000_000:
            raise forms.ValidationError("Ce fichier dépasse 20\u00a0Mo\u00a0: partagez-le en plusieurs.")
        return file
