"""Dues: what one person is asked, and what follows from the money received.

Order of locks: the payment request, then the member, as money arrives (`payments.services.ledger`).
"""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.members import emails, policies
from milliard.members.enums import DepartureKind, EntryKind, MembershipState
from milliard.members.models import Departure, DuesRates, DuesRequest, Member, MembershipPeriod
from milliard.members.periods import period_paid
from milliard.members.purposes import DUES
from milliard.members.services.cards import draw_card
from milliard.members.services.entries import write_entry
from milliard.payments.enums import PartKind, RequestState
from milliard.payments.models import Payment, PaymentRequest
from milliard.payments.services.requests import cancel_request, lock_requests, open_request


class JoiningClosed(Refused):
    """No rules of dues are in force."""

    message = "Les adhésions ne sont pas encore ouvertes."


class UnderTheFloor(Refused):
    """The amount is lower than the rules accept."""

    message = "Ce montant est trop petit."


class NothingToPay(Refused):
    """The dues are paid for long enough."""

    message = "Cette adhésion est à jour\u00a0: il n’y a rien à payer."


class DuesOnTheirWay(Refused):
    """Money is on its way for another amount."""

    message = "Un paiement est en cours pour cette adhésion\u00a0: attendez qu’il arrive."


class CannotReturn(Refused):
    """The person was excluded, or is dead."""

    message = "Cette adhésion a pris fin\u00a0: écrivez-nous pour en parler."


def rates_in_force(on: dt.date | None = None) -> DuesRates:
    """The rules of a day, today by default. Raises `JoiningClosed` before the first."""
    try:
        return DuesRates.objects.in_force(on or timezone.localdate())
    except DuesRates.DoesNotExist:
        raise JoiningClosed from None


@transaction.atomic
def ask_dues(*, member: Member, dues_cents: int, gift_cents: int = 0, by: User | None) -> DuesRequest:
    """Ask for dues, and a gift if one wants. Asked again for the same amounts, the same request comes back.

    Other amounts replace it, unless money is on its way or here already.

    Raises
    ------
    NotAllowed, JoiningClosed, UnderTheFloor, NothingToPay, CannotReturn, DuesOnTheirWay
    """
    authorize(by, policies.can_pay_dues, member)
    rates = rates_in_force()
    if dues_cents < rates.floor_cents or gift_cents < 0:
        raise UnderTheFloor
    member, asked = lock_dues(member)
    parts = {PartKind.DUES: dues_cents, **({PartKind.GIFT: gift_cents} if gift_cents else {})}
    if asked is not None:
        if _asks_for(asked.payment_request, parts):
            return asked
        _give_up(asked)
    _ensure_something_to_pay(member, rates)
    request = open_request(
        purpose=DUES.code, parts=parts, payer_name=member.name, payer_email=member.email, payer=member.account
    )
    return DuesRequest.objects.create(
        member=member, payment_request=request, rates=rates, asked_on=timezone.localdate()
    )


def lock_dues(member: Member) -> tuple[Member, DuesRequest | None]:
    """Lock the request that is open, if any, then the member; both as they are now."""
    open_now = DuesRequest.objects.filter(member=member, closed_on__isnull=True)
    lock_requests(list(open_now.values_list("payment_request", flat=True)))
    member = Member.objects.select_for_update().get(pk=member.pk)
    return member, open_now.select_related("payment_request", "member").first()


def _asks_for(request: PaymentRequest, parts: Mapping[PartKind, int]) -> bool:
    return dict(request.parts.values_list("kind", "amount_cents")) == {
        kind.value: cents for kind, cents in parts.items()
    }


def _give_up(asked: DuesRequest) -> None:
    """Replace what was asked; money that is here or on its way is not left without its request."""
    if asked.payment_request.state not in (RequestState.OPEN, RequestState.REVERSED):
        raise DuesOnTheirWay
    close_request(asked)


def close_request(asked: DuesRequest) -> None:
    """Nothing more is asked."""
    cancel_request(request=asked.payment_request)  # `follow_request` closes it


def _ensure_something_to_pay(member: Member, rates: DuesRates) -> None:
    now = Member.objects.with_state(rates, timezone.localdate()).get(pk=member.pk)
    if now.state == MembershipState.CURRENT:
        raise NothingToPay
    if now.state == MembershipState.LEFT:
        left = Departure.objects.get(member=member, returned_on__isnull=True)
        if left.kind != DepartureKind.RESIGNED:
            raise CannotReturn
        if now.paid_until and now.paid_until >= timezone.localdate():
            raise NothingToPay


