"""Boxes of the forms of assemblies: somebody of the roll."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from milliard.assemblies.models import Assembly, RollEntry
from milliard.assemblies.reports.people import entries_called


class RollEntryField(forms.CharField):
    """Somebody of a roll, by number or by name: a `RollEntry`."""

    def __init__(self, *, assembly: Assembly, **options: Any) -> None:
        self.assembly = assembly
        super().__init__(**{"max_length": 120, "help_text": "Numéro sur la liste, ou nom.", **options})

    def prepare_value(self, value: Any) -> Any:
        return value.number if isinstance(value, RollEntry) else value

    def to_python(self, value: Any) -> RollEntry | None:  # type: ignore[override]
        text = super().to_python(value) or ""
        return self._the_one(entries_called(self.assembly, text), text) if text else None

    def run_validators(self, value: Any) -> None:
        """The row found is right; validators of texts would measure it."""

    def _the_one(self, found: QuerySet[RollEntry], text: str) -> RollEntry:
        some = list(found[:4])
        if len(some) == 1:
            return some[0]
        if not some:
            raise forms.ValidationError(f"«\u00a0{text}\u00a0» n’est pas sur la liste de cette assemblée.")
        known = ", ".join(f"{one.member.name} (n°\u00a0{one.number})" for one in some[:3])
        more = "…" if len(some) > 3 else ""
        raise forms.ValidationError(f"Plusieurs personnes\u00a0: {known}{more}. Écrivez le numéro.")
