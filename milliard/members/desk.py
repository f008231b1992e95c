"""What the organiser looks at: who came, who lapses soon, who began and stopped, who may be written twice."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from milliard.members.enums import EntryKind
from milliard.members.models import (
    Departure,
    DuesRates,
    Member,
    MembershipPeriod,
    PossibleDuplicate,
    RegisterEntry,
    Reminder,
)
from milliard.members.models.dues import MembershipPeriodQuerySet
from milliard.members.models.people import MemberQuerySet

#: The days shown as «cette semaine», today included.
WEEK = dt.timedelta(days=6)
#: Who began so long ago is no longer expected.
BEGAN_WITHIN = dt.timedelta(days=60)
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Newcomers:
    """Entries of the week: how many, where they live, the last ones."""

    count: int
    #: (department, how many), the most first; "" for who lives abroad.
    by_department: list[tuple[str, int]]
    last: list[RegisterEntry]


def newcomers(today: dt.date) -> Newcomers:
    """Who entered this week, as the register says."""
    entries = RegisterEntry.objects.filter(
        kind=EntryKind.ENTERED,
        effective_on__range=(today - WEEK, today),
        member__merged_into=None,
        member__erased_at=None,
    )
    places = entries.values_list("member__commune__department__name").annotate(count=Count("pk"))
    ranked = places.order_by("-count", "member__commune__department__name")
    by_department = [(name or "", count) for name, count in ranked]
    last = entries.select_related("member__commune__department").order_by("-effective_on", "-pk")[:SHOWN]
    return Newcomers(sum(count for _, count in by_department), by_department, list(last))


def ending(rates: DuesRates, today: dt.date) -> MembershipPeriodQuerySet:
    """Last periods that end within the days of notice, or ended within those of grace; the first before."""
    first = today - dt.timedelta(days=rates.grace_days)
    last = today + dt.timedelta(days=rates.due_soon_days)
    later = MembershipPeriod.objects.filter(
        member=OuterRef("member"), cancelled_on=None, ends_on__gt=OuterRef("ends_on")
    )
    gone = Departure.objects.filter(member=OuterRef("member"), returned_on=None)
    periods = MembershipPeriod.objects.filter(
        ends_on__range=(first, last), cancelled_on=None, member__merged_into=None, member__erased_at=None
    )
    found = periods.exclude(Exists(later)).exclude(Exists(gone))
    return found.select_related("member__commune__department").order_by("ends_on", "pk")


def began(today: dt.date) -> MemberQuerySet:
    """Who began lately and did not pay, the last first."""
    since = timezone.make_aware(dt.datetime.combine(today - BEGAN_WITHIN, dt.time.min))
    found = Member.objects.present().never_entered().filter(created_at__gte=since)
    return found.select_related("commune__department").order_by("-created_at", "-pk")


def possible_duplicates() -> int:
    """Pairs that a person has to look at."""
    return PossibleDuplicate.objects.waiting().count()


def reminders_sent(today: dt.date) -> list[tuple[int, int]]:
    """Reminders of the week: (which, how many)."""
    sent = Reminder.objects.filter(created_at__date__gte=today - WEEK)
    return list(sent.values_list("step").annotate(count=Count("pk")).order_by("step"))
