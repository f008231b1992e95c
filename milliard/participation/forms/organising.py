"""What is typed of an event or a mission. A form reads; ``cleaned_data`` is what its service gets."""

from typing import Any

from django import forms
from django.core.validators import MinValueValidator

from milliard.core.fields import DayField, EurosField, WholeNumberField
from milliard.members.skills import SKILLS
from milliard.participation.enums import MissionKind, Proof, Recurrence
from milliard.participation.forms.boxes import (
    WallMomentField,
    group_field,
    place_field,
)
from milliard.participation.models import ZONES, Event, Mission
from milliard.participation.services.events import EventDetails, NoSuchMoment, on_clock
from milliard.participation.services.missions import MissionDetails
from milliard.territories.forms import CommuneField

_MAX_STEPS = 20


def long_text(label: str, **options: Any) -> forms.CharField:
    """A box of several lines, that may stay empty."""
    widget = forms.Textarea(attrs={"rows": 5})
    return forms.CharField(label=label, required=False, max_length=5000, widget=widget, **options)


class EventForm(forms.Form):
    """An event, as announced or changed; gives ``details``."""

    title = forms.CharField(label="Titre", max_length=120)
    summary = forms.CharField(label="En une phrase", max_length=200)
    description = long_text(
        "Présentation", help_text="Du texte simple\u00a0: une ligne vide sépare les paragraphes."
    )
    starts = WallMomentField(label="Commence le")
    ends = WallMomentField(label="Finit le")
    zone = forms.ChoiceField(label="À quelle heure", choices=ZONES, initial=ZONES[0][0])
    place = place_field()
    address_line = forms.CharField(label="Adresse", max_length=200, required=False)
    commune = CommuneField(help_text="Quand cela ne se passe pas dans un lieu du mouvement.")
    is_online = forms.BooleanField(label="On peut suivre en ligne", required=False)
    online_url = forms.URLField(
        label="Lien pour suivre",
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text="Montré aux personnes inscrites seulement.",
    )
    capacity = WholeNumberField(
        label="Places",
        min_value=1,
        max_value=100_000,
        required=False,
        help_text="Vide\u00a0: autant qu’on veut.",
    )
    max_guests = WholeNumberField(
        label="Accompagnant·es par personne", min_value=0, max_value=5, required=False
    )
    group = group_field()

    @classmethod
    def first_values(cls, event: Event) -> dict[str, Any]:
        """What the boxes hold when an event is changed."""
        names = [name for name in cls.base_fields if name not in ("starts", "ends")]
        values = {name: getattr(event, name) for name in names if hasattr(event, name)}
        return {**values, "starts": event.wall_starts, "ends": event.wall_ends}

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        self._check_moments(said)
        is_somewhere = said.get("place") or said.get("commune") or said.get("is_online")
        if not is_somewhere and not {"place", "commune"} & set(self.errors):
            self.add_error("commune", "Dites où cela se passe\u00a0: une commune, un lieu, ou en ligne.")
        if self.errors:
            return said
        names = [name for name in EventForm.base_fields if name != "max_guests"]
        details = EventDetails(**{name: said[name] for name in names}, max_guests=said["max_guests"] or 0)
        return {
            "details": details,
            **{name: said[name] for name in said if name not in EventForm.base_fields},
        }

    def _check_moments(self, said: dict[str, Any]) -> None:
        starts, ends = said.get("starts"), said.get("ends")
        for name in ("starts", "ends"):
            if said.get(name) and said.get("zone"):
                try:
                    on_clock(said[name], said["zone"])
                except NoSuchMoment as refusal:
                    self.add_error(name, refusal.message)
        if starts and ends and ends <= starts:
            self.add_error("ends", "La fin vient après le début.")


