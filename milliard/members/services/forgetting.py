"""Forgetting who members are: one person who asks, or a batch of those whose time has come.

Rows stay, empty, for the dates of the register and the accounts; what any app wrote about the person goes.
Histories go with their rows, and the rows merged into theirs.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core.declarations import PersonData, declared
from milliard.core.services import forget_shown_mails
from milliard.members.enums import DepartureKind, EntryKind
from milliard.members.models import (
    Departure,
    DuesRequest,
    Exclusion,
    Member,
    MemberProfile,
    MembershipPeriod,
    Merge,
    PossibleDuplicate,
    RegisterEntry,
)
from milliard.members.services.dues import NOTHING_MOVES, close_request
from milliard.members.services.entries import write_entries
from milliard.payments.models import PaymentRequest
from milliard.payments.services.personal_data import forget_payers
from milliard.payments.services.requests import lock_requests

_FORGOTTEN = {"email": "", "phone": "", "given_name": "", "family_name": "", "commune": None, "card_code": ""}


@transaction.atomic
def forget_members(*, numbers: Collection[int], by: User | None = None) -> int:
    """Forget who these members are, once and for all; of how many rows.

    The caller has asked its own policy.
    """
    whole = _with_merged(numbers)
    _leave(whole, by)
    rows = Member.objects.filter(pk__in=whole)
    for part in _parts_above():
        part.erase(rows)
    forget_payers(PaymentRequest.objects.filter(dues_request__member__in=whole))
    forget_shown_mails(addresses=list(rows.exclude(email="").values_list("email", flat=True)))
    _forget_what_is_written(whole)
    rows.update(**_FORGOTTEN, account=None, erased_at=Coalesce("erased_at", timezone.now()))
    for event in Member.pgh_event_models.values():  # type: ignore[attr-defined]
        event.objects.filter(pgh_obj__in=whole).update(**_FORGOTTEN, account=None)
    return len(whole)


def members_of_person(members: QuerySet[Member]) -> QuerySet[Member]:
    """Those rows with the rows merged into them: all that is of the same persons."""
    return Member.objects.filter(pk__in=_with_merged(members.values_list("pk", flat=True)))


def parts_of(members: QuerySet[Member]) -> Iterator[tuple[str, Any]]:
    """(label, what it knows) of each app above members."""
    return ((part.label, part.export(members)) for part in _parts_above())


def _parts_above() -> Iterator[PersonData]:
    return declared("member_data")


def _with_merged(numbers: Collection[int] | QuerySet[Member, int]) -> list[int]:
    found = set(numbers)
    while more := set(
        Member.objects.filter(merged_into__in=found).exclude(pk__in=found).values_list("pk", flat=True)
    ):
        found |= more
    return sorted(found)


def _leave(numbers: Collection[int], by: User | None) -> None:
    """Nothing more is asked, and the register says that those who were in left today.

    The same few statements for one as for a batch. Locks as money takes them: requests, then people.
    """
    present = Member.objects.present().filter(pk__in=numbers)
    asked = DuesRequest.objects.filter(member__in=present, closed_on=None)
    lock_requests(list(asked.values_list("payment_request", flat=True)))
    list(Member.objects.filter(pk__in=numbers).select_for_update().order_by("pk").values_list("pk"))
    for dues in asked.select_related("payment_request").order_by("pk"):
        if dues.payment_request.state in NOTHING_MOVES:
            close_request(dues)
    today = timezone.localdate()
    last = MembershipPeriod.objects.filter(member=OuterRef("pk"), cancelled_on=None).order_by("-ends_on")
    gone = Departure.objects.filter(member=OuterRef("pk"), returned_on=None)
    entered = present.filter(Exists(RegisterEntry.objects.filter(member=OuterRef("pk"))), ~Exists(gone))
    inside = entered.annotate(last=Subquery(last.values("ends_on")[:1])).exclude(last__lt=today)
    left = [
        Departure(member=member, kind=DepartureKind.RESIGNED, effective_on=today, recorded_by=by)
        for member in inside.order_by("pk")
    ]
    Departure.objects.bulk_create(left)
    write_entries(
        [
            RegisterEntry(member=one.member, kind=EntryKind.LEFT, effective_on=today, recorded_by=by)
            for one in left
        ]
    )


def ended_on(member: Member) -> dt.date | None:
    """The day a membership ended: of a departure, or the last day paid for. None for who is in."""
    left = member.departures.filter(returned_on=None).values_list("effective_on", flat=True).first()
    if left is not None:
        return left
    last = member.periods.filter(cancelled_on=None).aggregate(last=Max("ends_on"))["last"]
    return last if last is not None and last < timezone.localdate() else None


def _forget_what_is_written(numbers: Collection[int]) -> None:
    """What the team and the person wrote in words, and what a merge would give back."""
    MemberProfile.objects.filter(member__in=numbers).delete()
    RegisterEntry.objects.filter(member__in=numbers).exclude(reason="").update(reason="")
    Exclusion.objects.filter(member__in=numbers).update(grounds="", answer="", decision="")
    PossibleDuplicate.objects.filter(Q(first__in=numbers) | Q(second__in=numbers)).delete()
    merges = Merge.objects.filter(Q(kept__in=numbers) | Q(absorbed__in=numbers))
    merges.update(sealed_before="", undone_at=Coalesce("undone_at", Now()))
