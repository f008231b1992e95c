"""What follows from the money of dues: periods opened or cancelled, for one person as for thousands.

A few statements for any number: a statement of a bank pays for thousands at once.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import Max, Sum
from django.utils import timezone

from milliard.core.bulk_rows import insert_rows
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
from milliard.members.periods import Rule, period_paid
from milliard.members.purposes import DUES
from milliard.members.services.cards import draw_cards_of
from milliard.members.services.dues import write_return
from milliard.members.services.entries import write_entry, write_plain_entries
from milliard.payments.enums import PartKind, RequestState
from milliard.payments.models import Allocation
from milliard.payments.signals import RequestChange


class _Asked(NamedTuple):
    """What is read of dues that were asked; here and below, objects would cost more than the database."""

    pk: int
    member_id: int
    payment_request_id: int
    rates_id: int
    closed_on: dt.date | None


class _Paid(NamedTuple):
    """Dues received in full that no period answers yet."""

    dues: _Asked
    person: emails.Addressee
    on: dt.date
    rule: Rule


class _Opened(NamedTuple):
    """A period that is written."""

    paid: _Paid
    starts_on: dt.date
    ends_on: dt.date


def follow_requests(sender: type, *, changes: Sequence[RequestChange], **event: object) -> None:
    """Receiver of ``payments.signals.requests_changed``: the requests are locked, in the money's transaction.

    Dues received in full open a period; taken back, they cancel it. The rest (a gift taken back or not yet
    here) changes nothing of the membership. Computed from rows: the order of events does not matter.
    """
    states = {one.request_id: one.state for one in changes if one.purpose == DUES.code}
    if states:
        rows = DuesRequest.objects.filter(payment_request_id__any=states).order_by("pk")
        asked = [_Asked(*row) for row in rows.values_list(*_Asked._fields)]
        rules = {
            one.pk: one.rule for one in DuesRates.objects.filter(pk__in={dues.rates_id for dues in asked})
        }
        for some in _each_person_once(asked):
            _follow(some, states, rules)


def _each_person_once(asked: Iterable[_Asked]) -> Iterator[list[_Asked]]:
    """Rounds where nobody stands twice: what one writes, the next reads."""
    left = list(asked)
    while left:
        first = {dues.member_id: dues for dues in reversed(left)}
        yield list(first.values())
        left = [dues for dues in left if first[dues.member_id] is not dues]


def _follow(asked: Sequence[_Asked], states: Mapping[int, RequestState], rules: Mapping[int, Rule]) -> None:
    paid_on = _days_dues_were_paid([dues.payment_request_id for dues in asked])
    people = _locked_people([dues.member_id for dues in asked])
    closed_on = {dues.pk: dues.closed_on for dues in asked}
    current = MembershipPeriod.objects.filter(dues_request_id__any=closed_on, cancelled_on__isnull=True)
    periods = {period.dues_request_id: period for period in current}
    paid: list[_Paid] = []
    for dues in asked:
        day, period = paid_on.get(dues.payment_request_id), periods.get(dues.pk)
        if day is not None and period is None:
            paid.append(_Paid(dues, people[dues.member_id], day, rules[dues.rates_id]))
        elif day is None and period is not None and _cancel_period(period):
            closed_on[dues.pk] = None
            _close([(dues.pk, None)])
    _open_periods(paid)
    today = timezone.localdate()
    cancelled = [one for one in asked if states[one.payment_request_id] == RequestState.CANCELLED]
    _close([(dues.pk, today) for dues in cancelled if closed_on[dues.pk] is None])


def _locked_people(numbers: Sequence[int]) -> dict[int, emails.Addressee]:
    rows = Member.objects.filter(pk__any=numbers).select_for_update().order_by("pk")
    return {row[0]: emails.Addressee(*row) for row in rows.values_list(*emails.Addressee._fields)}


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


def _open_periods(paid: Sequence[_Paid]) -> None:
    if not paid:
        return
    people = [one.person.pk for one in paid]
    gone = Departure.objects.filter(member_id__any=people, returned_on__isnull=True).select_related("member")
    left = {departure.member_id: departure for departure in gone}
    kept = MembershipPeriod.objects.filter(member_id__any=people, cancelled_on__isnull=True)
    last_ends = dict(kept.values_list("member").annotate(last=Max("ends_on")))
    opened: list[_Opened] = []
    for one in paid:
        departure = left.get(one.person.pk)
        if departure is not None and departure.kind != DepartureKind.RESIGNED:
            continue  # the money is there, and the treasurer's to give back
        opened.append(_Opened(one, *_days_of(one, last_ends.get(one.person.pk), departure)))
    columns: dict[str, list[Any]] = {
        "member_id": [one.person.pk for one, _, _ in opened],
        "starts_on": [starts_on for _, starts_on, _ in opened],
        "ends_on": [ends_on for _, _, ends_on in opened],
        "opened_on": [one.on for one, _, _ in opened],
        "dues_request_id": [one.dues.pk for one, _, _ in opened],
    }
    insert_rows(MembershipPeriod, columns)
    _close([(one.dues.pk, one.on) for one, _, _ in opened])
    draw_cards_of([one.person.pk for one, _, _ in opened if not one.person.card_code])
    _tell(opened, left)


def _days_of(one: _Paid, last_end: dt.date | None, left: Departure | None) -> tuple[dt.date, dt.date]:
    days = period_paid(one.rule, paid_on=one.on, last_end=last_end)
    if left is not None and days[0] < one.on:
        # Who left and returns begins again: the days between were not theirs.
        return period_paid(one.rule, paid_on=one.on, last_end=None)
    return days


def _tell(opened: Sequence[_Opened], left: Mapping[int, Departure]) -> None:
    """In the register, and to each person."""
    known = RegisterEntry.objects.filter(
        member_id__any=[period.paid.person.pk for period in opened], kind=EntryKind.ENTERED
    )
    entered = set(known.values_list("member", flat=True))
    back = [period for period in opened if period.paid.person.pk in left]
    for period in back:
        departure = left[period.paid.person.pk]
        write_return(departure, max(period.paid.on, departure.effective_on))
    stayed = [period for period in opened if period.paid.person.pk not in left]
    renewed = [period for period in stayed if period.paid.person.pk in entered]
    new = [period for period in stayed if period.paid.person.pk not in entered]
    for kind, some in ((EntryKind.RENEWED, renewed), (EntryKind.ENTERED, new)):
        write_plain_entries(kind, [(period.paid.person.pk, period.starts_on) for period in some])
    emails.welcome([(period.paid.person, period.ends_on) for period in (*back, *new)])
    emails.thank([(period.paid.person, period.ends_on) for period in renewed])


def _cancel_period(period: MembershipPeriod) -> bool:
    """The money went back: from today the period no longer counts. Returns whether dues are asked again."""
    today, member = timezone.localdate(), period.member
    period.cancelled_on = today
    period.save(update_fields=["cancelled_on", "updated_at"])
    write_entry(member=member, kind=EntryKind.CANCELLED, effective_on=today, reason="paiement repris")
    is_asked_otherwise = member.dues_requests.filter(closed_on__isnull=True).exists()
    has_left = member.departures.filter(returned_on__isnull=True).exists()
    return not (is_asked_otherwise or has_left)


def _close(asked: Iterable[tuple[int, dt.date | None]]) -> None:
    """Write since when each is closed; None: open again."""
    by_day: dict[dt.date | None, list[int]] = defaultdict(list)
    for number, day in asked:
        by_day[day].append(number)
    for day, some in by_day.items():
        DuesRequest.objects.filter(pk__any=some).update(closed_on=day, updated_at=timezone.now())
