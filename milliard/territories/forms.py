"""A form with a «commune» box: it proposes while one types, and takes what is chosen."""

from typing import Any, Self

from django import forms
from django.http import QueryDict

from milliard.territories.models import Commune
from milliard.territories.proposals import Proposals, propose


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
