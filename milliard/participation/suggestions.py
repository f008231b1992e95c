"""Missions that suit somebody, each with the reason said to them.

Points: a skill they ticked 40, near home 30 (their commune) or 20 (some twenty kilometres), 10 more in their
department, from home 15, short 10, to begin with 25 for who finished nothing yet. Missions taken, declined or
full are left out. Nothing is known of where a person is beyond their commune: kilometres are between the
middles of communes.

Not every open mission is given its points: those near home all are; of the others, the `_POOL` whose deadline
comes first of each sort: a skill ticked, from home, to begin with, any. As long as no more than `_POOL` are
open, that is all of them.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from math import cos, radians
from typing import Any, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, DateField, Exists, FloatField, IntegerField, OuterRef, Q, QuerySet

from milliard.core.prepared import PreparedQuery, Slot
from milliard.members.models import Member, MemberProfile
from milliard.members.reads import OF_MEMBER
from milliard.members.skills import SKILLS
from milliard.participation.models import Assignment, Mission
from milliard.participation.models.missions import MissionQuerySet
from milliard.participation.words import time_in_words
from milliard.places.reach import KM_PER_DEGREE, distance_km
from milliard.territories.models import Commune

#: How many of one sort are looked at.
_POOL = 100
#: «Une heure ce mois-ci».
SHORT_MINUTES = 60
_NEAR_KM = 20
#: Beyond, a distance says less than the name of the department.
_SAID_KM = 60
_ANY_TIME = 2**31 - 1

_PROFILE = PreparedQuery(lambda: MemberProfile.objects.filter(**OF_MEMBER))
_FINISHED = PreparedQuery(lambda: Assignment.objects.finished().filter(**OF_MEMBER).values_list("pk")[:1])
_INSIDE = PreparedQuery(
    lambda: Commune.objects.filter(department=Slot("department", CharField())).values_list("pk")
)
_AROUND = PreparedQuery(
    lambda: Commune.objects.filter(
        latitude__range=(Slot("south", FloatField()), Slot("north", FloatField())),
        longitude__range=(Slot("west", FloatField()), Slot("east", FloatField())),
    ).values_list("pk")
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A mission, and why it is shown to this person."""

    mission: Mission
    reason: str


@dataclass(frozen=True, slots=True)
class _Home:
    """Codes of communes: somebody's own, those of its department, those within some twenty kilometres."""

    own: str
    department: frozenset[str]
    near: frozenset[str]


class _Candidate(NamedTuple):
    """What gives a mission its points."""

    pk: int
    skill: str
    is_remote: bool
    is_starter: bool
    minutes: int
    commune_id: str | None
    deadline_on: dt.date | None

    def rank(self, home: _Home, skills: list[str], *, is_new: bool) -> tuple[int, dt.date, int]:
        """The smaller, the better: more points, then the sooner deadline."""
        points = 40 * (self.skill in skills) + 15 * self.is_remote + 10 * (self.minutes <= SHORT_MINUTES)
        points += 25 * (is_new and self.is_starter)
        if self.commune_id is not None:
            points += 10 * (self.commune_id == home.own) + 10 * (self.commune_id in home.department)
            points += 20 * (self.commune_id in home.near)
        return -points, self.deadline_on or dt.date.max, self.pk


def suggest_missions(
    member: Member, *, on: dt.date, count: int = 3, minutes: int | None = None
) -> list[Suggestion]:
    """The missions that suit ``member`` best. ``minutes``: the time they have, when they said so."""
    profile = _PROFILE.first(member=member.pk)
    skills = list(profile.skills) if profile else []
    is_new = not _FINISHED.tuples(member=member.pk)
    home = _home(member.commune)
    given = {
        "member": member.pk,
        "on": on,
        "minutes": minutes or _ANY_TIME,
        "home": sorted(home.near | home.department),
        **{f"skill{place}": skill for place, skill in enumerate(skills)},
    }
    found = _candidates(len(skills), _POOL, is_new=is_new).tuples(**given)
    candidates = (_Candidate(*row) for row in found)
    best = nsmallest(count, candidates, key=lambda one: one.rank(home, skills, is_new=is_new))
    missions = Mission.objects.with_progress().select_related("commune__department", "place")
    rows = missions.in_bulk([one.pk for one in best])
    return [Suggestion(rows[one.pk], _reason(rows[one.pk], member, skills, is_new=is_new)) for one in best]


def _possible() -> MissionQuerySet:
    mine = Assignment.objects.filter(mission=OuterRef("pk"), **OF_MEMBER)
    found = Mission.objects.open_on(Slot("on", DateField())).filter(~Exists(mine))
    return found.with_progress().with_room().filter(minutes__lte=Slot("minutes", IntegerField()))


@lru_cache(maxsize=64)  # as many texts as numbers of skills, twice
def _candidates(skills: int, pool: int, *, is_new: bool) -> PreparedQuery[Mission]:
    """Those that may be the best, each sort by an index of its own."""

    def build() -> "QuerySet[Mission, Any]":
        sorts = [Q(), Q(is_remote=True)]
        sorts += (Q(skill=Slot(f"skill{place}", CharField())) for place in range(skills))
        if is_new:
            sorts.append(Q(is_starter=True))
        possible = _possible()
        first = [possible.filter(sort).soonest().values_list(*_Candidate._fields)[:pool] for sort in sorts]
        near = possible.filter(commune__any=Slot("home", ArrayField(CharField()))).order_by()
        return near.values_list(*_Candidate._fields).union(*first)

    return PreparedQuery(build)


def _home(commune: Commune | None) -> _Home:
    if commune is None:
        return _Home("", frozenset(), frozenset())
    inside = _INSIDE.tuples(department=commune.department_id)
    return _Home(commune.pk, frozenset(code for (code,) in inside), _near(commune))


def _near(commune: Commune) -> frozenset[str]:
    """Codes within some twenty kilometres (a square); the commune alone, where no position is known."""
    if commune.latitude is None or commune.longitude is None:
        return frozenset([commune.pk])
    up = _NEAR_KM / KM_PER_DEGREE
    across = up / max(0.2, cos(radians(commune.latitude)))
    found = _AROUND.tuples(
        south=commune.latitude - up,
        north=commune.latitude + up,
        west=commune.longitude - across,
        east=commune.longitude + across,
    )
    return frozenset(code for (code,) in found)


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
