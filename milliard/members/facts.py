"""Facts a segment of members may be made of; an app declares its own (`segment_facts` in its `AppConfig`)."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import chain
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from milliard.core.declarations import declared
from milliard.members.enums import ConsentPurpose, EntryKind, MembershipState
from milliard.members.models import DuesRates, MemberConsent, MemberProfile, RegisterEntry
from milliard.members.models.states import state_condition
from milliard.members.skills import SKILLS, TIMES
from milliard.territories.models import Department, Region


class Position(IntEnum):
    """Where a fact stands in the sentence: «membres *à jour* *du Finistère* *qui ont du temps le samedi*»."""

    ADJECTIVE = 0
    PLACE = 1
    CLAUSE = 2


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known of members that selects some of them.

    ``choices()`` gives value -> label; ``condition(values, on)`` those who have one of the values on a day;
    ``words(labels)`` and ``words_not(labels)`` its part of the sentence, without «qui» for a clause.
    """

    code: str
    label: str
    position: Position
    choices: Callable[[], Mapping[str, str]]
    condition: Callable[[Sequence[str], dt.date], Q]
    words: Callable[[Sequence[str]], str]
    words_not: Callable[[Sequence[str]], str]
    #: Everybody has exactly one of the values: whoever has not some has one of the others.
    is_partition: bool = False


@dataclass(frozen=True, slots=True)
class ReadySegment:
    """A list of members that needs no making: a name, and conditions as segments store them."""

    code: str
    name: str
    conditions: Sequence[Mapping[str, object]]


def facts() -> Iterator[Fact]:
    """Every declared fact, lowest app first."""
    return chain.from_iterable(declared("segment_facts"))


def either(labels: Sequence[str]) -> str:
    """«a, b ou c»."""
    return " ou ".join(filter(None, (", ".join(labels[:-1]), labels[-1])))


def clause(
    code: str,
    label: str,
    *,
    choices: Callable[[], Mapping[str, str]],
    rows: Callable[[Sequence[str], dt.date], QuerySet[Any]],
    says: str,
    says_not: str,
) -> Fact:
    """A fact of those who are the ``member`` of one of some rows: «qui *savent* cuisiner ou coudre»."""
    return Fact(
        code=code,
        label=label,
        position=Position.CLAUSE,
        choices=choices,
        condition=lambda values, on: Q(pk__in=rows(values, on).values("member")),
        words=lambda labels: f"{says} {either(labels)}",
        words_not=lambda labels: f"{says_not} {either(labels)}",
    )


def _in_state(values: Sequence[str], on: dt.date) -> Q:
    return state_condition([MembershipState(value) for value in values], DuesRates.objects.in_force(on), on)


def _agreed(values: Sequence[str], on: dt.date) -> Q:
    """The last answer to one of the purposes is yes."""
    end = timezone.make_aware(dt.datetime.combine(on + dt.timedelta(1), dt.time.min))
    known = MemberConsent.objects.filter(purpose__in=values, recorded_at__lt=end)
    later = known.filter(member=OuterRef("member"), purpose=OuterRef("purpose"), pk__gt=OuterRef("pk"))
    given, refused = known.filter(is_given=True), known.filter(is_given=False)
    if len(values) > 1:
        return Q(pk__in=given.filter(~Exists(later.filter(is_given=False))).values("member"))
    # Few say no: their rows alone are compared with later ones, not a million times yes.
    no = refused.filter(~Exists(later.filter(is_given=True)), member=OuterRef("pk"))
    return Q(pk__in=given.values("member")) & ~Q(Exists(no))


def _entries(values: Sequence[str], on: dt.date) -> QuerySet[RegisterEntry]:
    """The register says that they entered within so many days, the day itself included."""
    since = on - dt.timedelta(days=max(map(int, values)) - 1)
    return RegisterEntry.objects.filter(kind=EntryKind.ENTERED, effective_on__range=(since, on))


def _began(values: Sequence[str], on: dt.date) -> Q:
    """Their row was made within so many days, and the register says nothing of them."""
    since = on - dt.timedelta(days=max(map(int, values)))
    first, end = (
        timezone.make_aware(dt.datetime.combine(day, dt.time.min)) for day in (since, on + dt.timedelta(1))
    )
    entered = RegisterEntry.objects.filter(member=OuterRef("pk"))
    return Q(created_at__gte=first, created_at__lt=end) & ~Q(Exists(entered))


