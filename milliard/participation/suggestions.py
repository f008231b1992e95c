"""Missions that suit somebody, each with the reason said to them.

Points: a skill they ticked 40, near home 30 (their commune) or 20 (some twenty kilometres), 10 more in their
department, from home 15, short 10, to begin with 25 for who finished nothing yet. Missions taken, declined or
full are left out. Nothing is known of where a person is beyond their commune: kilometres are between the
middles of communes.
"""

import datetime as dt
from dataclasses import dataclass
from math import cos, radians
from typing import cast

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When
from django.db.models.expressions import Combinable

from milliard.members.models import Member, MemberProfile
from milliard.members.skills import SKILLS
from milliard.participation.models import Assignment, Mission
from milliard.participation.models.missions import MissionQuerySet
from milliard.participation.words import time_in_words
from milliard.places.reach import KM_PER_DEGREE, distance_km
from milliard.territories.models import Commune

#: «Une heure ce mois-ci».
SHORT_MINUTES = 60
_NEAR_KM = 20
#: Beyond, a distance says less than the name of the department.
_SAID_KM = 60


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A mission, and why it is shown to this person."""

    mission: Mission
    reason: str


def suggest_missions(
    member: Member, *, on: dt.date, count: int = 3, minutes: int | None = None
) -> list[Suggestion]:
    """The missions that suit ``member`` best. ``minutes``: the time they have, when they said so."""
    profile = MemberProfile.objects.filter(member=member).first()
    skills = list(profile.skills) if profile else []
    is_new = not Assignment.objects.finished().filter(member=member).exists()
    found = _possible(member, on, minutes).annotate(points=_points(member, skills, is_new=is_new))
    best = found.select_related("commune__department", "place").order_by("-points", "deadline_on", "pk")
    return [Suggestion(mission, _reason(mission, member, skills, is_new=is_new)) for mission in best[:count]]


def _possible(member: Member, on: dt.date, minutes: int | None) -> MissionQuerySet:
    mine = Assignment.objects.filter(mission=OuterRef("pk"), member=member)
    found = Mission.objects.open_on(on).filter(~Exists(mine)).with_progress().with_room()
    return found.filter(minutes__lte=minutes) if minutes else found


def _points(member: Member, skills: list[str], *, is_new: bool) -> Combinable:
    commune = member.commune
    parts = [(Q(skill__in=skills), 40), (Q(is_remote=True), 15), (Q(minutes__lte=SHORT_MINUTES), 10)]
    if commune is not None:
        parts += [(Q(commune=commune), 10), (Q(commune__department=commune.department_id), 10)]
        parts.append((_near(commune), 20))
    if is_new:
        parts.append((Q(is_starter=True), 25))
    total = Value(0, output_field=IntegerField())
    for condition, points in parts:
        total = cast("Value", total + Case(When(condition, then=Value(points)), default=Value(0)))
    return total


def _near(commune: Commune) -> Q:
    """Missions within some twenty kilometres (a square); in the commune alone, where no position is known."""
    if commune.latitude is None or commune.longitude is None:
        return Q(commune=commune)
    up = _NEAR_KM / KM_PER_DEGREE
    across = up / max(0.2, cos(radians(commune.latitude)))
    return Q(
        commune__latitude__range=(commune.latitude - up, commune.latitude + up),
        commune__longitude__range=(commune.longitude - across, commune.longitude + across),
    )


def _reason(mission: Mission, member: Member, skills: list[str], *, is_new: bool) -> str:
    """«à 12 km, à Bruz, une heure, vous aviez coché “compter”»."""
    said = [_where(mission, member), time_in_words(mission.minutes)]
    if mission.skill in skills:
        said.append(f"vous aviez coché «\u00a0{SKILLS[mission.skill]}\u00a0»")
    elif is_new and mission.is_starter:
        said.append("idéale pour commencer")
    return ", ".join(part for part in said if part)


def _where(mission: Mission, member: Member) -> str:
    mine = member.commune
    if mission.commune is not None and mine is not None:
        if mission.commune_id == mine.pk:
            return "dans votre commune"
        if kilometres := _kilometres(mission.commune, mine):
            return f"à {kilometres}\u00a0km, à {mission.commune.name}"
        if mission.commune.department_id == mine.department_id:
            return f"à {mission.commune.name}, dans votre département"
    if mission.is_remote:
        return "de chez vous"
    return f"à {mission.commune.label}" if mission.commune else ""


def _kilometres(one: Commune, other: Commune) -> int | None:
    """As the crow flies, between their middles; None where it is not known, or far."""
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return None
    kilometres = distance_km(
        (one.latitude or 0, one.longitude or 0), (other.latitude or 0, other.longitude or 0)
    )
    return max(1, round(kilometres)) if kilometres < _SAID_KM else None
