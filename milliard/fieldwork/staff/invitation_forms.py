"""What the team types to invite people: a list, which column is what, the words of the mails."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File

from milliard.core.refusals import Refused
from milliard.fieldwork.invitation_files import InvitationFile
from milliard.surveys.invitation_words import check_words
from milliard.surveys.invited_person import FIELDS

_MAX_BYTES = 2_000_000
_COLUMNS = {
    "email": "Adresse e-mail",
    "given_name": "Prénom",
    "family_name": "Nom",
    "organisation": "Structure",
}
_NOT_KEPT = "ne pas garder"
_OWN_WORDS = "Vide\u00a0: les mots de la plateforme."


class InvitationForm(forms.Form):
    """Addresses: pasted, or from a file."""

    emails = forms.CharField(
        label="Adresses e-mail",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Une par ligne, ou un tableau copié d’un tableur, avec ou sans titres.",
    )
    file = forms.FileField(
        label="Ou un fichier",
        required=False,
        help_text="CSV ou texte, 2\u00a0Mo au plus, dans n’importe quel ordre de colonnes. Les colonnes sont "
        "montrées avant que rien ne parte.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file is not None and file.size > _MAX_BYTES:
            raise forms.ValidationError("Ce fichier dépasse 2\u00a0Mo.")
        return file

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        given = [bool(values.get("emails", "").strip()), values.get("file") is not None]
        if not self.errors and not any(given):
            raise forms.ValidationError("Indiquez au moins une adresse.")
        if not self.errors and all(given):
            raise forms.ValidationError(
                "Collez des adresses ou choisissez un fichier, pas les deux à la fois."
            )
        return values

    @property
    def upload(self) -> File:  # type: ignore[type-arg] # bytes
        """What to read."""
        file: File | None = self.cleaned_data["file"]  # type: ignore[type-arg]
        return file or ContentFile(self.cleaned_data["emails"].encode(), name="liste collée")


class InvitationColumnsForm(forms.Form):
    """Which column is what; a name is kept only when somebody says where it is."""

    def __init__(self, data: Any = None, *, file: InvitationFile) -> None:
        super().__init__(data, initial=dict(file.places))
        columns = [(place, title) for place, title in enumerate(file.titles)]
        for name, label in _COLUMNS.items():
            is_address = name == "email"
            self.fields[name] = forms.TypedChoiceField(
                label=label,
                coerce=int,
                empty_value=None,
                required=is_address,
                choices=columns if is_address else [("", _NOT_KEPT), *columns],
            )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        chosen = [place for place in values.values() if place is not None]
        if len(set(chosen)) < len(chosen):
            raise forms.ValidationError("Une même colonne est choisie deux fois.")
        return values

    @property
    def places(self) -> Mapping[str, int]:
        """Field -> its column, from 0."""
        return {name: self.cleaned_data[name] for name in FIELDS if self.cleaned_data.get(name) is not None}


class InvitationWordsForm(forms.Form):
    """The mails of one collection, in the team's own words."""

    subject = forms.CharField(
        label="Objet de l’invitation", max_length=150, required=False, help_text=_OWN_WORDS
    )
    text = forms.CharField(
        label="Texte de l’invitation",
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_OWN_WORDS,
    )
    reminder_subject = forms.CharField(
        label="Objet de la relance", max_length=150, required=False, help_text=_OWN_WORDS
    )
    reminder_text = forms.CharField(
        label="Texte de la relance",
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_OWN_WORDS,
    )

    def clean_subject(self) -> str:
        return self._checked("subject", is_subject=True)

    def clean_text(self) -> str:
        return self._checked("text")

    def clean_reminder_subject(self) -> str:
        return self._checked("reminder_subject", is_subject=True)

    def clean_reminder_text(self) -> str:
        return self._checked("reminder_text")

    def _checked(self, name: str, *, is_subject: bool = False) -> str:
        typed: str = self.cleaned_data[name].replace("\r\n", "\n")
        try:
            check_words(typed, is_subject=is_subject)
        except Refused as refusal:
            raise ValidationError(refusal.message) from refusal
        return typed
