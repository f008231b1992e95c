"""What the team, a registrar and a trustee type about secret votes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from milliard.accounts.models import User
from milliard.core.addresses import BadAddresses, read_addresses
from milliard.core.fields import DayField, WholeNumberField
from milliard.elections.enums import CodeSource, ElectionKind, KeySharing
from milliard.elections.models import MOST_TRUSTEES
from milliard.ui.widgets import Moment

_UNKNOWN = "Personne n’a de compte à cette adresse\u00a0: {}"


def _account(address: str) -> User:
    found = User.objects.filter(email=address.strip().lower(), is_active=True).first()
    if found is None:
        raise ValidationError(_UNKNOWN.format(address))
    return found


class SeriesForm(forms.Form):
    """A series, as its page will say it."""

    title = forms.CharField(label="Titre", max_length=120, error_messages={"required": "Donnez un titre."})
    description = forms.CharField(
        label="Pour quelle occasion",
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    sharing = forms.TypedChoiceField(
        label="Pour ouvrir les sommes",
        choices=KeySharing.choices,
        coerce=KeySharing,
        initial=KeySharing.THRESHOLD,
        help_text="Avec un seuil, une clé perdue n’arrête rien. Sans seuil, une seule clé perdue perd tout.",
    )
    threshold = WholeNumberField(
        label="Combien de dépositaires suffisent",
        min_value=1,
        max_value=MOST_TRUSTEES,
        initial=2,
        help_text="2 sur 3, ou 3 sur 5. Sans seuil, ce nombre n’est pas lu.",
    )
    code_source = forms.TypedChoiceField(
        label="Qui remet les codes",
        choices=CodeSource.choices,
        coerce=CodeSource,
        initial=CodeSource.REGISTRAR,
        help_text="Si la plateforme les fabrique, chaque page dira que la liste des votant·es repose sur la"
        " confiance en elle.",
    )
    registrar_name = forms.CharField(
        label="Nom public de la personne ou de l’organisation responsable des codes",
        max_length=120,
        required=False,
    )
    registrar = forms.EmailField(
        label="Adresse e-mail de son compte",
        required=False,
        help_text="Pour qu’elle apporte les codes publics elle-même. Facultatif.",
    )

    def clean_registrar(self) -> User | None:
        typed = self.cleaned_data["registrar"]
        return _account(typed) if typed else None


class TrusteesForm(forms.Form):
    """Trustees, one a line."""

    trustees = forms.CharField(
        label="Dépositaires",
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Une personne par ligne\u00a0: son adresse e-mail, puis son nom public."
        " «\u00a0anne@exemple.fr Anne Martin\u00a0».",
        error_messages={"required": "Nommez au moins une personne."},
    )

    def clean_trustees(self) -> list[tuple[User, str]]:
        found = []
        for line in self.cleaned_data["trustees"].splitlines():
            address, _, name = line.strip().partition(" ")
            if address:
                found.append((_account(address.strip(",;")), name.strip()[:120]))
        return found


class VotersForm(forms.Form):
    reference_on = DayField(
        label="À jour de cotisation le",
        help_text="Toutes et tous les membres à jour ce jour-là, sous un numéro tiré au hasard.",
        error_messages={"required": "Écrivez une date.", "invalid": "Écrivez une date."},
    )


class ObserversForm(forms.Form):
    addresses = forms.CharField(
        label="Adresses e-mail",
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Une par ligne. Elles reçoivent l’empreinte de chaque urne à l’ouverture, à la fermeture"
        " et au résultat.",
    )

    def clean_addresses(self) -> list[str]:
        try:
            return read_addresses(self.cleaned_data["addresses"])
        except BadAddresses as error:
            raise ValidationError(
                [f"Ligne {one.line}\u00a0: {one.message}" for one in error.errors[:5]]
            ) from None


class ReasonForm(forms.Form):
    why = forms.CharField(
        label="Pourquoi",
        max_length=300,
        help_text="Cette phrase reste, et paraît sur la page.",
        error_messages={"required": "Dites pourquoi."},
    )


class CredentialsForm(forms.Form):
    file = forms.FileField(
        label="Fichier des codes publics",
        help_text="Celui que l’outil du ou de la responsable des codes a fabriqué. Il ne contient"
        " aucun code secret.",
        error_messages={"required": "Choisissez le fichier."},
    )


class OpenElectionForm(forms.Form):
    """A vote to open now."""

    title = forms.CharField(
        label="Ce qui est mis aux voix", max_length=200, error_messages={"required": "Écrivez la question."}
    )
    kind = forms.TypedChoiceField(
        label="Sorte de bulletin", choices=ElectionKind.choices, coerce=ElectionKind
    )
    labels = forms.CharField(
        label="Réponses, candidatures ou projets",
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Un par ligne. Vide pour une proposition\u00a0: Pour, Contre, Abstention.",
    )
    at_most = WholeNumberField(
        label="Combien au plus",
        min_value=1,
        max_value=100,
        required=False,
        help_text="Pour un choix, ou une approbation de projets (cinq au plus).",
    )
    blank = forms.BooleanField(label="Proposer le vote blanc", required=False)
    closes_at = forms.DateTimeField(
        label="Se ferme seul le",
        required=False,
        widget=Moment,
        help_text="Vide\u00a0: quelqu’un de l’équipe le ferme.",
        error_messages={"invalid": "Écrivez une date et une heure."},
    )

    def clean_labels(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["labels"].splitlines() if line.strip()]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("kind") not in (None, ElectionKind.MOTION) and not said.get("labels"):
            self.add_error("labels", "Écrivez au moins une ligne.")
        if any(len(label) > 200 for label in said.get("labels", ())):
            self.add_error("labels", "Une ligne est trop longue\u00a0: 200 caractères au plus.")
        return said
