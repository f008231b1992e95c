"""Lists of members: a question chosen from declared facts, said in words, counted when asked."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from french import plural
from milliard.accounts.actor import actor
from milliard.core.staff import Act, StaffViewSet, posted
from milliard.letters.models import Segment
from milliard.letters.policies import can_write_letters
from milliard.letters.segments import UnknownFact, count_members, in_words, read_conditions
from milliard.letters.services.segments import save_segment
from milliard.letters.staff.menu import letters_menu
from milliard.members.facts import Fact, facts
from milliard.ui.component_records import Column

#: Longer lists of values are shown in a box that scrolls.
_BOXES = 14
_HOLDS = [
    ("", "Peu importe"),
    ("yes", "Est dans ce qui est choisi"),
    ("no", "N’est pas dans ce qui est choisi"),
]


class SegmentForm(forms.Form):
    """A name, and for each fact: no matter, is, is not, and the values."""

    name = forms.CharField(label="Nom de la liste", max_length=120)

    def __init__(self, data: Any = None, *, segment: Segment | None = None) -> None:
        known = {row["fact"]: row for row in segment.conditions} if segment else {}
        super().__init__(data, initial={"name": segment.name if segment else ""})
        self.facts = list(facts())
        for place, fact in enumerate(self.facts):
            row = known.get(fact.code)
            holds = "" if row is None else ("yes" if row.get("is", True) else "no")
            values = row["values"] if row else []
            self._add(place, fact, holds=holds, values=values)

    def _add(self, place: int, fact: Fact, *, holds: str, values: list[str]) -> None:
        choices = list(fact.choices().items())
        box = forms.CheckboxSelectMultiple if len(choices) <= _BOXES else forms.SelectMultiple
        self.fields[f"holds{place}"] = forms.ChoiceField(
            label=fact.label, choices=_HOLDS, required=False, initial=holds
        )
        self.fields[f"values{place}"] = forms.MultipleChoiceField(
            label=f"{fact.label}\u00a0: lesquels",
            choices=choices,
            required=False,
            initial=values,
            widget=box(attrs={"size": 8}) if box is forms.SelectMultiple else box(),
        )

    def clean(self) -> dict[str, Any]:
        """What the service gets."""
        data = super().clean() or self.cleaned_data
        return {"name": data.get("name", ""), "conditions": list(self._conditions(data))}

    def _conditions(self, data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        for place, fact in enumerate(self.facts):
            holds, values = data.get(f"holds{place}", ""), data.get(f"values{place}", [])
            if holds and not values:
                self.add_error(
                    f"values{place}", "Choisissez au moins une réponse, ou «\u00a0Peu importe\u00a0»."
                )
            elif values and not holds:
                self.add_error(f"holds{place}", "Dites si la personne doit y être ou non.")
            elif values:
                yield {"fact": fact.code, "is": holds == "yes", "values": values}


def words_of(segment: Segment) -> str:
    """The question in words, or that it no longer holds."""
    try:
        return in_words(read_conditions(segment.conditions))
    except UnknownFact as unknown:
        return unknown.message


def _context(request: HttpRequest, segment: Segment) -> Mapping[str, Any]:
    """The count, when it is asked for."""
    if "compter" not in request.GET:
        return {"count": ""}
    try:
        count = count_members(read_conditions(segment.conditions), on=timezone.localdate(), by=actor(request))
    except UnknownFact as unknown:
        return {"count": unknown.message}
    return {"count": plural(_about(count), "personne")}


def _about(count: int) -> int:
    """Three figures are enough: it changes every day."""
    unit: int = 10 ** max(len(str(count)) - 3, 0)
    return round(count / unit) * unit


segment_screens = StaffViewSet(
    model=Segment,
    title="Listes",
    url_prefix="listes",
    policy=can_write_letters,
    key="<uuid:public_id>",
    order=["name"],
    search=["name"],
    columns=[Column("Nom", "name", note=words_of)],
    facts=[Column("En mots", words_of)],
    template="letters/staff/segment.html",
    context=_context,
    empty="Aucune liste pour l’instant.",
    empty_hint="Une liste dit à qui une lettre s’adresse\u00a0: elle se recalcule à chaque fois.",
    create=Act(
        "create",
        "nouvelle",
        "Nouvelle liste",
        submit="Enregistrer la liste",
        lead="Toutes les conditions choisies doivent être vraies. Sans aucune, ce sont tous les membres.",
        done="Liste enregistrée.",
        form=lambda request, _: SegmentForm(posted(request)),
        service=save_segment,
        policy=can_write_letters,
    ),
    acts=[
        Act(
            "change",
            "modifier",
            "Modifier la liste",
            submit="Enregistrer la liste",
            lead="Les lettres déjà confirmées gardent leurs destinataires.",
            done="Liste enregistrée.",
            form=lambda request, segment: SegmentForm(posted(request), segment=segment),
            service=save_segment,
            policy=lambda person, segment: can_write_letters(person),
        )
    ],
    icon="mail",
    menu_hook=letters_menu.register_hook_name,
    menu_order=200,
)
