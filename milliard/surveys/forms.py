"""The small forms around answering. They parse and validate; services save."""

import re
from typing import Any

from django import forms

#: What a mail program would turn into a link.
_ADDRESS = re.compile(r"://|www\.|[^\W\d_]{2,}\.[^\W\d_]{2,}(?:/|\b)", re.IGNORECASE)


class EmailForm(forms.Form):
    """Where to send the resume link."""

    email = forms.EmailField(
        label="Votre adresse e-mail",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ContributorForm(forms.Form):
    """Somebody of the organisation, and the sections they are in charge of."""

    name = forms.CharField(
        label="Prénom ou fonction",
        max_length=80,
        error_messages={"required": "Écrivez un prénom ou une fonction."},
    )
    email = forms.EmailField(label="Adresse e-mail", max_length=254)
    asked_by = forms.CharField(
        label="Votre prénom, ou votre fonction",
        max_length=80,
        help_text="Pour que cette personne sache qui lui écrit.",
        error_messages={"required": "Écrivez votre prénom ou votre fonction."},
    )
    organisation = forms.CharField(label="Votre organisation", max_length=200, required=False)
    sections = forms.MultipleChoiceField(
        label="Sections confiées",
        required=False,
        help_text="Rien de coché\u00a0: la personne peut répondre partout.",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, sections: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sections"].choices = sections  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        return self._plain("name")

    def clean_asked_by(self) -> str:
        return self._plain("asked_by")

    def clean_organisation(self) -> str:
        return self._plain("organisation")

    def _plain(self, name: str) -> str:
        """Words that go into a mail sent to anybody: one line, and nothing that leads elsewhere."""
        words = " ".join(str(self.cleaned_data[name]).split())
        if _ADDRESS.search(words):
            raise forms.ValidationError("Écrivez un nom, sans adresse de site.")
        return words
