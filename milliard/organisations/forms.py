"""What people type about organisations: read and checked here, written by services."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import strip_tags

from milliard.core.fields import EurosField
from milliard.organisations.enums import NeedHorizon, NeedUse, Theme
from milliard.organisations.fields import as_json
from milliard.organisations.identifiers import NotAnIdentifier, read_rna, read_siren, read_siret
from milliard.organisations.models import FIELDS, Organisation
from milliard.territories.forms import CommuneField
from milliard.territories.proposals import Proposals, propose

_READERS = {"siren": read_siren, "siret": read_siret, "rna": read_rna}
_PLAIN = ("name", "address_line", "description")


class WebsiteField(forms.URLField):
    """The address of a site, with or without its beginning."""

    def __init__(self, **options: Any) -> None:
        said = {"invalid": "Cette adresse n’est pas complète\u00a0: par exemple exemple.fr."}
        first = {"label": "Site", "required": False, "max_length": 300, "error_messages": said}
        super().__init__(assume_scheme="https", **{**first, **options})


#: The fields of a row, read and not saved: services write.
_OF_A_ROW = forms.fields_for_model(
    Organisation,
    fields=[name for name in FIELDS if name not in ("commune", "website", "themes")],
    labels={
        "name": "Nom",
        "legal_form": "Forme juridique",
        "siren": "SIREN",
        "siret": "SIRET",
        "rna": "Numéro RNA",
        "sector": "Domaine d’action",
        "address_line": "Adresse",
        "contact_email": "Adresse e-mail",
        "is_contact_public": "Montrer cette adresse e-mail à tout le monde",
        "description": "Présentation",
        "founded_on": "Date de création",
        "headcount": "Effectif",
    },
    help_texts={
        "siren": "Neuf chiffres.",
        "siret": "Quatorze chiffres\u00a0: celui du siège.",
        "rna": "W, puis neuf chiffres\u00a0: pour une association.",
        "description": "Quelques phrases\u00a0: ce que vous faites, avec qui, où.",
        "address_line": "Numéro et rue du siège, si elle est publique.",
    },
    widgets={
        "founded_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        "description": forms.Textarea(attrs={"rows": 6}),
    },
    error_messages={"name": {"required": "Écrivez le nom de l’organisation."}},
)


class OrganisationForm(type("RowForm", (forms.Form,), _OF_A_ROW)):  # type: ignore[misc]
    """Every field of a page. It reads; `services` write."""

    field_order: Sequence[str] = FIELDS
    commune = CommuneField()
    website = WebsiteField()
    themes = forms.MultipleChoiceField(
        label="Thèmes", required=False, choices=Theme.choices, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("legal_form", "sector", "headcount"):
            if name in self.fields:
                choices = list(self.fields[name].choices)
                self.fields[name].choices = [("", "Non précisé"), *choices[1:]]
        for name in _READERS:
            # As people write them, with spaces: the reader counts the digits.
            words = self.fields[name]
            self.fields[name] = forms.CharField(
                label=words.label, help_text=words.help_text, required=False, max_length=40
            )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        for name, read in _READERS.items():
            if text := said.get(name):
                try:
                    said[name] = read(text)
                except NotAnIdentifier as error:
                    self.add_error(name, str(error))
        for name in _PLAIN:
            if said.get(name):
                said[name] = strip_tags(said[name]).strip()
        return said

    def clean_founded_on(self) -> Any:
        day = self.cleaned_data["founded_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("Cette date n’est pas encore arrivée.")
        return day

    @property
    def proposals(self) -> Proposals:
        """The communes a box that came back may mean."""
        text = str(self["commune"].value() or "")
        return propose(text) if self.is_bound and self["commune"].errors else Proposals()

    def values(self) -> dict[str, Any]:
        """What was said, as `fields.stored` gives it."""
        return {name: as_json(self.cleaned_data[name]) for name in FIELDS if name in self.cleaned_data}


class SuggestForm(OrganisationForm):
    """The same, shorter: what is enough to tell of an organisation. One box nobody sees is for robots."""

    more = forms.CharField(label="Ne remplissez pas cette case", required=False)

    # Left out: asked later, of whoever keeps the page.
    address_line = is_contact_public = founded_on = headcount = None

    field_order = ("name", "commune", "sector", "legal_form", "siren", "siret", "rna", "themes", "website")

    @property
    def is_of_a_robot(self) -> bool:
        return bool(self.data.get("more"))

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if name != "more"}


class ClaimForm(forms.Form):
    """Who says an organisation is theirs, and the address that proves it."""

    role = forms.CharField(
        label="Votre fonction",
        max_length=80,
        help_text="Par exemple\u00a0: présidente, coordinateur, bénévole.",
        error_messages={"required": "Dites ce que vous y faites."},
    )
    email = forms.EmailField(
        label="Votre adresse e-mail dans l’organisation",
        help_text="Un code y part aussitôt. Une adresse au nom de l’organisation aide l’équipe à décider.",
        error_messages={
            "required": "Écrivez l’adresse où envoyer le code.",
            "invalid": "Cette adresse n’est pas complète\u00a0: vérifiez-la.",
        },
    )


class ClaimCodeForm(forms.Form):
    """The code that was sent."""

    code = forms.CharField(
        label="Code", max_length=12, error_messages={"required": "Écrivez les six chiffres du code."}
    )


class NeedForm(forms.Form):
    """A need told on one's own page: what is filled in is shown, the rest is not."""

    use = forms.ChoiceField(
        label="Pour quoi", required=False, choices=[("", "Ne pas le dire"), *NeedUse.choices]
    )
    horizon = forms.ChoiceField(
        label="Pour quand", required=False, choices=[("", "Ne pas le dire"), *NeedHorizon.choices]
    )
    amount_cents = EurosField(
        label="Combien", required=False, help_text="En euros. Vide\u00a0: le montant n’est pas montré."
    )

    def clean_amount_cents(self) -> int | None:
        cents: int | None = self.cleaned_data["amount_cents"]
        if cents == 0:
            raise ValidationError("Un besoin est plus grand que zéro, ou n’est pas dit.")
        return cents
