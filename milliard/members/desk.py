"""What the organiser looks at: who came, who lapses soon, who began and stopped, who may be written twice.

A count of some hundreds is exact, of this very moment. Beyond, nobody acts on the last unit and a page would
count a hundred thousand rows: the night's count stands, with its age.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from milliard.members.enums import EntryKind
from milliard.members.models import (
    Departure,
    DeskCount,
    DuesRates,
    Member,
    MembershipPeriod,
    PossibleDuplicate,
    RegisterEntry,
    Reminder,
)
from milliard.members.models.dues import MembershipPeriodQuerySet
from milliard.members.models.people import MemberQuerySet, unweighed

#: The days shown as «cette semaine», today included.
WEEK = dt.timedelta(days=6)
#: Who began so long ago is no longer expected.
BEGAN_WITHIN = dt.timedelta(days=60)
SHOWN = 8
#: Counted at once up to here.
EXACT = 300
#: (name, how many), the most first.
Shares = Sequence[tuple[Any, int]]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many: exactly and now; or at night, ``at``; or more than `EXACT`, where no night has counted."""

    count: int
    at: dt.datetime | None = None
    is_more: bool = False
    shares: Shares = ()


@dataclass(frozen=True, slots=True)
class DeskCounts:
    """The numbers of the desk."""

    newcomers: Counted
    ending: Counted
    began: Counted
    duplicates: Counted
    reminders: Counted

    @property
    def at(self) -> dt.datetime | None:
        """Of the night's counts, when some are."""
        counts = (self.newcomers, self.ending, self.began, self.duplicates)
        return next((one.at for one in counts if one.at), None)


def entries(today: dt.date) -> QuerySet[RegisterEntry]:
    """Entries of the week, as the register says, the last first."""
    found = RegisterEntry.objects.filter(
        kind=EntryKind.ENTERED,
        effective_on__range=(today - WEEK, today),
        member__merged_into=None,
        member__erased_at=None,
    )
    return found.select_related("member__commune__department").order_by("-effective_on", "-pk")


def ending(rates: DuesRates | None, today: dt.date) -> MembershipPeriodQuerySet:
    """Last periods that end within the days of notice, or ended within those of grace; the first before."""
    if rates is None:
        return MembershipPeriod.objects.none()
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
    entered = RegisterEntry.objects.filter(member=OuterRef("pk"))
    found = Member.objects.present().filter(unweighed(~Q(Exists(entered))), created_at__gte=since)
    return found.select_related("commune__department").order_by("-created_at", "-pk")


def reminders(today: dt.date) -> QuerySet[Reminder]:
    """Reminders of the week."""
    start = timezone.make_aware(dt.datetime.combine(today - WEEK, dt.time.min))
    return Reminder.objects.filter(created_at__gte=start)


def desk_counts(rates: DuesRates | None, today: dt.date) -> DeskCounts:
    """What the desk shows: exact where it is few, the night's where it is many."""
    night = DeskCount.objects.order_by("-counted_at").first()
    return DeskCounts(
        newcomers=_counted("newcomers", night, by_department(_few(entries(today))), "by_department"),
        ending=_counted("ending", night, [("", _few(ending(rates, today)).count())]),
        began=_counted("began", night, [("", _few(began(today)).count())]),
        duplicates=_counted("duplicates", night, [("", _few(PossibleDuplicate.objects.waiting()).count())]),
        reminders=_counted("", night, by_step(_few(reminders(today))), "reminders"),
    )


def _few(rows: QuerySet[Any]) -> QuerySet[Any]:
    """One more than the most that is counted at once, in no order."""
    some = rows.order_by().values("pk")[: EXACT + 1]
    found: QuerySet[Any] = rows.model._default_manager.filter(pk__in=some)
    return found


def _counted(name: str, night: DeskCount | None, shares: Shares, stored: str = "") -> Counted:
    """What was counted now when that is all; else the night's number, and its shares where it has some."""
    now = sum(count for _, count in shares)
    if now <= EXACT:
        return Counted(now, shares=shares)
    if night is None:
        return Counted(EXACT, is_more=True)
    parts = [(name, count) for name, count in getattr(night, stored)] if stored else []
    return Counted(getattr(night, name) if name else 0, at=night.counted_at, shares=parts)


def by_department(rows: QuerySet[RegisterEntry]) -> Shares:
    """(department, how many); "" for who lives abroad."""
    name = "member__commune__department__name"
    ranked = rows.values_list(name).annotate(count=Count("pk")).order_by("-count", name)
    return [(name or "", count) for name, count in ranked]


def by_step(rows: QuerySet[Reminder]) -> Shares:
    """(which, how many)."""
    return list(rows.order_by("step").values_list("step").annotate(count=Count("pk")))
