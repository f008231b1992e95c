"""Reminders to renew: three at most for a period, stopped by paying, leaving or dying."""

import datetime as dt

from django.db.models import Exists, OuterRef
from django.utils import timezone

from milliard.members import emails
from milliard.members.models import Departure, DuesRates, MembershipPeriod, Reminder
from milliard.members.models.dues import MembershipPeriodQuerySet

#: Before whom a period is too young to be reminded of: it was paid a few days ago.
_TOO_YOUNG = dt.timedelta(days=14)
_AT_ONCE = 2_000


def queue_reminders() -> list[tuple[str, int]]:
    """Write the reminders of the day; called by the daily sweep, in its transaction.

    One person receives one at most, the latest that is due: a day on which nothing ran is caught up, not
    doubled. What is queued is a row (`Reminder`, unique): running twice sends once.
    """
    today = timezone.localdate()
    rates = DuesRates.objects.filter(valid_from__lte=today).order_by("-valid_from").first()
    count = sum(_queue_step(step, rates, today) for step in (3, 2, 1)) if rates else 0
    return [("rappels d’adhésion", count)]


def window(step: int, rates: DuesRates, today: dt.date) -> tuple[dt.date, dt.date]:
    """The ends of periods, first and last, that a reminder is about on a day.

    1: from the first day of notice until the eve of the end. 2: from the last day on. 3: from the middle of
    the days of grace until their last.
    """
    day = dt.timedelta(days=1)
    notice, grace = dt.timedelta(days=rates.due_soon_days), dt.timedelta(days=rates.grace_days)
    middle = dt.timedelta(days=max(1, rates.grace_days // 2))
    return {
        1: (today + day, today + notice),
        2: (today - middle + day, today),
        3: (today - grace, today - middle),
    }[step]


def _queue_step(step: int, rates: DuesRates, today: dt.date) -> int:
    first, last = window(step, rates, today)
    due = _to_remind(first, last, today).exclude(reminders__step__gte=step)[:_AT_ONCE]
    periods = list(due.select_related("member"))
    made = Reminder.objects.bulk_create(
        [Reminder(period=period, step=step) for period in periods], ignore_conflicts=True
    )
    emails.remind(periods, step=step)
    return len(made)


def _to_remind(first: dt.date, last: dt.date, today: dt.date) -> MembershipPeriodQuerySet:
    later = MembershipPeriod.objects.filter(
        member=OuterRef("member"), cancelled_on__isnull=True, ends_on__gt=OuterRef("ends_on")
    )
    gone = Departure.objects.filter(member=OuterRef("member"), returned_on__isnull=True)
    found = MembershipPeriod.objects.filter(
        ends_on__range=(first, last),
        cancelled_on__isnull=True,
        starts_on__lte=today - _TOO_YOUNG,
        member__merged_into__isnull=True,
        member__erased_at__isnull=True,
    )
    return found.exclude(member__email="").exclude(Exists(later)).exclude(Exists(gone)).order_by("pk")
