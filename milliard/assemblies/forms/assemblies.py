"""An assembly, its agenda, its bureau, its second call, as the team types them."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django import forms

from milliard.assemblies.forms.boxes import RollEntryField
from milliard.assemblies.models import AgendaItem, Assembly
from milliard.core.fields import DayField, WholeNumberField
from milliard.elections.enums import SeriesState
from milliard.elections.models import ElectionSeries
from milliard.participation.forms.boxes import WallMomentField, place_field
from milliard.participation.models import ZONES
from milliard.participation.services.events import NoSuchMoment, on_clock
from milliard.proposals.enums import ProposalState
from milliard.proposals.models import MemberProposal
from milliard.statutes.models import College, Statutes

#: Empty rows offered under those already written.
_SPARE_ROWS = 5
_MOST_ROWS = 60


def _aware(form: forms.Form, name: str, wall: dt.datetime | None, zone: str) -> dt.datetime | None:
    """A moment of a wall clock made aware; an hour that does not exist is said beside its box."""
    if wall is None or not zone:
        return None
    try:
        return on_clock(wall, zone)
    except NoSuchMoment as refusal:
        form.add_error(name, refusal.message)
        return None


class AssemblyForm(forms.Form):
    """An assembly; gives what `write_assembly` takes."""

    title = forms.CharField(label="Titre", max_length=120)
    statutes = forms.ModelChoiceField(
        label="Sous quelles règles",
        queryset=Statutes.objects.filter(adopted_on__isnull=False).order_by("-valid_from", "-pk"),
        empty_label="Choisissez une version adoptée",
        help_text="Une version des statuts, adoptée.",
    )
    held_at = WallMomentField(label="Commence le")
    zone = forms.ChoiceField(label="À quelle heure", choices=ZONES, initial=ZONES[0][0])
    reference_on = DayField(
        label="Date de référence",
        help_text="Qui est membre ce jour-là, comme les statuts le disent, pourra voter.",
    )
    place = place_field()
    address_line = forms.CharField(label="Adresse", max_length=300, required=False)
    online_url = forms.URLField(
        label="Lien de la visioconférence",
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text="Montré aux membres de la liste seulement.",
    )

    @classmethod
    def first_values(cls, assembly: Assembly) -> dict[str, Any]:
        """What the boxes hold when a draft is rewritten."""
        values = {name: getattr(assembly, name) for name in cls.base_fields}
        return {**values, "held_at": assembly.wall_held}

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        said["held_at"] = _aware(self, "held_at", said.get("held_at"), said.get("zone", ""))
        return said


class AgendaForm(forms.Form):
    """The agenda, row by row: rank, title, minutes, text. Works as it is, without script."""

    def __init__(self, *args: Any, assembly: Assembly, **options: Any) -> None:
        super().__init__(*args, **options)
        known = list(assembly.agenda.order_by("position"))
        posted = self.data.get("rows", "") if self.is_bound else ""
        is_count = posted.isascii() and posted.isdecimal() and len(posted) < 4
        count = int(posted) if is_count else len(known) + _SPARE_ROWS
        self.count = max(1, min(count, _MOST_ROWS))
        for row in range(self.count):
            self.fields |= _row_fields(row, known[row] if row < len(known) else None)

    def rows(self) -> Iterator[list[forms.BoundField]]:
        """For the screen: the boxes of each row."""
        for row in range(self.count):
            yield [self[f"{name}-{row}"] for name in ("rank", "title", "minutes", "text")]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        found = []
        for row in range(self.count):
            title, text = said.get(f"title-{row}", ""), said.get(f"text-{row}", "")
            if not title and text:
                self.add_error(f"title-{row}", "Donnez un titre à ce point.")
            if title:
                rank = said.get(f"rank-{row}")
                item = {"title": title, "text": text, "minutes": said.get(f"minutes-{row}")}
                found.append((rank if rank is not None else _MOST_ROWS + 1, row, item))
        if self.errors:
            return said
        # Rows of one rank, or without any, keep the order in which they stand.
        return {"items": [item for *_, item in sorted(found, key=lambda one: one[:2])]}


def _row_fields(row: int, item: AgendaItem | None) -> dict[str, forms.Field]:
    """Each row is a fieldset named «Point 1»: its labels need not say so again."""
    return {
        f"rank-{row}": WholeNumberField(
            label="Rang", min_value=0, max_value=999, required=False,
            initial=row + 1 if item else None,
        ),
        f"title-{row}": forms.CharField(
            label="Titre", max_length=160, required=False, initial=item.title if item else ""
        ),
        f"minutes-{row}": WholeNumberField(
            label="Minutes", min_value=1, max_value=600, required=False,
            initial=item.minutes if item else None,
        ),
        f"text-{row}": forms.CharField(
            label="Présentation", max_length=4_000, required=False,
            initial=item.text if item else "", widget=forms.Textarea(attrs={"rows": 2}),
        ),
    }  # fmt: skip


class CancelAssemblyForm(forms.Form):
    """Why an assembly is not held."""

    cancelled_why = forms.CharField(
        label="Pourquoi",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="La page publique de l’assemblée le dira.",
    )


class BureauForm(forms.Form):
    """Who presides, who keeps the minutes; gives what `name_bureau` takes."""

    def __init__(self, *args: Any, assembly: Assembly, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["chair"] = RollEntryField(
            assembly=assembly, label="Présidence de séance", initial=assembly.chair
        )
        self.fields["secretary"] = RollEntryField(
            assembly=assembly, label="Secrétariat de séance", initial=assembly.secretary
        )


class SecondCallForm(forms.Form):
    """When the second convocation is held."""

    held_at = WallMomentField(label="Commence le")

    def __init__(self, *args: Any, assembly: Assembly, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone = assembly.zone

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        return {"held_at": _aware(self, "held_at", said.get("held_at"), self.zone)}


class TakeProposalForm(forms.Form):
    """Which supported proposal becomes a resolution."""

    proposal = forms.ModelChoiceField(
        MemberProposal.objects.none(),
        label="Proposition soutenue",
        empty_label="Choisir",
        help_text="Son texte et les amendements laissés à l’assemblée sont repris tels quels.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        found = MemberProposal.objects.filter(state=ProposalState.SUPPORTED).order_by("-supported_at")
        self.fields["proposal"].queryset = found  # type: ignore[attr-defined]


class SecretSeriesForm(forms.Form):
    """Which series of secret elections carries the secret votes."""

    series = forms.ModelChoiceField(
        ElectionSeries.objects.none(),
        label="Série de scrutins secrets",
        empty_label="Choisir",
        help_text="Sa liste devient celle de l’assemblée, ou du collège\u00a0; ses codes ne doivent pas être"
        " remis.",
    )

    college = forms.ModelChoiceField(
        College.objects.none(),
        label="Pour quel collège",
        required=False,
        empty_label="Toute l’assemblée",
        help_text="Un texte que les statuts font voter par collèges a une urne, donc une série, par collège.",
    )

    def __init__(self, *args: Any, assembly: Assembly, **options: Any) -> None:
        super().__init__(*args, **options)
        found = ElectionSeries.objects.filter(codes_at=None, assembly=None, assembly_college=None)
        found = found.exclude(state=SeriesState.ENDED).order_by("-created_at")
        self.fields["series"].queryset = found  # type: ignore[attr-defined]
        colleges = assembly.statutes.colleges.order_by("position")
        self.fields["college"].queryset = colleges  # type: ignore[attr-defined]
        if not colleges:
            del self.fields["college"]
