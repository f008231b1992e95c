"""Traits by which groups of people are compared with the population, and how a member has them.

Bands and groups are those of INSEE's tables, so that like is compared with like. "" stands for what nobody
said, or what those tables do not know: an age under 20, a commune of no region.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.db.models import Case, CharField, Count, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone

from milliard.core.declarations import SocietyGroup
from milliard.members.enums import Trait
from milliard.members.models import Member
from milliard.members.models.states import paid_up
from milliard.members.services.dues import JoiningClosed, rates_in_force

#: Value -> first and last age, in whole years on 1 January, as INSEE counts.
AGES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"20-39": (20, 39), "40-59": (40, 59), "60-74": (60, 74), "75+": (75, 130)}
)
#: Value -> levels of the density grid: INSEE's own grouping in three.
DENSITIES: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {"dense": (1,), "between": (2, 3, 4), "rural": (5, 6, 7)}
)


def value_of(trait: Trait, on: dt.date) -> Combinable:
    """What annotates members with their value of a trait on a day."""
    if trait is Trait.AGE:
        born = on.year - 1  # who was born in this year is 0 on 1 January of the next
        bands = {(born - last, born - first): value for value, (first, last) in AGES.items()}
        return _either("profile__birth_year__range", bands)
    if trait is Trait.DENSITY:
        return _either("commune__density__in", {levels: value for value, levels in DENSITIES.items()})
    paths = {
        Trait.GENDER: "profile__gender",
        Trait.OCCUPATION: "profile__occupation",
        Trait.REGION: "commune__department__region",
        Trait.PRIORITY_AREA: "profile__priority_area",
    }
    return Coalesce(paths[trait], Value(""), output_field=CharField())


def _either(lookup: str, values: Mapping[Any, str]) -> Case:
    cases = (When(**{lookup: found}, then=Value(value)) for found, value in values.items())
    return Case(*cases, default=Value(""), output_field=CharField())


def count_traits(members: QuerySet[Member], on: dt.date) -> dict[str, dict[str, int]]:
    """Trait -> value -> how many of these members have it: one GROUP BY by trait, whatever their number."""
    found = {}
    for trait in Trait:
        rows = members.order_by().annotate(trait_value=value_of(trait, on)).values_list("trait_value")
        found[trait.value] = dict(rows.annotate(count=Count("pk")))
    return found


def group_of_members(
    members: QuerySet[Member], on: dt.date, *, code: str, label: str, base: str, source: str
) -> SocietyGroup:
    """The group these members make."""
    counts = count_traits(members, on)
    return SocietyGroup(
        code=code,
        label=label,
        base=base,
        source=source,
        counted_on=on,
        size=sum(counts[Trait.GENDER].values()),
        counts=counts,
        is_simulated=settings.IS_DEMONSTRATION,
    )


def members_of_the_day(on: dt.date) -> QuerySet[Member]:
    """Those whose dues are paid, days of grace included; nobody before any rule."""
    try:
        return Member.objects.present().filter(paid_up(rates_in_force(), on))
    except JoiningClosed:
        return Member.objects.none()


def society_groups(on: dt.date | None = None) -> Iterator[SocietyGroup]:
    """The members, as the page «À l’image de la société» compares them."""
    on = on or timezone.localdate()
    yield group_of_members(
        members_of_the_day(on),
        on,
        code="members.current",
        label="les membres",
        base="Personnes à jour de leur cotisation, délai de renouvellement compris.",
        source="registre des membres, et ce que chaque membre a choisi de dire de soi",
    )
