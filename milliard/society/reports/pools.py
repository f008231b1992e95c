"""Volunteers and targets as the engine takes them, and what it refuses in French."""

import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from engines import sortition
from french import plural
from milliard.members.enums import Trait
from milliard.members.models import Member
from milliard.members.traits import members_of_the_day, value_of
from milliard.society.enums import EntryState
from milliard.society.models import Draw, DrawEntry
from milliard.society.words import TITLES, ValueWords, words_of


@dataclass(frozen=True, slots=True)
class InPool:
    """A volunteer who meets the conditions of a draw, before a number is given."""

    entry: DrawEntry
    values: tuple[str, ...]
    #: Alike for those who share an account or an address.
    account: int | None
    email: str


def eligible(draw: Draw) -> QuerySet[Member]:
    """Who may volunteer: up-to-date members who wish to be drawn, of the territory."""
    members = members_of_the_day(timezone.localdate()).filter(profile__wants_lot=True)
    if draw.department_id:
        return members.filter(commune__department=draw.department_id)
    if draw.region_id:
        return members.filter(commune__department__region=draw.region_id)
    return members


def traits_of(draw: Draw, members: QuerySet[Member]) -> QuerySet[Member, dict[str, Any]]:
    """(identifier, account, address and each trait asked) of these members."""
    on = timezone.localdate()
    asked = {f"of_{trait}": value_of(Trait(trait), on) for trait in draw.features}
    found: QuerySet[Member, dict[str, Any]] = members.annotate(**asked).values(
        "pk", "account_id", "email", *asked
    )
    return found


def pool_of(draw: Draw) -> tuple[list[InPool], list[DrawEntry]]:
    """The volunteers in the conditions of the draw, and those who are not any more."""
    entries = {entry.member_id: entry for entry in draw.entries.filter(state=EntryState.IN).order_by("pk")}
    wanted = {(target.trait, target.value) for target in draw.targets.all()}
    inside = []
    for row in traits_of(draw, eligible(draw).filter(pk__in=list(entries))).order_by("pk"):
        values = tuple(row[f"of_{trait}"] for trait in draw.features)
        if all((trait, value) in wanted for trait, value in zip(draw.features, values, strict=True)):
            entry = entries.pop(row["pk"])
            inside.append(InPool(entry, values, row["account_id"], row["email"].lower()))
    return inside, list(entries.values())


def selection_of(draw: Draw, people: Sequence[InPool]) -> tuple[sortition.Selection, dict[str, InPool]]:
    """The selection of a pool, and who has which number; its targets may be out of reach.

    Numbers are drawn by chance: they say nothing of who came first.
    """
    numbers = [f"{number:0{max(4, len(str(len(people))))}d}" for number in range(1, len(people) + 1)]
    secrets.SystemRandom().shuffle(numbers)
    named = dict(zip(numbers, people, strict=True))
    households = _households(named) if draw.one_by_household else {}
    words = {trait: words_of(Trait(trait)) for trait in draw.features}
    volunteers = [
        sortition.Volunteer(number, _written(draw, words, one.values), households.get(number, 0))
        for number, one in sorted(named.items())
    ]
    targets = [
        sortition.Target(TITLES[Trait(one.trait)], words[one.trait][one.value].label, one.low, one.high)
        for one in draw.targets.order_by("pk")
        if one.trait in words
    ]
    features = tuple(TITLES[Trait(trait)] for trait in draw.features)
    return sortition.Selection(features, tuple(volunteers), tuple(targets), draw.seats), named


def _written(
    draw: Draw, words: Mapping[str, Mapping[str, ValueWords]], values: Sequence[str]
) -> tuple[str, ...]:
    return tuple(words[trait][value].label for trait, value in zip(draw.features, values, strict=True))


def _households(people: Mapping[str, InPool]) -> dict[str, int]:
    """Number of a person -> of their household, from 1 on; those who share an account or an address."""
    parent = {number: number for number in people}

    def root(number: str) -> str:
        while parent[number] != number:
            number = parent[number]
        return number

    first: dict[tuple[str, object], str] = {}
    for number in sorted(people):
        one = people[number]
        for key in (("account", one.account), ("email", one.email)):
            if key[1]:
                parent[root(number)] = root(first.setdefault(key, number))
    together: dict[str, list[str]] = defaultdict(list)
    for number in sorted(people):
        together[root(number)].append(number)
    shared = sorted((members for members in together.values() if len(members) > 1), key=min)
    return {number: rank for rank, members in enumerate(shared, 1) for number in members}


@dataclass(frozen=True, slots=True)
class PoolProblem:
    """Why no panel is possible, in French, and the smallest change of targets that would do, if one would."""

    message: str
    relaxations: tuple[sortition.Relaxation, ...] = ()


def problem_of(draw: Draw, people: Sequence[InPool]) -> PoolProblem | None:
    """What keeps these volunteers from making a panel; None when they can."""
    if not draw.targets.exists():
        return PoolProblem("Aucune cible n’est encore fixée.")
    if len(people) < draw.seats:
        found = plural(len(people), "volontaire")
        return PoolProblem(f"{found} dans les conditions pour {plural(draw.seats, 'place')}.")
    selection, _ = selection_of(draw, people)
    try:
        sortition.ensure_feasible(selection)
    except sortition.InfeasibleError as error:
        return PoolProblem(_sentence(error), error.relaxations)
    return None


def _sentence(error: sortition.InfeasibleError) -> str:
    if not error.relaxations:
        return "Aucun panel de cette taille\u00a0: pas assez de foyers différents parmi les volontaires."
    changes = "\u202f; ".join(relaxation.message_fr for relaxation in error.relaxations)
    return (
        "Aucun panel n’atteint toutes les cibles avec les volontaires de ce moment. Le plus petit"
        f" assouplissement qui suffit\u00a0: {changes}."
    )


def in_scope(draw: Draw) -> Q:
    """Departments of the draw's territory."""
    if draw.department_id:
        return Q(pk=draw.department_id)
    return Q(region=draw.region_id) if draw.region_id else Q()
