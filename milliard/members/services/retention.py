"""Who members were is kept for a time that was said, then forgotten; see `milliard.core.batches`.

The delays run from the end of a membership: the day a person left, or the last day paid for by who never came
back. Somebody for whom money is on its way is waited for.
"""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from milliard.core.batches import Step
from milliard.members import tasks
from milliard.members.models import (
    Departure,
    DuesRequest,
    Member,
    MemberConsent,
    MemberProfile,
    MembershipPeriod,
)
from milliard.members.services.dues import NOTHING_MOVES
from milliard.members.services.forgetting import forget_members
from milliard.members.services.profiles import forget_profile
from milliard.payments.enums import RequestState

#: Years after the end: what a person said of themselves (at once when they leave), their name in the
#: register, the answers that show what they had agreed to.
PROFILE_YEARS, NAME_YEARS, CONSENT_YEARS = 3, 5, 5
#: Years after beginning to join, for who never paid.
BEGAN_YEARS = 1
#: Of a request: nothing came, nothing is on its way.
_IDLE = (*NOTHING_MOVES, RequestState.CANCELLED)


def years_after(day: dt.date, years: int) -> dt.date:
    """The same day so many years later; the 28th for a 29th of February that does not exist."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def forget_old() -> Sequence[tuple[str, int]]:
    """Housekeeping: queue the forgetting of those whose time has come, batch by batch; how many there are."""
    due = {
        "profils anciens": _old_profiles().count(),
        "adhésions jamais payées": _never_paid().count(),
        "noms du registre": _old_names().count(),
        "accords anciens": _old_consents().count(),
    }
    if any(due.values()):
        tasks.forget_old_members.enqueue()
    return [(f"{label} à oublier", count) for label, count in due.items()]


def forget_profiles(size: int) -> int:
    """One batch of what people said of themselves: long gone, or gone by a door that left it behind."""
    members = list(_lock(Q(pk__in=_old_profiles().values("member")), size))
    for member in members:
        forget_profile(member)
    return len(members)


def forget_never_paid(size: int) -> int:
    """One batch of those who began to join long ago, never paid, and are no member."""
    return _forget(_never_paid(), size)


def forget_names(size: int) -> int:
    """One batch of names of the register whose delay has passed."""
    return _forget(_old_names(), size)


def forget_consents(size: int) -> int:
    """One batch of answers about consent whose delay has passed."""
    numbers = list(_old_consents().order_by("pk").values_list("pk", flat=True)[:size])
    return MemberConsent.objects.filter(pk__in=numbers).delete()[0]


STEPS: Sequence[Step] = (forget_profiles, forget_never_paid, forget_names, forget_consents)


def _ended(years: int) -> Q:
    """Members whose membership ended so many years ago, for whom no money is on its way."""
    before = _ago(years)
    mine = {"member": OuterRef("pk")}
    left = Departure.objects.filter(**mine, returned_on=None)
    periods = MembershipPeriod.objects.filter(**mine, cancelled_on=None)
    moving = DuesRequest.objects.filter(**mine, closed_on=None).exclude(
        payment_request__state__in=NOTHING_MOVES
    )
    lapsed = Exists(periods) & ~Exists(periods.filter(ends_on__gte=before)) & ~Exists(left)
    return Q(Exists(left.filter(effective_on__lt=before)) | lapsed) & Q(~Exists(moving))


def _old_profiles() -> QuerySet[MemberProfile]:
    left = Departure.objects.filter(returned_on=None).values("member")
    lapsed = Member.objects.filter(_ended(PROFILE_YEARS)).values("pk")
    return MemberProfile.objects.filter(Q(member__in=left) | Q(member__in=lapsed))


def _never_paid() -> QuerySet[Member]:
    before = timezone.now() - (timezone.localdate() - _ago(BEGAN_YEARS))
    asked = DuesRequest.objects.filter(member=OuterRef("pk"))
    recent = asked.filter(asked_on__gte=_ago(BEGAN_YEARS))
    moving = asked.exclude(payment_request__received_cents=0, payment_request__state__in=_IDLE)
    began = Member.objects.present().filter(created_at__lt=before, register=None, periods=None)
    return began.filter(~Exists(recent), ~Exists(moving))


def _old_names() -> QuerySet[Member]:
    return Member.objects.present().filter(_ended(NAME_YEARS))


def _old_consents() -> QuerySet[MemberConsent]:
    erased = Q(erased_at__lt=timezone.now() - (timezone.localdate() - _ago(CONSENT_YEARS)))
    return MemberConsent.objects.filter(member__in=Member.objects.filter(_ended(CONSENT_YEARS) | erased))


def _ago(years: int) -> dt.date:
    return years_after(timezone.localdate(), -years)


def _forget(members: QuerySet[Member], size: int) -> int:
    numbers = [member.pk for member in _lock(Q(pk__in=members.values("pk")), size)]
    return forget_members(numbers=numbers) if numbers else 0


def _lock(these: Q, size: int) -> QuerySet[Member]:
    """Whoever somebody works on now is left for the next time."""
    rows = Member.objects.filter(these).order_by("pk")
    return rows.select_for_update(skip_locked=True, of=("self",))[:size]
