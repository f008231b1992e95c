"""Where a person stands on a day: the one place that knows.

In this order: left; never (nothing was ever paid) or pending (something is asked and expected); current,
due_soon or lapsed by the last period that had begun on that day, and the one already paid that follows it.
Days of grace count as due_soon.
"""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from milliard.members.enums import MembershipState

if TYPE_CHECKING:
    from milliard.members.models.dues import DuesRates


def state_annotations(rates: "DuesRates", on: dt.date) -> dict[str, Combinable]:
    """What annotates a query of members with ``paid_until`` (a date or None) and ``state``, as on that day.

    ``rates`` are those in force that day: they give the days of grace and of notice.
    """
    from milliard.members.models.dues import DuesRequest
    from milliard.members.models.register import Departure

    mine = {"member": OuterRef("pk")}
    last = _paid_through(on).filter(**mine).order_by("-ends_on")
    left = Departure.objects.filter(**mine).in_force_on(on)
    asked = DuesRequest.objects.filter(**mine, asked_on__lte=on).filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=on)
    )
    standing = Case(
        When(through__gt=on + dt.timedelta(days=rates.due_soon_days), then=Value(MembershipState.CURRENT)),
        When(
            through__gte=on - dt.timedelta(days=rates.grace_days),
            then=Value(MembershipState.DUE_SOON),
        ),
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


def _paid_through(on: dt.date) -> "models.QuerySet[Any]":
    """Periods begun on that day, each with ``through``: its end, or that of the one already paid after it."""
    from milliard.members.models.dues import MembershipPeriod

    known = MembershipPeriod.objects.valid_on(on)
    day_after = ExpressionWrapper(OuterRef("ends_on") + Value(1), output_field=models.DateField())
    after = known.filter(member=OuterRef("member"), starts_on=day_after, opened_on__lte=on)
    through = Coalesce(Subquery(after.values("ends_on")[:1]), F("ends_on"))
    return known.filter(starts_on__lte=on).annotate(through=through)
