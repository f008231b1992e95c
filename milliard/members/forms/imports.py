"""A file of members, and which of its columns is what."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from milliard.members.member_files import MemberColumns

MAX_BYTES = 20_000_000
#: Field of a row -> what the team reads.
_LABELS: Mapping[str, tuple[str, str]] = {
    "given_name": ("Prénom", ""),
    "family_name": ("Nom", ""),
    "email": ("Adresse e-mail", ""),
    "phone": ("Téléphone", ""),
    "postal_code": ("Code postal", ""),
    "commune": ("Commune", ""),
    "country": ("Pays", "Vide dans une ligne\u00a0: la France."),
    "birth": (
        "Date ou année de naissance",
        "Pour distinguer deux personnes de même nom. Elle n’est pas gardée.",
    ),
    "joined_on": ("Date d’adhésion", ""),
    "ends_on": ("Fin d’adhésion", "Sinon, ce sont les règles de cotisation qui la disent."),
    "amount": ("Montant payé", "Noté avec la ligne, compté dans aucun compte."),
    "company": ("Organisation qui a payé", "Une ligne qui en dit une est refusée."),
    "state": ("État du paiement", "Une ligne annulée, remboursée ou en attente est refusée."),
}


class MemberFileForm(forms.Form):
    """The file, and where its persons come from."""

    file = forms.FileField(
        label="Fichier",
        help_text="Export HelloAsso ou tableur, en CSV ou en .xlsx, 20\u00a0Mo et 50\u202f000 lignes au plus."
        " Le même fichier deux fois n’écrit rien de plus.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )
    origin = forms.CharField(
        label="D’où viennent ces personnes",
        max_length=120,
        help_text="Par exemple\u00a0: HelloAsso de l’association, tableur du groupe de Lyon. C’est dit à"
        " chaque personne, comme la loi le demande.",
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError("Ce fichier dépasse 20\u00a0Mo\u00a0: partagez-le en plusieurs.")
        return file


class MemberColumnsForm(forms.Form):
    """Which column is what, as proposed, corrected by a person."""

    default_joined_on = forms.DateField(
        label="Date d’adhésion des lignes qui n’en ont pas",
        required=False,
        help_text="Vide\u00a0: ces lignes sont refusées.",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, data: Any, *, titles: Sequence[str], initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))
        places = [("", "—"), *((str(place), title) for place, title in enumerate(titles) if title)]
        columns = {
            name: forms.ChoiceField(
                label=label,
                help_text=hint,
                required=name in ("given_name", "family_name"),
                choices=places,
                error_messages={"required": "Dites dans quelle colonne il est."},
            )
            for name, (label, hint) in _LABELS.items()
        }
        self.fields = {**columns, **self.fields}

    def clean_default_joined_on(self) -> Any:
        day = self.cleaned_data["default_joined_on"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError("Cette date est à venir.")
        return day

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        chosen = [said[name] for name in _LABELS if said.get(name)]
        for name in _LABELS:
            if said.get(name) and chosen.count(said[name]) > 1:
                self.add_error(name, "Cette colonne est choisie deux fois.")
        is_dated = any(said.get(name) for name in ("joined_on", "ends_on", "default_joined_on"))
        if not self.errors and not is_dated:
            self.add_error("joined_on", "Dites où est la date d’adhésion, ou choisissez-en une plus bas.")
        return said

    @property
    def columns(self) -> MemberColumns:
        """What was chosen."""
        said = self.cleaned_data
        return MemberColumns({name: int(said[name]) for name in _LABELS if said[name]})
