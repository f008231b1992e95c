"""What people of a group type: its page, a document, a letter."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from milliard.core.received_files import DEFAULT_TYPES, words_of_types
from milliard.participation.services.rooms import MAX_BYTES

_MARKDOWN = (
    "Du texte simple. Un titre\u00a0: «\u00a0## Titre\u00a0». Une liste\u00a0: une ligne par «\u00a0-\u00a0»."
    " Un lien\u00a0: «\u00a0[mot](adresse)\u00a0»."
)


class GroupPageForm(forms.Form):
    """The page of those inside, with the revision that was read."""

    source = forms.CharField(
        label="Texte",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_MARKDOWN,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


class DocumentForm(forms.Form):
    """A file and what it is called."""

    title = forms.CharField(
        label="Titre",
        max_length=120,
        help_text="Ce que l’on y trouve, pour qui cherche.",
        error_messages={"required": "Dites ce que c’est."},
    )
    file = forms.FileField(label="Fichier", help_text=words_of_types(DEFAULT_TYPES, MAX_BYTES))

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        if upload.size and upload.size > MAX_BYTES:
            raise ValidationError(
                f"Ce fichier est trop lourd\u00a0: {MAX_BYTES // 1_000_000}\u00a0Mo au plus."
            )
        return upload


class GroupLetterForm(forms.Form):
    """A letter to those of the group."""

    subject = forms.CharField(
        label="Objet", max_length=150, error_messages={"required": "Une lettre a un objet."}
    )
    source = forms.CharField(
        label="Texte",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=f"{_MARKDOWN} «\u00a0{{prénom}}\u00a0» devient celui de chaque personne.",
        error_messages={"required": "Écrivez votre lettre."},
    )
