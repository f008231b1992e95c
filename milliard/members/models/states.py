"""Where a person stands on a day: the one place that knows.

In this order: left; never (nothing was ever paid) or pending (something is asked and expected); current,
due_soon or lapsed by the last period that had begun on that day, and the one already paid that follows it.
Days of grace count as due_soon.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from milliard.members.enums import MembershipState

if TYPE_CHECKING:
    from milliard.members.models.dues import DuesRates, DuesRequest


@dataclass(frozen=True, slots=True)
class StateDays:
    """What a state depends on: dates, or their places in a query prepared once (`core.prepared.Slot`)."""

    #: The day itself; the last day of notice that begins on it; the first day whose grace holds it.
    on: Any
    soon: Any
    grace: Any

    @classmethod
    def of(cls, rates: "DuesRates", on: dt.date) -> "StateDays":
        """Of a day, by the rules in force that day."""
        notice, grace = dt.timedelta(days=rates.due_soon_days), dt.timedelta(days=rates.grace_days)
        return cls(on, on + notice, on - grace)


def state_annotations(days: StateDays) -> dict[str, Combinable]:
    """What annotates members with ``paid_until`` (a date or None) and ``state``, as on that day."""
    from milliard.members.models.register import Departure

    on, mine = days.on, {"member": OuterRef("pk")}
    last = _paid_through(on).filter(**mine).order_by("-ends_on")
    left = Departure.objects.filter(**mine).in_force_on(on)
    asked = _asked_on(on).filter(**mine)
    standing = Case(
        When(through__gt=days.soon, then=Value(MembershipState.CURRENT)),
        When(through__gte=days.grace, then=Value(MembershipState.DUE_SOON)),
        default=Value(MembershipState.LAPSED),
    )
    state = Case(
        When(Exists(left), then=Value(MembershipState.LEFT)),
        default=Coalesce(
            Subquery(last.annotate(standing=standing).values("standing")[:1]),
            Case(
                When(Exists(asked), then=Value(MembershipState.PENDING)),
                default=Value(MembershipState.NEVER),
            ),
        ),
        output_field=models.CharField(),
    )
    return {"paid_until": Subquery(last.values("through")[:1]), "state": state}


def _asked_on(on: Any) -> "models.QuerySet[DuesRequest]":
    """What was asked and open on that day."""
    from milliard.members.models.dues import DuesRequest

    return DuesRequest.objects.filter(asked_on__lte=on).filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=on)
    )


def _paid_through(on: Any) -> "models.QuerySet[Any]":
    """Periods begun on that day, each with ``through``: its end, or that of the one already paid after it."""
    from milliard.members.models.dues import MembershipPeriod

    known = MembershipPeriod.objects.valid_on(on)
    day_after = _day(OuterRef("ends_on"), 1)
    after = known.filter(member=OuterRef("member"), starts_on=day_after, opened_on__lte=on)
    through = Coalesce(Subquery(after.values("ends_on")[:1]), F("ends_on"))
    return known.filter(starts_on__lte=on).annotate(through=through)


def _day(day: Combinable, later: int) -> "ExpressionWrapper[Any]":
    return ExpressionWrapper(day + Value(later), output_field=models.DateField())


#: From who never paid to who is paid up; those who left stand apart.
_STEPS = (
    (MembershipState.NEVER, MembershipState.PENDING),
    (MembershipState.LAPSED,),
    (MembershipState.DUE_SOON,),
    (MembershipState.CURRENT,),
)


def paid_up(rates: "DuesRates", on: dt.date) -> Q:
    """Who has their dues paid on a day, days of grace included: those current and those due soon."""
    return state_condition((MembershipState.CURRENT, MembershipState.DUE_SOON), rates, on)


def state_condition(states: Collection[MembershipState], rates: "DuesRates", on: dt.date) -> Q:
    """Who is in one of the states on a day: the same answer as the annotation, and fast on a million rows.

    Whoever is current is within grace too, and whoever is within grace paid once: each step holds the next,
    so that neighbouring states are two bounds, never a list of alternatives. Each bound is `EXISTS`, never
    `IN`: a list of ids that outgrows the memory of a query is read again for every member.
    """
    from milliard.members.models.register import Departure

    left = Q(Exists(Departure.objects.in_force_on(on).filter(member=OuterRef("pk"))))
    asked = Q(Exists(_asked_on(on).filter(member=OuterRef("pk"))))
    # The first holds everybody; an empty `Q` beside others would hold nobody.
    bounds = [Q(pk__isnull=False), *_bounds(rates, on)]
    here, wanted = Q(pk__in=[]), [bool(set(step) & set(states)) for step in _STEPS]
    unpaid = set(_STEPS[0]) & set(states)
    if len(unpaid) == 1:
        here, wanted[0] = ~bounds[1] & (asked if MembershipState.PENDING in unpaid else ~asked), False
    if wanted == [True, False, True, True]:
        # All but one step: as its denial, which is a join, where two alternatives are not.
        here, wanted = ~_lapsed(rates, on), []
    for first, last in _runs(wanted):
        here |= bounds[first] if last == len(_STEPS) else bounds[first] & ~bounds[last]
    if MembershipState.LEFT in states:
        return left | here
    return ~left & here


def _bounds(rates: "DuesRates", on: dt.date) -> list[Q]:
    """Who paid once; who still is within grace; who is paid beyond the days of notice: each in the last."""
    from milliard.members.models.dues import MembershipPeriod

    soon, grace = on + dt.timedelta(days=rates.due_soon_days), on - dt.timedelta(days=rates.grace_days)
    known = MembershipPeriod.objects.valid_on(on).filter(member=OuterRef("pk"))
    begun = known.filter(starts_on__lte=on)
    before = MembershipPeriod.objects.valid_on(on).filter(
        member=OuterRef("member"), starts_on__lte=on, ends_on=_day(OuterRef("starts_on"), -1)
    )
    follows = Q(Exists(before), starts_on__gt=on, opened_on__lte=on)
    beyond_soon = known.filter(Q(starts_on__lte=on) | follows, ends_on__gt=soon)
    return [Q(Exists(begun)), Q(Exists(begun.filter(ends_on__gte=grace))), Q(Exists(beyond_soon))]


def _lapsed(rates: "DuesRates", on: dt.date) -> Q:
    """Who paid once, and is no longer within grace."""
    from milliard.members.models.dues import MembershipPeriod

    begun = MembershipPeriod.objects.valid_on(on).filter(starts_on__lte=on)
    grace = on - dt.timedelta(days=rates.grace_days)
    within = begun.filter(member=OuterRef("member"), ends_on__gte=grace)
    ended = begun.filter(ends_on__lt=grace)  # all of theirs did: fewer rows to compare
    return Q(Exists(ended.filter(~Exists(within), member=OuterRef("pk"))))


def _runs(wanted: list[bool]) -> Iterator[tuple[int, int]]:
    """First and past-the-last positions of each run of true values.

    >>> list(_runs([True, False, True, True]))
    [(0, 1), (2, 4)]
    """
    for is_wanted, run in groupby(range(len(wanted)), key=wanted.__getitem__):
        if is_wanted:
            first, *others = run
            yield first, first + len(others) + 1


def may_be_in(state: MembershipState, rates: "DuesRates", on: dt.date) -> "models.QuerySet[Any, Any] | None":
    """The members of everybody in a state few may be in, and of some others; None for other states."""
    from milliard.members.models.dues import MembershipPeriod
    from milliard.members.models.register import Departure

    if state == MembershipState.LEFT:
        return Departure.objects.in_force_on(on).values("member")
    if state == MembershipState.PENDING:
        return _asked_on(on).values("member")
    if state == MembershipState.DUE_SOON:
        first, last = on - dt.timedelta(days=rates.grace_days), on + dt.timedelta(days=rates.due_soon_days)
        return MembershipPeriod.objects.filter(ends_on__range=(first, last)).values("member")
    return None
