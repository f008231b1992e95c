"""What every page of a member asks of the database, by queries prepared once (`core.prepared`)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, DateField, Exists, OuterRef, Q
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core.prepared import PreparedQuery, Slot
from milliard.members.models import Departure, DuesRates, DuesRequest, Member, RegisterEntry
from milliard.members.models.states import StateDays, state_annotations

OF_MEMBER = {"member": Slot("member", BigIntegerField())}  # rows of one member, whatever their table
#: What is asked of a member and open, with its payment request; their departure, if they have left.
ASKED = PreparedQuery(
    lambda: DuesRequest.objects.filter(**OF_MEMBER, closed_on__isnull=True).select_related("payment_request")
)
LEFT = PreparedQuery(lambda: Departure.objects.filter(**OF_MEMBER, returned_on__isnull=True))
_ENTERED = {"has_entered": Exists(RegisterEntry.objects.filter(member=OuterRef("pk")))}
_HOUSEHOLD = PreparedQuery(
    lambda: (
        Member.objects.present()
        .filter(account=Slot("account", BigIntegerField()))
        .annotate(**_ENTERED)
        .order_by("pk")
    )
)
#: Members by their numbers, and the days a state depends on, as slots.
SAID = Q(pk__any=Slot("pks", ArrayField(BigIntegerField())))
DAYS = StateDays(Slot("on", DateField()), Slot("soon", DateField()), Slot("grace", DateField()))
_STANDING = PreparedQuery(lambda: Member.objects.only("pk").filter(SAID).annotate(**state_annotations(DAYS)))
_STATE = PreparedQuery(
    lambda: (
        Member.objects.filter(pk=Slot("pk", BigIntegerField()))
        .annotate(**state_annotations(DAYS))
        .select_related("commune__department")
    )
)


def members_of(account: User) -> list[Member]:
    """Everybody an account holds, the first who joined first; ``has_entered``: the register knows them."""
    return _HOUSEHOLD.rows(account=account.pk)


def with_state(pk: int, rates: DuesRates, on: dt.date) -> Member:
    """A member as `MemberQuerySet.with_state` gives them; planned for one, a third of the time."""
    return _STATE.rows(pk=pk, **asdict(StateDays.of(rates, on)))[0]


def give_todays_state(rows: Sequence[Member]) -> None:
    """Give each member of one page of a list today's ``state`` and ``paid_until``."""
    today = timezone.localdate()
    _STANDING.complete(rows, **asdict(StateDays.of(DuesRates.objects.to_read(today), today)))