def follow_request(sender: type, *, request: PaymentRequest, **event: object) -> None:
    """Receiver of ``payments.signals.request_changed``: the request is locked, in the money's transaction.

    Dues received in full open a period; taken back, they cancel it. The rest (a gift taken back or not yet
    here) changes nothing of the membership. Computed from rows: the order of events does not matter.
    """
    if request.purpose != DUES.code:
        return
    dues = DuesRequest.objects.filter(payment_request=request).select_related("rates").first()
    if dues is None:
        return
    member = Member.objects.select_for_update().get(pk=dues.member_id)
    period = dues.periods.filter(cancelled_on__isnull=True).first()
    paid_on = _dues_paid_on(request)
    if paid_on is not None and period is None:
        _open_period(member, dues, paid_on)
    elif paid_on is None and period is not None:
        _cancel_period(member, dues, period)
    if request.state == RequestState.CANCELLED and dues.closed_on is None:
        _close(dues, timezone.localdate())


def _dues_paid_on(request: PaymentRequest) -> dt.date | None:
    """The day the dues were received in full; None while they are not."""
    part = request.parts.get(kind=PartKind.DUES)
    counted = Payment.objects.filter(allocations__part=part)
    rows = counted.annotate(cents=Sum("allocations__amount_cents")).filter(cents__gt=0)
    sums = rows.values_list("cents", "received_on")
    if sum(cents for cents, _ in sums) < part.amount_cents:
        return None
    return max(received_on for _, received_on in sums)


def _open_period(member: Member, dues: DuesRequest, paid_on: dt.date) -> None:
    left = Departure.objects.filter(member=member, returned_on__isnull=True).first()
    if left is not None and left.kind != DepartureKind.RESIGNED:
        return  # the money is there, and the treasurer's to give back
    last_end = _last_end(member)
    starts_on, ends_on = period_paid(dues.rates.rule, paid_on=paid_on, last_end=last_end)
    if left is not None and starts_on < paid_on:
        # Who left and returns begins again: the days between were not theirs.
        starts_on, ends_on = period_paid(dues.rates.rule, paid_on=paid_on, last_end=None)
    MembershipPeriod.objects.create(
        member=member, starts_on=starts_on, ends_on=ends_on, opened_on=paid_on, dues_request=dues
    )
    _close(dues, paid_on)
    draw_card(member)
    if left is not None:
        write_return(left, max(paid_on, left.effective_on))
        emails.welcome(member, ends_on=ends_on)
    elif member.register.filter(kind=EntryKind.ENTERED).exists():
        write_entry(member=member, kind=EntryKind.RENEWED, effective_on=starts_on)
        emails.thank(member, ends_on=ends_on)
    else:
        write_entry(member=member, kind=EntryKind.ENTERED, effective_on=starts_on)
        emails.welcome(member, ends_on=ends_on)


def write_return(left: Departure, on: dt.date, *, by: User | None = None) -> None:
    """A person who resigned is back."""
    left.returned_on = on
    left.full_clean()
    left.save()
    write_entry(member=left.member, kind=EntryKind.RETURNED, effective_on=on, by=by)


def _cancel_period(member: Member, dues: DuesRequest, period: MembershipPeriod) -> None:
    """The money went back: from today the period no longer counts, and the dues are asked again."""
    today = timezone.localdate()
    period.cancelled_on = today
    period.save(update_fields=["cancelled_on", "updated_at"])
    write_entry(member=member, kind=EntryKind.CANCELLED, effective_on=today, reason="paiement repris")
    is_asked_otherwise = member.dues_requests.filter(closed_on__isnull=True).exists()
    has_left = member.departures.filter(returned_on__isnull=True).exists()
    if not (is_asked_otherwise or has_left):
        _close(dues, None)


def _close(dues: DuesRequest, on: dt.date | None) -> None:
    dues.closed_on = on
    dues.save(update_fields=["closed_on", "updated_at"])


def _last_end(member: Member) -> dt.date | None:
    kept = member.periods.filter(cancelled_on__isnull=True)
    last: dt.date | None = kept.aggregate(last=Max("ends_on"))["last"]
    return last


@transaction.atomic
def give_period(
    *, member: Member, starts_on: dt.date, ends_on: dt.date, by: User | None, reason: str
) -> MembershipPeriod:
    """Write a period that no request paid: from before the platform, or given, with the reason.

    Raises
    ------
    NotAllowed, ValidationError (it overlaps another)
    """
    authorize(by, policies.can_keep_register)
    member = Member.objects.select_for_update().get(pk=member.pk)
    period = MembershipPeriod(member=member, starts_on=starts_on, ends_on=ends_on)
    period.full_clean()
    period.save()
    entered = member.register.filter(kind=EntryKind.ENTERED).exists()
    kind = EntryKind.RENEWED if entered else EntryKind.ENTERED
    write_entry(member=member, kind=kind, effective_on=starts_on, by=by, reason=reason)
    draw_card(member)
    return period
