"""What the public lists are narrowed by: short forms sent in the address, so that a list can be passed on.

A filter typed wrong says so beside its box and narrows nothing.
"""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from milliard.members.skills import SKILLS
from milliard.participation.models.events import EventQuerySet
from milliard.participation.models.groups import WorkingGroupQuerySet
from milliard.participation.models.missions import MissionQuerySet
from milliard.places.filters import LongSelect
from milliard.territories.models import Department

#: Minutes one has -> how one says it.
TIMES_ONE_HAS = {
    "30": "une demi-heure",
    "60": "une heure",
    "180": "une demi-journée",
    "960": "quelques jours",
}
_SOON = {"7": "dans les sept jours", "31": "dans le mois"}


def _departments() -> list[tuple[str, str]]:
    rows = Department.objects.order_by("code").values_list("code", "name")
    return [("", "Toute la France"), *((code, f"{code} {name}") for code, name in rows)]


class TerritoryFilter(forms.Form):
    """By department."""

    departement = forms.ChoiceField(label="Où", choices=_departments, required=False, widget=LongSelect)

    @property
    def department(self) -> str:
        return str(self._said("departement"))

    @property
    def is_used(self) -> bool:
        return any(self._said(name) for name in self.fields)

    def _said(self, name: str) -> Any:
        """What a box says; "" when it is wrong."""
        self.is_valid()  # reads the boxes, once
        return self.cleaned_data.get(name, "")


class EventFilter(TerritoryFilter):
    """Events near, soon, or on line."""

    quand = forms.ChoiceField(label="Quand", choices=[("", "À toute date"), *_SOON.items()], required=False)
    en_ligne = forms.BooleanField(label="En ligne seulement", required=False)
    #: From the map.
    commune = forms.CharField(max_length=5, required=False, widget=forms.HiddenInput)

    def narrow(self, found: EventQuerySet) -> EventQuerySet:
        if self.department:
            found = found.in_department(self.department)
        if days := self._said("quand"):
            found = found.filter(starts_at__lt=timezone.now() + dt.timedelta(days=int(days)))
        if commune := self._said("commune"):
            found = found.filter(commune=commune)
        return found.filter(is_online=True) if self._said("en_ligne") else found


class TimeFilter(TerritoryFilter):
    """What fits in the time one has, near home."""

    temps = forms.ChoiceField(
        label="J’ai", choices=[("", "Tout le temps qu’il faut"), *TIMES_ONE_HAS.items()], required=False
    )

    @property
    def minutes(self) -> int | None:
        said = self._said("temps")
        return int(said) if said else None


class MissionFilter(TimeFilter):
    """Missions that fit: the time, what one knows how to do, from home."""

    savoir = forms.ChoiceField(
        label="Je sais", choices=[("", "Peu importe"), *SKILLS.items()], required=False
    )
    chez_soi = forms.BooleanField(label="De chez moi seulement", required=False)

    def narrow(self, found: MissionQuerySet) -> MissionQuerySet:
        if self.department:
            found = found.in_department(self.department)
        if self.minutes:
            found = found.filter(minutes__lte=self.minutes)
        if skill := self._said("savoir"):
            found = found.filter(skill=skill)
        return found.filter(is_remote=True) if self._said("chez_soi") else found


class GroupFilter(TerritoryFilter):
    """Groups of a department, and of its places."""

    def narrow(self, found: WorkingGroupQuerySet) -> WorkingGroupQuerySet:
        return found.in_department(self.department) if self.department else found