class AnnounceForm(EventForm):
    """A new event, which may come back."""

    recurrence = forms.ChoiceField(
        label="Revient", choices=[("", "non, une seule fois"), *Recurrence.choices], required=False
    )
    until = DayField(label="Revient jusqu’au", required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("recurrence") and not said.get("until") and "until" not in self.errors:
            self.add_error("until", "Dites jusqu’à quand cela revient.")
        if not self.errors:
            said["recurrence"] = Recurrence(said["recurrence"]) if said["recurrence"] else None
        return said


class WhyForm(forms.Form):
    """Why an event does not take place."""

    why = forms.CharField(
        label="Raison", max_length=300, help_text="Écrite aux personnes inscrites et sur la page."
    )


class MissionForm(forms.Form):
    """A mission and its steps; gives ``details`` and ``steps``."""

    title = forms.CharField(label="Titre", max_length=120)
    summary = forms.CharField(label="En une phrase", max_length=200)
    description = long_text("Présentation")
    kind = forms.ChoiceField(label="Sorte", choices=MissionKind.choices)
    minutes = WholeNumberField(label="Durée, en minutes", min_value=5, max_value=60_000)
    skill = forms.ChoiceField(
        label="Savoir-faire", choices=[("", "aucun en particulier"), *SKILLS.items()], required=False
    )
    is_remote = forms.BooleanField(label="Faisable de chez soi", required=False)
    commune = CommuneField()
    place = place_field()
    group = group_field()
    slots = WholeNumberField(
        label="Places",
        min_value=1,
        max_value=100_000,
        required=False,
        help_text="Vide\u00a0: autant qu’on veut.",
    )
    team_size = WholeNumberField(
        label="En équipe, à partir de",
        min_value=2,
        max_value=50,
        required=False,
        help_text="Personnes. Vide\u00a0: chacun·e la fait de son côté.",
    )
    deadline_on = DayField(label="À faire avant le", required=False)
    proof = forms.ChoiceField(label="Pour dire que c’est fait, on demande", choices=Proof.choices)
    unit = forms.CharField(
        label="Ce que l’on compte",
        max_length=60,
        required=False,
        help_text="Par exemple «\u00a0organisations appelées\u00a0».",
    )
    goal = WholeNumberField(label="Objectif commun", min_value=1, max_value=10_000_000, required=False)
    is_starter = forms.BooleanField(label="Proposée à qui arrive", required=False)
    steps = forms.CharField(
        label="Étapes",
        required=False,
        max_length=_MAX_STEPS * 210,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=f"Une par ligne, {_MAX_STEPS} au plus.",
    )

    @classmethod
    def first_values(cls, mission: Mission) -> dict[str, Any]:
        values = {name: getattr(mission, name) for name in cls.base_fields if name != "steps"}
        return {**values, "steps": "\n".join(step.text for step in mission.steps.all())}

    def clean_steps(self) -> list[str]:
        steps = [line.strip() for line in self.cleaned_data["steps"].splitlines() if line.strip()]
        if len(steps) > _MAX_STEPS:
            raise forms.ValidationError(f"{_MAX_STEPS} étapes au plus\u00a0: il y en a {len(steps)}.")
        if any(len(step) > 200 for step in steps):
            raise forms.ValidationError("Une étape tient en 200 caractères.")
        return steps

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        is_somewhere = said.get("place") or said.get("commune") or said.get("is_remote")
        if not is_somewhere and not {"place", "commune"} & set(self.errors):
            self.add_error("commune", "Dites où\u00a0: une commune, un lieu, ou faisable de chez soi.")
        if said.get("goal") and not said.get("unit"):
            self.add_error("unit", "Un objectif compte quelque chose\u00a0: dites quoi.")
        if said.get("team_size") and said.get("slots") and said["slots"] < said["team_size"]:
            self.add_error("slots", "Il faut au moins autant de places que de personnes dans l’équipe.")
        if self.errors:
            return said
        names = [name for name in self.base_fields if name != "steps"]
        kinds = {"kind": MissionKind(said["kind"]), "proof": Proof(said["proof"])}
        details = MissionDetails(**{**{name: said[name] for name in names}, **kinds})
        return {"details": details, "steps": said["steps"]}


class ThanksForm(forms.Form):
    """Words of thanks."""

    words = forms.CharField(
        label="Votre merci",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Écrit à la personne.",
    )


class VolunteerRateForm(forms.Form):
    """What an hour given is worth, and who says so."""

    valid_from = DayField(label="À partir du")
    hour_cents = EurosField(label="Une heure donnée vaut", validators=[MinValueValidator(1)])
    source = forms.CharField(
        label="Source",
        max_length=200,
        help_text="Par exemple la décision de l’assemblée, ou le SMIC horaire.",
    )
