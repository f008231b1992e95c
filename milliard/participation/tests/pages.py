"""Who gets what from the addresses of groups, events and missions."""

import datetime as dt
from typing import Any

from django.utils import timezone

from milliard.participation.enums import EventState, MissionKind, MissionState, Proof
from milliard.participation.models import Event, Mission, WorkingGroup
from milliard.participation.tests.factories import make_event, make_group, make_mission
from milliard.territories.tests.factories import make_commune
from tests.harness.addresses import Budget, Page, Walk, everyone


def event() -> dict[str, Any]:
    return {"public_id": make_event().public_id}


def mission() -> dict[str, Any]:
    return {"public_id": make_mission().public_id}


def group() -> dict[str, Any]:
    return {"slug": make_group().slug}


def add_events(count: int) -> None:
    commune, starts_at = make_commune(), timezone.now() + dt.timedelta(days=7)
    Event.objects.bulk_create(
        Event(
            title=f"Rencontre {number}",
            summary="Se rencontrer.",
            starts_at=starts_at,
            ends_at=starts_at + dt.timedelta(hours=2),
            state=EventState.PUBLISHED,
            commune=commune,
        )
        for number in range(count)
    )


def add_missions(count: int) -> None:
    Mission.objects.bulk_create(
        Mission(
            title=f"Mission {number}",
            summary="Aider.",
            kind=MissionKind.CALL,
            minutes=60,
            proof=Proof.NONE,
            is_remote=True,
            state=MissionState.OPEN,
        )
        for number in range(count)
    )


def add_groups(count: int) -> None:
    first = WorkingGroup.objects.count()
    WorkingGroup.objects.bulk_create(
        WorkingGroup(slug=f"g-{first + number}", name=f"Groupe {first + number}", summary="Ensemble.")
        for number in range(count)
    )


PAGES = [
    Page(
        "participation:events",
        everyone(200),
        budget=Budget(add_events, queries=8),
        axe=[Walk("/agir/evenements/")],
    ),
    Page("participation:event", everyone(200), post=everyone(302), arguments=event),
    Page(
        "participation:missions",
        everyone(200),
        budget=Budget(add_missions, queries=8),
        axe=[Walk("/agir/missions/")],
    ),
    Page("participation:mission", everyone(200), post=everyone(302), arguments=mission),
    Page(
        "participation:groups",
        everyone(200),
        budget=Budget(add_groups, queries=8),
        axe=[Walk("/agir/groupes/")],
    ),
    Page("participation:group", everyone(200), post=everyone(302), arguments=group),
]
