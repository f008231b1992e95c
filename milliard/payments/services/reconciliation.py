"""What HelloAsso says against our books: every night, by what changed there, refunds included."""

import datetime as dt
import logging
from dataclasses import dataclass

from django.db.models import Sum
from django.utils import timezone

from milliard.payments.enums import HELLOASSO, Hold, PaymentState
from milliard.payments.helloasso.answers import RemotePayment, UnreadableAnswer, read_payment
from milliard.payments.helloasso.client import ProviderAway, client
from milliard.payments.models import Notification, Payment, Reconciliation, Reversal
from milliard.payments.services.notifications import give_up_notification, handle_notification
from milliard.payments.services.reading_back import read_payment_back

logger = logging.getLogger(__name__)

#: What changed while the last reconciliation read, and clocks that differ.
_OVERLAP = dt.timedelta(days=3)
#: Where the first one begins.
_FIRST = dt.timedelta(days=90)
#: A notification that waits for so long was lost by the queue.
_FORGOTTEN = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Payments that changed at HelloAsso since ``since``, and the numbers of those told otherwise here.

    ``failed``: those that could not be written, for a fault of ours; the next one begins at the same point.
    """

    since: dt.datetime
    read_count: int
    differing: tuple[int, ...]
    failed: tuple[int, ...]
    unreadable_count: int


def reconcile_helloasso(*, since: dt.datetime | None = None, apply: bool = True) -> Reconciled:
    """Look at everything that changed there and read back what differs. May raise `ProviderAway`.

    Newest first: what changes meanwhile comes to the top and was read, or is younger than this start, where
    the next one begins. So nothing falls between two pages.
    """
    started_at = timezone.now()
    since = since or _from_the_last(started_at)
    if apply:
        _handle_forgotten(started_at)
    read, unreadable, differing, failed = 0, 0, [], []
    for row in client().payments(sortField="UpdateDate", sortOrder="Desc"):
        try:
            remote = read_payment(row)
        except UnreadableAnswer:
            unreadable += 1
            continue
        if remote.updated_at < since:
            break
        read += 1
        if _differs(remote):
            differing.append(remote.id)
            if apply and not _is_put_right(remote.id):
                failed.append(remote.id)
    if apply and not failed:
        Reconciliation.objects.create(
            started_at=started_at, since=since, read_count=read, differing_count=len(differing)
        )
    return Reconciled(since, read, tuple(differing), tuple(failed), unreadable)


@dataclass(frozen=True, slots=True)
class ProviderDay:
    """One day of payments by HelloAsso, as it tells them and as we have them, in cents, refunds taken off.

    ``ours_held_cents``: the part of ours that a person still has to decide about. ``differing``: numbers of
    payments that are told otherwise here, or are not here (of other forms of the association, mostly).
    """

    day: dt.date
    theirs_cents: int
    ours_cents: int
    ours_held_cents: int
    tips_cents: int
    differing: tuple[int, ...]


def provider_day(*, day: dt.date) -> ProviderDay:
    """What was paid on ``day``, there and here. May raise `ProviderAway`, `UnreadableAnswer`."""
    start = timezone.make_aware(dt.datetime.combine(day, dt.time.min))
    end = timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))
    asked = client().payments(**{"from": start.isoformat(), "to": end.isoformat()})
    theirs = [read_payment(row) for row in asked]
    paid_on_our_pages = [remote for remote in theirs if remote.intent_id is not None]
    known = Payment.objects.filter(
        means__in=HELLOASSO,
        state=PaymentState.SETTLED,
        external_id__in=[str(remote.id) for remote in paid_on_our_pages],
    )
    ours = known.aggregate(received=Sum("amount_cents"), back=Sum("reversed_cents"))
    held = known.exclude(hold=Hold.NONE)
    return ProviderDay(
        day=day,
        theirs_cents=sum(map(net_cents, paid_on_our_pages)),
        ours_cents=(ours["received"] or 0) - (ours["back"] or 0),
        ours_held_cents=sum(payment.unallocated_cents for payment in held),
        tips_cents=sum(remote.tip_cents for remote in paid_on_our_pages),
        differing=tuple(remote.id for remote in paid_on_our_pages if _differs(remote)),
    )


def net_cents(remote: RemotePayment) -> int:
    """What a payment leaves us, as HelloAsso tells it: nothing while it waits, is refused or contested."""
    if remote.known_state != PaymentState.SETTLED or remote.state == "Contested":
        return 0
    if remote.state == "Refunded" and not remote.refunds:
        return 0
    return max(0, remote.amount_cents - sum(refund.amount_cents for refund in remote.refunds_done))


def _differs(remote: RemotePayment) -> bool:
    """Whether our books tell it otherwise. What was not paid on a page of a site is not asked about."""
    ours = Payment.objects.filter(means__in=HELLOASSO, external_id=str(remote.id)).first()
    if ours is None:
        return remote.intent_id is not None and not remote.is_only_begun
    known = set(Reversal.objects.filter(payment=ours).values_list("external_id", flat=True))
    is_all_back = ours.reversed_cents == ours.amount_cents
    new_refunds = {str(refund.id) for refund in remote.refunds_done} - known
    return ours.external_state != remote.state or bool(new_refunds and not is_all_back)


def _from_the_last(now: dt.datetime) -> dt.datetime:
    last = Reconciliation.objects.order_by("-started_at").first()
    return last.started_at - _OVERLAP if last else now - _FIRST


def _is_put_right(payment_id: int) -> bool:
    """Read one back; one that cannot be written does not keep the others from it."""
    try:
        read_payment_back(payment_id=payment_id)
    except ProviderAway:
        raise
    except Exception:  # whatever an app above does when money arrives
        logger.exception("a payment of helloasso could not be written")
        return False
    return True


def _handle_forgotten(now: dt.datetime) -> None:
    """Notifications whose task was lost, or failed: what they point to is among what changed, too."""
    left = Notification.objects.filter(handled_at__isnull=True, received_at__lt=now - _FORGOTTEN)
    for number in left.values_list("pk", flat=True):
        try:
            handle_notification(notification_id=number)
        except ProviderAway:
            raise
        except Exception:  # the same
            logger.exception("a notification of helloasso could not be handled")
            give_up_notification(notification_id=number)
