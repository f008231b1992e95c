"""The register as it was on a day: who was in it, since when, where they stood, under which name."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Least
from django.db.models.lookups import IsNull
from django.utils import timezone

from milliard.core.prepared import PreparedQuery
from milliard.members.enums import EntryKind, MembershipState
from milliard.members.models import Departure, DuesRates, Member, MembershipPeriod, RegisterEntry
from milliard.members.models.people import MemberQuerySet
from milliard.members.models.states import StateDays, state_annotations, state_condition
from milliard.members.reads import DAYS, SAID


class RegisterPart(models.TextChoices):
    """Which part of the register is read."""

    MEMBERS = "membres", "Membres à jour"
    LAPSED = "passees", "Adhésions passées"
    LEFT = "parties", "Parti·es"
    ALL = "toutes", "Toutes les personnes inscrites"


_STATES = {
    RegisterPart.MEMBERS: (MembershipState.CURRENT, MembershipState.DUE_SOON),
    RegisterPart.LAPSED: (MembershipState.LAPSED,),
    RegisterPart.LEFT: (MembershipState.LEFT,),
}


def _entered_on(day: Any) -> Coalesce:
    """Since when: who was merged since counts once, from the first entry of either row."""
    entered = RegisterEntry.objects.filter(kind=EntryKind.ENTERED, effective_on__lte=day)
    own, absorbed = (
        Subquery(entered.filter(**whose).order_by("effective_on").values("effective_on")[:1])
        for whose in ({"member": OuterRef("pk")}, {"member__merged_into": OuterRef("pk")})
    )
    begun = MembershipPeriod.objects.valid_on(day).filter(member=OuterRef("pk"), starts_on__lte=day)
    return Coalesce(Least(own, absorbed), Subquery(begun.order_by("starts_on").values("starts_on")[:1]))


def _standing() -> MemberQuerySet:
    left = Departure.objects.in_force_on(DAYS.on).filter(member=OuterRef("pk"))
    return (
        Member.objects.only("pk")
        .filter(SAID)
        .annotate(
            **state_annotations(DAYS),
            entered_on=_entered_on(DAYS.on),
            left_on=Subquery(left.values("effective_on")[:1]),
            left_kind=Subquery(left.values("kind")[:1]),
        )
    )


_STANDING = PreparedQuery(_standing)


def part_of(people: MemberQuerySet, part: RegisterPart, rates: DuesRates, day: dt.date) -> MemberQuerySet:
    """Those of ``people`` in one part of the register: for a page, which reads few rows."""
    if part == RegisterPart.ALL:
        return people.filter(IsNull(_entered_on(day), False))
    return people.in_states(_STATES[part], rates, day)


def whole_part_of(
    people: MemberQuerySet, part: RegisterPart, rates: DuesRates, day: dt.date
) -> MemberQuerySet:
    """The same people, found as sets: for a file, which reads them all."""
    if part == RegisterPart.ALL:
        lines = RegisterEntry.objects.filter(kind=EntryKind.ENTERED, effective_on__lte=day)
        of_absorbed = lines.exclude(member__merged_into=None).values("member__merged_into")
        begun = MembershipPeriod.objects.valid_on(day).filter(starts_on__lte=day)
        return people.filter(
            Q(pk__in=lines.values("member")) | Q(pk__in=of_absorbed) | Q(pk__in=begun.values("member"))
        )
    return people.filter(state_condition(_STATES[part], rates, day))


def as_they_were(rows: Sequence[Member], rates: DuesRates, day: dt.date) -> None:
    """Give each row its ``state``, ``paid_until``, ``entered_on``, ``left_on`` and ``left_kind`` of that day,
    and ``then``: who it said the person was at the end of it; itself where none is known.

    A correction made since is thus not written into the past; nor is it hidden (`was_corrected`).
    """
    _STANDING.complete(rows, **asdict(StateDays.of(rates, day)))
    known: dict[int, Member] = {}
    if day < timezone.localdate():
        history = Member.pgh_event_models["insert"].objects  # type: ignore[attr-defined]
        midnight = timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))
        last = history.filter(pgh_obj__in=[row.pk for row in rows], pgh_created_at__lt=midnight)
        last = last.order_by("pgh_obj", "-pgh_id").distinct("pgh_obj")
        known = {event.pgh_obj_id: _as_member(event) for event in last.select_related("commune")}
    for row in rows:
        row.then = known.get(row.pk, row)  # type: ignore[attr-defined]


def _as_member(event: Any) -> Member:
    """A line of a row's history, as the row it was."""
    names = ("given_name", "family_name", "commune", "country")
    return Member(pk=event.pgh_obj_id, **{name: getattr(event, name) for name in names})


def was_corrected(row: Any) -> bool:
    """Whether the person is called otherwise today."""
    return (row.then.given_name, row.then.family_name) != (row.given_name, row.family_name)
