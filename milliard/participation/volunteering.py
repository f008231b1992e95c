"""The hours given in a year, and what they are worth in the accounts by the rule in force each day.

Calculated: minutes are those people said when they finished a mission, rounded by nobody; each is valued at
the hourly rate that held on the day it was done. Minutes of a day before the first rule are counted, not
valued.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from milliard.participation.enums import MissionKind
from milliard.participation.models import Assignment, VolunteerRate


@dataclass(frozen=True, slots=True)
class GivenTime:
    """Time given to one kind of mission under one rule."""

    kind: MissionKind
    minutes: int
    times: int
    hour_cents: int | None
    source: str

    @property
    def hours(self) -> float:
        return self.minutes / 60

    @property
    def cents(self) -> int | None:
        """To the nearest cent, halves up; None without a rule."""
        return None if self.hour_cents is None else (self.minutes * self.hour_cents + 30) // 60


def time_given(year: int) -> list[GivenTime]:
    """By kind of mission and rule, in their order."""
    return sorted(_rows(year), key=lambda row: (row.kind.label, row.source))


def _rows(year: int) -> Iterator[GivenTime]:
    in_force = VolunteerRate.objects.filter(valid_from__lte=OuterRef("day")).order_by("-valid_from")
    done = Assignment.objects.finished().filter(done_at__year=year).annotate(day=TruncDate("done_at"))
    found = (
        done.annotate(rate=Subquery(in_force.values("pk")[:1]))
        .order_by()
        .values("mission__kind", "rate")
        .annotate(minutes=Sum("minutes_spent"), times=Count("pk"))
    )
    rates = VolunteerRate.objects.in_bulk()
    for row in found:
        rate = rates.get(row["rate"])
        yield GivenTime(
            MissionKind(row["mission__kind"]),
            row["minutes"],
            row["times"],
            rate.hour_cents if rate else None,
            rate.source if rate else "aucune règle ces jours-là",
        )


def years() -> list[int]:
    """The years something was done in, the last first."""
    moments = Assignment.objects.finished().datetimes("done_at", "year", order="DESC")
    return [moment.year for moment in moments] or [timezone.localdate().year]
