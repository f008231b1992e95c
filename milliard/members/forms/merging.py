"""Two rows side by side, and what is kept of each: every value that differs is chosen by a person."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from milliard.members.models import Member

FIRST, SECOND = "first", "second"
KEPT = "kept"


def _account(member: Member) -> str:
    return member.account.email if member.account is not None else ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Something chosen as one: its words, and the columns `merge_members` is given."""

    name: str
    label: str
    text: Callable[[Member], str]
    columns: tuple[str, ...]


CHOICES = (
    Chosen("given_name", "Prénom", lambda row: row.given_name, ("given_name",)),
    Chosen("family_name", "Nom", lambda row: row.family_name, ("family_name",)),
    Chosen("email", "Adresse e-mail", lambda row: row.email, ("email",)),
    Chosen("phone", "Téléphone", lambda row: row.phone, ("phone",)),
    Chosen("place", "Commune ou pays", lambda row: row.place, ("country", "commune_id")),
    Chosen("account", "Compte", _account, ("account_id",)),
)


@dataclass(frozen=True, slots=True)
class Side:
    """One row's value: the radio that keeps it, when there is something to choose."""

    text: str
    id: str
    value: str
    is_checked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One thing told of both; ``name`` empty when both say the same."""

    label: str
    name: str
    first: Side
    second: Side
    error: str = ""

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.first, self.second


class MergeForm(forms.Form):
    """Which row keeps its number, and which of the two values for each thing that differs."""

    kept = forms.ChoiceField(
        choices=[(FIRST, ""), (SECOND, "")],
        error_messages={"required": "Choisissez la fiche à garder."},
    )

    def __init__(self, data: Any, *, first: Member, second: Member) -> None:
        super().__init__(data, initial={KEPT: FIRST})
        self.first, self.second = first, second
        for one in CHOICES:
            texts = one.text(first), one.text(second)
            if texts[0] != texts[1]:
                self.initial[one.name] = FIRST if texts[0] else SECOND
                self.fields[one.name] = forms.ChoiceField(
                    choices=[(FIRST, ""), (SECOND, "")],
                    error_messages={"required": f"Choisissez\u00a0: {one.label.lower()}."},
                )

    def lines(self) -> Iterator[Line]:
        """Both rows side by side, first which is kept."""
        yield self._line("Fiche à garder", KEPT, self.first.number, self.second.number)
        for one in CHOICES:
            name = one.name if one.name in self.fields else ""
            yield self._line(one.label, name, one.text(self.first), one.text(self.second))

    def _line(self, label: str, name: str, first: str, second: str) -> Line:
        held = self[name].value() if name else ""
        errors = list(self.errors.get(name, ())) if name and self.is_bound else []
        return Line(
            label,
            name,
            Side(first or "rien", f"id_{name}_{FIRST}", FIRST, held == FIRST),
            Side(second or "rien", f"id_{name}_{SECOND}", SECOND, held == SECOND),
            error=" ".join(map(str, errors)),
        )

    def pair(self) -> tuple[Member, Member]:
        """The row to keep, then the one it absorbs."""
        rows = (self.first, self.second)
        return rows if self.cleaned_data[KEPT] == FIRST else (rows[1], rows[0])

    @property
    def keeps_first(self) -> bool:
        return bool(self.cleaned_data[KEPT] == FIRST)

    def chosen(self) -> Mapping[str, Any]:
        """Column -> value, for everything that differs."""
        values: dict[str, Any] = {}
        for one in CHOICES:
            if one.name in self.fields:
                row = self.first if self.cleaned_data[one.name] == FIRST else self.second
                values |= {column: getattr(row, column) for column in one.columns}
        return values
