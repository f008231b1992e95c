"""Where a person stands on a day: the one place that knows.

In this order: left; never (nothing was ever paid) or pending (something is asked and expected); current,
due_soon or lapsed by the last period that had begun on that day. Days of grace count as due_soon.
"""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import Combinable

from milliard.members.enums import MembershipState

if TYPE_CHECKING:
    from milliard.members.models.dues import DuesRates


def state_annotations(rates: "DuesRates", on: dt.date) -> dict[str, Combinable]:
    """What annotates a query of members with ``paid_until`` (a date or None) and ``state``, as on that day.

    ``rates`` are those in force that day: they give the days of grace and of notice.
    """
    from milliard.members.models.dues import DuesRequest, MembershipPeriod
    from milliard.members.models.register import Departure

    mine = {"member": OuterRef("pk")}
    periods = MembershipPeriod.objects.filter(**mine).valid_on(on)
    last = periods.filter(starts_on__lte=on).order_by("-ends_on").values("ends_on")[:1]
    left = Departure.objects.filter(**mine).in_force_on(on)
    asked = DuesRequest.objects.filter(**mine, asked_on__lte=on).filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=on)
    )
    soon = on + dt.timedelta(days=rates.due_soon_days)
    state = Case(
        When(Exists(left), then=Value(MembershipState.LEFT)),
        When(
            paid_until__isnull=True,
            then=Case(
                When(Exists(asked), then=Value(MembershipState.PENDING)),
                default=Value(MembershipState.NEVER),
            ),
        ),
        When(paid_until__gt=soon, then=Value(MembershipState.CURRENT)),
        When(
            paid_until__gte=on - dt.timedelta(days=rates.grace_days),
            then=Value(MembershipState.DUE_SOON),
        ),
        default=Value(MembershipState.LAPSED),
        output_field=models.CharField(),
    )
    return {"paid_until": Subquery(last), "state": state}


def state_condition(state: MembershipState, rates: "DuesRates", on: dt.date) -> Q:
    """Who is in a state on a day, as sets: the same answer as the annotation, and fast on a million rows."""
    from milliard.members.models.dues import DuesRequest, MembershipPeriod
    from milliard.members.models.register import Departure

    soon, grace = on + dt.timedelta(days=rates.due_soon_days), on - dt.timedelta(days=rates.grace_days)
    begun = MembershipPeriod.objects.valid_on(on).filter(starts_on__lte=on)
    left = Q(pk__in=Departure.objects.in_force_on(on).values("member"))
    ever = Q(pk__in=begun.values("member"))
    beyond_soon = Q(pk__in=begun.filter(ends_on__gt=soon).values("member"))
    within_grace = Q(pk__in=begun.filter(ends_on__gte=grace).values("member"))
    asked = DuesRequest.objects.filter(asked_on__lte=on).filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=on)
    )
    is_asked = Q(pk__in=asked.values("member"))
    return {
        MembershipState.LEFT: left,
        MembershipState.NEVER: ~left & ~ever & ~is_asked,
        MembershipState.PENDING: ~left & ~ever & is_asked,
        MembershipState.CURRENT: ~left & beyond_soon,
        MembershipState.DUE_SOON: ~left & within_grace & ~beyond_soon,
        MembershipState.LAPSED: ~left & ever & ~within_grace & ~beyond_soon,
    }[state]