def _departments() -> dict[str, str]:
    return {row.code: f"{row.name} ({row.code})" for row in Department.objects.order_by("code")}


def _regions() -> dict[str, str]:
    return {row.code: row.name for row in Region.objects.order_by("name")}


STATE = Fact(
    code="members.state",
    label="Adhésion",
    position=Position.ADJECTIVE,
    choices=lambda: dict(MembershipState.choices),
    condition=_in_state,
    is_partition=True,
    words=either,
    words_not=lambda labels: f"autres que {either(labels)}",
)
DEPARTMENT = Fact(
    code="members.department",
    label="Département",
    position=Position.PLACE,
    choices=_departments,
    condition=lambda values, on: Q(commune__department__in=values),
    words=lambda labels: f"du département {either(labels)}",
    words_not=lambda labels: f"hors du département {either(labels)}",
)
REGION = Fact(
    code="members.region",
    label="Région",
    position=Position.PLACE,
    choices=_regions,
    condition=lambda values, on: Q(commune__department__region__in=values),
    words=lambda labels: f"de la région {either(labels)}",
    words_not=lambda labels: f"hors de la région {either(labels)}",
)
SKILL = clause(
    "members.skill",
    "Savoir-faire",
    choices=lambda: SKILLS,
    rows=lambda values, on: MemberProfile.objects.filter(skills__overlap=list(values)),
    says="savent",
    says_not="n’ont pas coché",
)
TIME = clause(
    "members.time",
    "Temps disponible",
    choices=lambda: TIMES,
    rows=lambda values, on: MemberProfile.objects.filter(times__overlap=list(values)),
    says="ont du temps",
    says_not="n’ont pas de temps",
)
CONSENT = Fact(
    code="members.consent",
    label="Accord donné",
    position=Position.CLAUSE,
    choices=lambda: dict(ConsentPurpose.choices),
    condition=_agreed,
    words=lambda labels: f"ont accepté\u00a0: {either(labels)}",
    words_not=lambda labels: f"n’ont pas accepté\u00a0: {either(labels)}",
)
LOT = Fact(
    code="members.lot",
    label="Tirage au sort",
    position=Position.CLAUSE,
    choices=lambda: {"yes": "souhaite être tiré·e au sort"},
    condition=lambda values, on: Q(pk__in=MemberProfile.objects.filter(wants_lot=True).values("member")),
    words=lambda labels: "souhaitent être tiré·es au sort",
    words_not=lambda labels: "ne souhaitent pas être tiré·es au sort",
)
ENTERED = clause(
    "members.entered",
    "Arrivée",
    choices=lambda: {"7": "depuis sept jours", "31": "depuis un mois"},
    rows=_entries,
    says="sont arrivé·es",
    says_not="ne sont pas arrivé·es",
)
BEGAN = Fact(
    code="members.began",
    label="Commencé sans payer",
    position=Position.CLAUSE,
    choices=lambda: {"7": "depuis sept jours", "60": "depuis soixante jours"},
    condition=_began,
    words=lambda labels: f"ont commencé à adhérer {either(labels)} et se sont arrêté·es",
    words_not=lambda labels: f"n’ont pas commencé à adhérer {either(labels)} pour s’arrêter",
)
FACTS = (STATE, DEPARTMENT, REGION, SKILL, TIME, CONSENT, LOT, ENTERED, BEGAN)


def _is(fact: Fact, *values: str) -> dict[str, object]:
    return {"fact": fact.code, "is": True, "values": list(values)}


#: Those of the organiser's desk.
NEWCOMERS = ReadySegment("members.newcomers", "Qui est arrivé cette semaine", [_is(ENTERED, "7")])
ENDING = ReadySegment(
    "members.ending", "Dont l’adhésion finit bientôt", [_is(STATE, MembershipState.DUE_SOON.value)]
)
STOPPED = ReadySegment("members.stopped", "Qui a commencé et s’est arrêté", [_is(BEGAN, "60")])
READY_SEGMENTS = (NEWCOMERS, ENDING, STOPPED)
