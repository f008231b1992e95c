"""What follows from the money of dues: periods opened or cancelled, for one person as for thousands.

A few statements for any number: a statement of a bank pays for thousands at once.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db.models import Max, Sum
from django.utils import timezone

from milliard.core.bulk_rows import write_rows
from milliard.members import emails
from milliard.members.enums import DepartureKind, EntryKind
from milliard.members.models import (
    Departure,
    DuesRates,
    DuesRequest,
    Member,
    MembershipPeriod,
    RegisterEntry,
)
from milliard.members.periods import period_paid
from milliard.members.purposes import DUES
from milliard.members.services.cards import draw_cards
from milliard.members.services.dues import write_return
from milliard.members.services.entries import write_entries, write_entry
from milliard.payments.enums import PartKind, RequestState
from milliard.payments.models import Allocation, PaymentRequest
from milliard.payments.signals import RequestChange


def follow_requests(sender: type, *, changes: Sequence[RequestChange], **event: object) -> None:
    """Receiver of ``payments.signals.requests_changed``: the requests are locked, in the money's transaction.

    Dues received in full open a period; taken back, they cancel it. The rest (a gift taken back or not yet
    here) changes nothing of the membership. Computed from rows: the order of events does not matter.
    """
    requests = {one.request.pk: one.request for one in changes if one.request.purpose == DUES.code}
    if requests:
        asked = list(DuesRequest.objects.filter(payment_request_id__any=requests).order_by("pk"))
        rates = DuesRates.objects.in_bulk({dues.rates_id for dues in asked})
        for dues in asked:
            dues.rates = rates[dues.rates_id]
        for some in _each_person_once(asked):
            _follow(some, requests)


def _each_person_once(asked: Iterable[DuesRequest]) -> Iterator[list[DuesRequest]]:
    """Rounds where nobody stands twice: what one writes, the next reads."""
    left = list(asked)
    while left:
        first = {dues.member_id: dues for dues in reversed(left)}
        yield list(first.values())
        left = [dues for dues in left if first[dues.member_id] is not dues]


def _follow(asked: Sequence[DuesRequest], requests: Mapping[int, PaymentRequest]) -> None:
    paid_on = _days_dues_were_paid([dues.payment_request_id for dues in asked])
    people = Member.objects.filter(pk__any=[dues.member_id for dues in asked])
    members = {member.pk: member for member in people.select_for_update().order_by("pk")}
    numbers = [dues.pk for dues in asked]
    current = MembershipPeriod.objects.filter(dues_request_id__any=numbers, cancelled_on__isnull=True)
    periods = {period.dues_request_id: period for period in current}
    paid: list[tuple[DuesRequest, dt.date]] = []
    for dues in asked:
        dues.member = members[dues.member_id]
        day, period = paid_on.get(dues.payment_request_id), periods.get(dues.pk)
        if day is not None and period is None:
            paid.append((dues, day))
        elif day is None and period is not None:
            _cancel_period(dues, period)
    _open_periods(paid)
    cancelled = [
        dues
        for dues in asked
        if requests[dues.payment_request_id].state == RequestState.CANCELLED and dues.closed_on is None
    ]
    _close([(dues, timezone.localdate()) for dues in cancelled])


def _days_dues_were_paid(requests: Sequence[int]) -> dict[int, dt.date]:
    """The day the dues of each request were received in full; without those that were not."""
    shared = Allocation.objects.filter(part__request_id__any=requests, part__kind=PartKind.DUES)
    rows = shared.values_list("part__request", "part__amount_cents", "payment", "payment__received_on")
    received: dict[int, list[tuple[int, dt.date]]] = defaultdict(list)
    asked: dict[int, int] = {}
    for request, amount, _, day, cents in rows.annotate(cents=Sum("amount_cents")).filter(cents__gt=0):
        asked[request] = amount
        received[request].append((cents, day))
    return {
        request: max(day for _, day in sums)
        for request, sums in received.items()
        if sum(cents for cents, _ in sums) >= asked[request]
    }


def _open_periods(paid: Sequence[tuple[DuesRequest, dt.date]]) -> None:
    if not paid:
        return
    people = [dues.member_id for dues, _ in paid]
    gone = Departure.objects.filter(member_id__any=people, returned_on__isnull=True).select_related("member")
    left = {departure.member_id: departure for departure in gone}
    kept = MembershipPeriod.objects.filter(member_id__any=people, cancelled_on__isnull=True)
    last_ends = dict(kept.values_list("member").annotate(last=Max("ends_on")))
    closed, periods = [], []
    for dues, paid_on in paid:
        departure = left.get(dues.member_id)
        if departure is not None and departure.kind != DepartureKind.RESIGNED:
            continue  # the money is there, and the treasurer's to give back
        starts_on, ends_on = _days_of(dues, paid_on, last_ends.get(dues.member_id), departure)
        closed.append((dues, paid_on))
        periods.append(
            MembershipPeriod(
                member=dues.member,
                starts_on=starts_on,
                ends_on=ends_on,
                opened_on=paid_on,
                dues_request=dues,
            )
        )
    write_rows(periods)
    _close(closed)
    draw_cards([period.member for period in periods])
    _tell(periods, left)


def _days_of(
    dues: DuesRequest, paid_on: dt.date, last_end: dt.date | None, left: Departure | None
) -> tuple[dt.date, dt.date]:
    days = period_paid(dues.rates.rule, paid_on=paid_on, last_end=last_end)
    if left is not None and days[0] < paid_on:
        # Who left and returns begins again: the days between were not theirs.
        return period_paid(dues.rates.rule, paid_on=paid_on, last_end=None)
    return days


def _tell(periods: Sequence[MembershipPeriod], left: Mapping[int, Departure]) -> None:
    """In the register, and to each person."""
    known = RegisterEntry.objects.filter(
        member_id__any=[period.member_id for period in periods], kind=EntryKind.ENTERED
    )
    entered = set(known.values_list("member", flat=True))
    back = [period for period in periods if period.member_id in left]
    for period in back:
        departure = left[period.member_id]
        write_return(departure, max(period.opened_on or period.starts_on, departure.effective_on))
    stayed = [period for period in periods if period.member_id not in left]
    renewed = [period for period in stayed if period.member_id in entered]
    new = [period for period in stayed if period.member_id not in entered]
    write_entries(
        [
            RegisterEntry(member=period.member, kind=kind, effective_on=period.starts_on)
            for kind, some in ((EntryKind.RENEWED, renewed), (EntryKind.ENTERED, new))
            for period in some
        ]
    )
    emails.welcome([*back, *new])
    emails.thank(renewed)


def _cancel_period(dues: DuesRequest, period: MembershipPeriod) -> None:
    """The money went back: from today the period no longer counts, and the dues are asked again."""
    today, member = timezone.localdate(), dues.member
    period.cancelled_on = today
    period.save(update_fields=["cancelled_on", "updated_at"])
    write_entry(member=member, kind=EntryKind.CANCELLED, effective_on=today, reason="paiement repris")
    is_asked_otherwise = member.dues_requests.filter(closed_on__isnull=True).exists()
    has_left = member.departures.filter(returned_on__isnull=True).exists()
    if not (is_asked_otherwise or has_left):
        _close([(dues, None)])


def _close(asked: Iterable[tuple[DuesRequest, dt.date | None]]) -> None:
    """Write since when each is closed; None: open again."""
    by_day: dict[dt.date | None, list[DuesRequest]] = defaultdict(list)
    for dues, day in asked:
        dues.closed_on = day
        by_day[day].append(dues)
    for day, some in by_day.items():
        these = DuesRequest.objects.filter(pk__any=[dues.pk for dues in some])
        these.update(closed_on=day, updated_at=timezone.now())
