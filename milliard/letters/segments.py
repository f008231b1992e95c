"""Segments: conditions over declared facts, as a query, as a sentence, counted in SQL.

Conditions are JSON: ``[{"fact": "members.state", "is": true, "values": ["current"]}, …]``. All must hold; one
of the values is enough.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db import connection, transaction

from milliard.accounts.models import User
from milliard.core.access import authorize
from milliard.core.declarations import declared
from milliard.core.refusals import Refused
from milliard.letters.policies import can_write_letters
from milliard.members.enums import DepartureKind
from milliard.members.facts import Fact, Position, ReadySegment, facts
from milliard.members.models import Departure, Member
from milliard.members.models.people import MemberQuerySet

#: Sets of a million numbers are compared in memory; with the default of 4 MB each row would read the set.
_WORK_MEM = "256MB"


class UnknownFact(Refused):
    """A condition names a fact or a value that nobody declares (any more)."""

    message = "Cette liste utilise une information qui n’existe plus. Ouvrez-la et choisissez à nouveau."


@dataclass(frozen=True, slots=True)
class Condition:
    """One fact, the values wanted, or not wanted when ``holds`` is false."""

    fact: Fact
    values: tuple[str, ...]
    holds: bool = True

    @property
    def words(self) -> str:
        choices = self.fact.choices()
        labels = [choices[value] for value in self.values]
        return self.fact.words(labels) if self.holds else self.fact.words_not(labels)


def ready_segments() -> dict[str, ReadySegment]:
    """Code -> each ready list that apps declare, lowest app first."""
    return {segment.code: segment for segment in chain.from_iterable(declared("ready_segments"))}


def read_conditions(stored: Sequence[dict[str, Any]]) -> list[Condition]:
    """The stored conditions. Raises `UnknownFact`."""
    known = {fact.code: fact for fact in facts()}
    conditions = []
    for row in stored:
        fact, values = known.get(row.get("fact", "")), tuple(row.get("values", ()))
        if fact is None or not values or not set(values) <= set(fact.choices()):
            raise UnknownFact
        conditions.append(Condition(fact, values, bool(row.get("is", True))))
    return conditions


def members_of(conditions: Sequence[Condition], *, on: dt.date) -> MemberQuerySet:
    """Who answers on a day. The dead are never among them."""
    members = still_here()
    for condition in conditions:
        fact, holds, values = condition.fact, condition.holds, condition.values
        if fact.is_partition and not holds:
            holds, values = True, tuple(value for value in fact.choices() if value not in values)
        wanted = fact.condition(values, on)
        members = members.filter(wanted) if holds else members.exclude(wanted)
    return members


def still_here() -> MemberQuerySet:
    """Who may be written to at all: neither dead, nor erased, nor merged into another."""
    dead = Departure.objects.filter(kind=DepartureKind.DECEASED, returned_on=None)
    return Member.objects.present().exclude(pk__in=dead.values("member"))


def in_words(conditions: Sequence[Condition]) -> str:
    """«membres à jour du Finistère qui ont du temps le samedi»."""
    parts = {position: [c.words for c in conditions if c.fact.position == position] for position in Position}
    clauses = " et ".join(parts[Position.CLAUSE])
    words = ["membres", *parts[Position.ADJECTIVE], *parts[Position.PLACE]]
    return " ".join([*words, f"qui {clauses}"] if clauses else words)


@transaction.atomic
def count_members(conditions: Sequence[Condition], *, on: dt.date, by: User | None) -> int:
    """How many, exactly, now. Raises `NotAllowed`."""
    authorize(by, can_write_letters)
    give_memory()
    return members_of(conditions, on=on).count()


def give_memory() -> None:
    """Let the current transaction compare large sets in memory."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL work_mem = '{_WORK_MEM}'")
