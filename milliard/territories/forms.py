"""The «commune» box: a field that finds the commune, and a form that proposes and takes what is chosen."""

from typing import Any, Self

from django import forms
from django.http import QueryDict

from milliard.territories.models import Commune
from milliard.territories.proposals import Proposals, propose
from milliard.territories.search import MAX_LENGTH


class CommuneField(forms.CharField):
    """A commune by its label, its name or its code; on the site the box proposes as one types."""

    def __init__(self, **options: Any) -> None:
        hint = "Son nom et son département, ainsi\u00a0: Saint-Denis (93). Ou son code postal et son nom."
        first = {"label": "Commune", "required": False, "help_text": hint, "max_length": MAX_LENGTH}
        super().__init__(**{**first, **options})

    def prepare_value(self, value: Any) -> Any:
        return value.label if isinstance(value, Commune) else value

    def clean(self, value: Any) -> Commune | None:
        text = str(super().clean(value)).strip()
        commune = Commune.objects.resolve(text) if text else None
        if text and commune is None:
            found = propose(text)
            names = ", ".join(option.label for option in found.options[:4])
            raise forms.ValidationError(f"Précisez\u00a0: {names}\u2026" if names else found.said)
        return commune


class CommuneForm(forms.Form):
    """`proposals` are the communes to choose from, once something was looked for."""

    commune = forms.CharField(required=False, label="Commune")

    proposals = Proposals()

    @classmethod
    def read(cls, data: QueryDict, **options: Any) -> Self:
        """The form as it was sent. «Chercher» brings the communes to choose from, and judges nothing."""
        if data.get("search") != "commune":
            return cls(data, **options)
        form = cls(**options)
        form.initial = {
            name: field.widget.value_from_datadict(data, {}, name) for name, field in form.fields.items()
        }
        form.proposals = propose(str(data.get("commune", "")))
        return form

    def chosen_commune(self, *, when_empty: str) -> Commune | None:
        """The commune typed or chosen; None, with the sentence beside the box, when it is none or several."""
        text = self._commune_text()
        commune = Commune.objects.resolve(text) if text else None
        if commune is None:
            self.proposals = propose(text)
            self.add_error("commune", self._commune_question(text, when_empty))
        return commune

    def _commune_text(self) -> str:
        """What is chosen among the proposals, unless the box was typed over since."""
        typed = str(self.data.get("commune", "")).strip()
        chosen = str(self.data.get("pick__commune", ""))
        is_fresh = typed in (str(self.data.get("sought__commune", "")).strip(), chosen)
        return chosen if chosen and is_fresh else typed

    def _commune_question(self, text: str, when_empty: str) -> str:
        if not text:
            return when_empty
        if self.proposals.options:
            return "Choisissez votre commune dans la liste."
        return self.proposals.said
