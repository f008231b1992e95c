"""What the team types of a group, and of a card of «Agir avec vous»."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone

from milliard.core.fields import DayField, WholeNumberField
from milliard.participation.enums import GroupDoor
from milliard.participation.forms.boxes import MemberField, MembersField, place_field
from milliard.participation.forms.organising import long_text
from milliard.participation.models import EditorialCard, WorkingGroup
from milliard.participation.services.cards import CardDetails
from milliard.territories.models import Department


class GroupForm(forms.Form):
    """A new group, with somebody to welcome people."""

    name = forms.CharField(label="Nom", max_length=120)
    summary = forms.CharField(label="En une phrase", max_length=200)
    description = long_text("Présentation")
    door = forms.ChoiceField(label="On y entre", choices=GroupDoor.choices)
    place = place_field()
    department = forms.ModelChoiceField(
        label="Département", queryset=Department.objects.order_by("code"), required=False
    )
    referent = MemberField(
        label="Référent·e",
        help_text="Son numéro de membre, ou son adresse e-mail.",
        error_messages={"required": "Un groupe a quelqu’un qui accueille."},
    )

    def clean_door(self) -> GroupDoor:
        return GroupDoor(self.cleaned_data["door"])


class GroupChangeForm(GroupForm):
    """A group said otherwise, by the team; all its referents on one line."""

    referent = None  # type: ignore[assignment]  # so a field is taken away
    referents = MembersField(
        label="Référent·es",
        help_text="Leurs numéros de membre ou adresses e-mail, séparés par des virgules. Qui n’y est plus"
        " reste dans le groupe.",
        error_messages={"required": "Un groupe a quelqu’un qui accueille."},
    )

    @classmethod
    def first_values(cls, group: WorkingGroup) -> dict[str, Any]:
        """What the boxes hold when a group is changed."""
        names = ("name", "summary", "description", "door", "place", "department")
        seats = group.seats.filter(is_referent=True).select_related("member").order_by("pk")
        referents = ", ".join(seat.member.number for seat in seats)
        return {**{name: getattr(group, name) for name in names}, "referents": referents}


class CardForm(forms.Form):
    """A card of «Agir avec vous»; gives ``details``."""

    kind = forms.CharField(
        label="Sorte",
        max_length=40,
        help_text="Au-dessus du titre\u00a0: «\u00a0À lire\u00a0», «\u00a0Appel\u00a0».",
    )
    title = forms.CharField(label="Titre", max_length=80)
    text = forms.CharField(label="Texte", max_length=240, widget=forms.Textarea(attrs={"rows": 3}))
    url = forms.CharField(
        label="Adresse où elle mène",
        max_length=300,
        help_text="D’une page du site, «\u00a0/plan/\u00a0», ou entière, «\u00a0https://exemple.fr/\u00a0».",
    )
    minutes = WholeNumberField(
        label="Durée, en minutes",
        min_value=1,
        max_value=60_000,
        required=False,
        help_text="Vide\u00a0: montrée quel que soit le temps que l’on a.",
    )
    department = forms.ModelChoiceField(
        label="Département",
        queryset=Department.objects.order_by("code"),
        required=False,
        empty_label="Toute la France",
    )
    starts_on = DayField(label="Montrée du", initial=timezone.localdate)
    ends_on = DayField(label="Au", required=False, help_text="Vide\u00a0: jusqu’à ce qu’on la retire.")
    rank = WholeNumberField(
        label="Rang", min_value=0, max_value=999, initial=100, help_text="Le plus petit d’abord."
    )

    @classmethod
    def first_values(cls, card: EditorialCard) -> dict[str, Any]:
        return {name: getattr(card, name) for name in cls.base_fields}

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].strip()
        if url.startswith("/") and not url.startswith("//") and "\\" not in url:
            return url
        try:
            URLValidator(schemes=["https"])(url)
        except ValidationError:
            raise forms.ValidationError(
                "Écrivez une adresse du site, «\u00a0/plan/\u00a0», ou entière, «\u00a0https://exemple.fr/\u00a0»."
            ) from None
        return url

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        starts_on, ends_on = said.get("starts_on"), said.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "La fin vient après le début.")
        return said if self.errors else {"details": CardDetails(**said)}
