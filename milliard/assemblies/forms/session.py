"""What the desk and the chair type: a paper proxy, hands and papers counted, when a vote closes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms

from milliard.assemblies.enums import VotingMethod
from milliard.assemblies.forms.boxes import RollEntryField
from milliard.assemblies.forms.typed_ballots import HELP, MOTION_CHOICES, typed_ballot, written_ballot
from milliard.assemblies.models import Assembly, Resolution
from milliard.assemblies.papers import read_ballot
from milliard.core.fields import WholeNumberField
from milliard.core.refusals import Refused

#: Rows of named papers on one page.
_ROWS = 8
_MOST_PAPERS = 1_000_000


class PaperProxyForm(forms.Form):
    """A proxy on paper, as signed; gives what `enter_paper_proxy` takes."""

    def __init__(self, *args: Any, assembly: Assembly, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["giver"] = RollEntryField(assembly=assembly, label="Qui donne son pouvoir")
        self.fields["holder"] = RollEntryField(
            assembly=assembly,
            label="À qui",
            required=False,
            help_text="Numéro sur la liste, ou nom. Vide\u00a0: le papier ne nomme personne.",
        )
        self.fields["is_signed"] = forms.BooleanField(
            label="Le papier est signé par les deux, ou par qui le donne s’il ne nomme personne",
            error_messages={"required": "Un pouvoir sans signature ne compte pas."},
        )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        return said if self.errors else {"giver": said["giver"], "holder": said["holder"]}


class OpenVoteForm(forms.Form):
    """When the vote closes by itself, if it does."""

    minutes = WholeNumberField(
        label="Se clôt dans (minutes)",
        min_value=1,
        max_value=100_000,
        required=False,
        help_text="Vide\u00a0: quand la présidence le dit.",
    )


class HandsForm(forms.Form):
    """Hands raised, or papers of a box: how many of each; gives ``counts``."""

    def __init__(self, *args: Any, resolution: Resolution, **options: Any) -> None:
        super().__init__(*args, **options)
        self.resolution, self.method = resolution, VotingMethod(resolution.method)
        self.numbers = list(resolution.choices.order_by("number").values_list("number", flat=True))
        known = list(resolution.paper_counts.order_by("pk"))
        if self.method is VotingMethod.MOTION:
            counts = {one.content.get("choice"): one.count for one in known}
            for choice, label in MOTION_CHOICES:
                self.fields[choice] = WholeNumberField(
                    label=label,
                    min_value=0,
                    max_value=_MOST_PAPERS,
                    required=False,
                    initial=counts.get(choice),
                )
        else:
            lines = [f"{one.count}\u00a0: {written_ballot(self.method, one.content)}" for one in known]
            self.fields["lines"] = forms.CharField(
                label="Bulletins, une sorte par ligne",
                help_text=f"Combien, deux-points, ce que dit le bulletin. {HELP[self.method]}",
                widget=forms.Textarea(attrs={"rows": 6}),
                max_length=100_000,
                required=False,  # nothing: the count before is taken back
                initial="\n".join(lines),
            )

    def clean_lines(self) -> list[tuple[Mapping[str, Any], int]]:
        found = []
        for number, line in enumerate(self.cleaned_data["lines"].splitlines(), start=1):
            if not line.strip():
                continue
            count, mark, ballot = line.partition(":")
            count = count.strip()
            if not mark or not count.isascii() or not count.isdecimal():
                raise forms.ValidationError(
                    f"Ligne {number}\u00a0: écrivez combien, deux-points, puis le bulletin."
                )
            if len(count) > 7 or int(count) > _MOST_PAPERS:
                raise forms.ValidationError(f"Ligne {number}\u00a0: ce nombre est trop grand.")
            typed = typed_ballot(self.method, self.numbers, ballot)
            try:
                found.append((read_ballot(self.resolution, self.numbers, typed), int(count)))
            except Refused as refusal:
                raise forms.ValidationError(f"Ligne\u00a0{number}\u00a0: {refusal.message}") from None
        return _merged(found)

    def counts(self) -> Sequence[tuple[Mapping[str, Any], int]]:
        """Once valid."""
        if self.method is not VotingMethod.MOTION:
            lines: list[tuple[Mapping[str, Any], int]] = self.cleaned_data["lines"]
            return lines
        return [
            ({"choice": choice}, self.cleaned_data[choice])
            for choice, _ in MOTION_CHOICES
            if self.cleaned_data[choice]
        ]


def _merged(found: Sequence[tuple[Mapping[str, Any], int]]) -> list[tuple[Mapping[str, Any], int]]:
    """Two lines of one content («1 2» and «2 1») are one count."""
    sums: dict[str, tuple[Mapping[str, Any], int]] = {}
    for content, count in found:
        former = sums.get(repr(content), (content, 0))[1]
        sums[repr(content)] = (content, former + count)
    return list(sums.values())


class PapersForm(forms.Form):
    """Named papers of an open vote, some rows at a time; gives ``papers``.

    Each row has a key drawn with the page: a page sent twice writes each paper once.
    """

    def __init__(self, *args: Any, resolution: Resolution, **options: Any) -> None:
        super().__init__(*args, **options)
        self.method = VotingMethod(resolution.method)
        self.numbers = list(resolution.choices.order_by("number").values_list("number", flat=True))
        for row in range(_ROWS):
            self.fields[f"key-{row}"] = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
            self.fields[f"number-{row}"] = WholeNumberField(
                label=f"N°, papier {row + 1}", min_value=1, max_value=2_000_000_000, required=False
            )
            self.fields[f"ballot-{row}"] = self._ballot_field(row)

    def _ballot_field(self, row: int) -> forms.Field:
        label = f"Bulletin, papier {row + 1}"
        if self.method is VotingMethod.MOTION:
            return forms.ChoiceField(label=label, choices=[("", "…"), *MOTION_CHOICES], required=False)
        return forms.CharField(label=label, max_length=2_000, required=False)

    @property
    def ballot_help(self) -> str:
        return HELP[self.method]

    def rows(self) -> Iterator[tuple[forms.BoundField, ...]]:
        for row in range(_ROWS):
            yield tuple(self[f"{name}-{row}"] for name in ("key", "number", "ballot"))

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        for row in range(_ROWS):
            number, ballot = said.get(f"number-{row}"), said.get(f"ballot-{row}")
            if ballot and not number and f"number-{row}" not in self.errors:
                self.add_error(f"number-{row}", "De quel numéro est ce papier\u202f?")
            if number and not ballot:
                self.add_error(f"ballot-{row}", "Que dit ce papier\u202f?")
        return said

    def papers(self) -> list[tuple[int, Mapping[str, Any], UUID]]:
        """Once valid: (number, what it says, key)."""
        said = self.cleaned_data
        return [
            (
                said[f"number-{row}"],
                typed_ballot(self.method, self.numbers, said[f"ballot-{row}"]),
                said[f"key-{row}"],
            )
            for row in range(_ROWS)
            if said[f"number-{row}"]
        ]


class RollNumberForm(forms.Form):
    """Somebody of the roll, by number."""

    number = WholeNumberField(label="Numéro sur la liste", min_value=1, max_value=2_000_000_000)
