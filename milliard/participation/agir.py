"""«Agir avec vous»: what one can do now, read from the live objects and kept a few minutes.

Each piece says when it was read. Apps above add theirs by `act_cards` in their `AppConfig`.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.utils import timezone

from milliard.core.declarations import ActCard, declared
from milliard.participation.models import EditorialCard, Event, Mission, WorkingGroup

#: How old a piece may be.
KEPT_S = 120
_EACH = 6


@dataclass(frozen=True, slots=True)
class KeptRows:
    """Some rows, and when they were read."""

    rows: Sequence[Any]
    read_at: dt.datetime


def pieces_for(department: str, minutes: int | None) -> dict[str, KeptRows]:
    """Missions, events, groups, the team's cards and those of the apps above, for a territory and a time."""
    makers: dict[str, Callable[[], Sequence[Any]]] = {
        "missions": lambda: _missions(department, minutes),
        "events": lambda: _events(department, minutes),
        "groups": lambda: _groups(department),
        "editorial": lambda: _editorial(department, minutes),
        "cards": lambda: _cards(minutes),
    }
    return {name: _kept(f"agir:{name}:{department}:{minutes}", make) for name, make in makers.items()}


def _kept(name: str, make: Callable[[], Sequence[Any]]) -> KeptRows:
    piece: KeptRows | None = caches["process"].get(name)
    if piece is None:
        piece = KeptRows(make(), timezone.now())
        caches["process"].set(name, piece, KEPT_S)
    return piece


def _missions(department: str, minutes: int | None) -> list[Mission]:
    """Near first; what is done from home is near everywhere."""
    found = Mission.objects.open_on(timezone.localdate()).with_progress().with_room()
    if minutes:
        found = found.filter(minutes__lte=minutes)
    rows = found.select_related("commune__department", "place").soonest()
    if not department:
        return list(rows[:_EACH])
    near = list(rows.in_department(department)[:_EACH])
    return near + list(
        rows.filter(is_remote=True).exclude(pk__in=[one.pk for one in near])[: _EACH - len(near)]
    )


def _events(department: str, minutes: int | None) -> list[Event]:
    found = Event.objects.to_come().with_taken().select_related("place", "commune__department", "group")
    if department:
        found = found.in_department(department)
    rows = list(found.soonest()[: _EACH * 4])
    fits = (
        one for one in rows if not minutes or (one.ends_at - one.starts_at).total_seconds() <= minutes * 60
    )
    return list(fits)[:_EACH]


def _groups(department: str) -> list[WorkingGroup]:
    found = WorkingGroup.objects.alive().with_size().select_related("department", "place")
    found = found.in_department(department) if department else found
    return list(found.order_by("-created_at", "pk")[:_EACH])


def _editorial(department: str, minutes: int | None) -> list[EditorialCard]:
    shown = EditorialCard.objects.shown_on(timezone.localdate()).fitting(department, minutes)
    return list(shown.in_order()[:_EACH])


def _cards(minutes: int | None) -> list[ActCard]:
    made = [card for cards in declared("act_cards") for card in cards()]
    return [card for card in made if not minutes or card.minutes is None or card.minutes <= minutes]
