"""Notifications: kept sealed as they come, answered at once, believed once read back."""

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from milliard.core.refusals import Refused
from milliard.core.sealing import seal, unseal
from milliard.payments import tasks
from milliard.payments.enums import NotificationOutcome
from milliard.payments.helloasso.answers import UnreadableAnswer, payment_ids
from milliard.payments.helloasso.client import ProviderRefused, client
from milliard.payments.models import Notification
from milliard.payments.services.reading_back import read_payments_back

_PURPOSE = "payments.notification"
_KEPT = dt.timedelta(days=90)
#: How long it waits after each try HelloAsso did not answer; after the last one the night's reconciliation
#: is counted on.
TRY_AGAIN_AFTER = tuple(dt.timedelta(seconds=seconds) for seconds in (20, 120, 600, 3_600, 21_600))


class NotANotification(Refused):
    """What was posted is nothing HelloAsso would say."""

    message = "Cette adresse ne reçoit que les notifications de HelloAsso."


def receive_notification(*, body: bytes) -> Notification:
    """Keep it and queue its reading. Raises `NotANotification`."""
    try:
        event = json.loads(body)
        kind = str(event["eventType"])[:40]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise NotANotification from None
    row = Notification.objects.create(
        event_type=kind, sealed_body=seal(body.decode(errors="replace"), purpose=_PURPOSE)
    )
    tasks.handle_notification.enqueue(row.pk)
    return row


def handle_notification(*, notification_id: int) -> None:
    """Read back what a notification points to. Safe to run twice. May raise `ProviderAway`."""
    row = Notification.objects.get(pk=notification_id)
    if row.handled_at is not None:
        return
    event = json.loads(unseal(row.sealed_body, purpose=_PURPOSE))
    try:
        outcome = read_payments_back(ids=_payments_named(row.event_type, event.get("data")))
    except ProviderRefused:
        outcome = NotificationOutcome.NOT_OURS
    except UnreadableAnswer:
        outcome = NotificationOutcome.UNREADABLE
    _write_down(row, outcome)


def note_no_answer(*, notification_id: int, asked_s: int = 0) -> dt.timedelta | None:
    """One more try without an answer: when the next is due, None when there is none left."""
    row = Notification.objects.get(pk=notification_id)
    row.attempts += 1
    if row.attempts <= len(TRY_AGAIN_AFTER):
        row.save(update_fields=["attempts", "updated_at"])
        return max(TRY_AGAIN_AFTER[row.attempts - 1], dt.timedelta(seconds=min(asked_s, 86_400)))
    give_up_notification(notification_id=notification_id)
    return None


def give_up_notification(*, notification_id: int) -> None:
    """It cannot be handled: the night's reconciliation alone is counted on."""
    _write_down(Notification.objects.get(pk=notification_id), NotificationOutcome.FAILED)


def forget_old() -> Sequence[tuple[str, int]]:
    """Housekeeping: notifications of more than ninety days."""
    old = Notification.objects.filter(received_at__lt=timezone.now() - _KEPT)
    return [("notifications de paiement", old.delete()[0])]


def _payments_named(kind: str, data: Any) -> list[int]:
    """Where to look: the payment, or the payments of the order as HelloAsso knows them."""
    number = data.get("id") if isinstance(data, dict) else None
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < 2**31:
        return []
    if kind == "Payment":
        return [number]
    return payment_ids(client().order(number)) if kind == "Order" else []


def _write_down(row: Notification, outcome: NotificationOutcome) -> None:
    row.outcome, row.handled_at = outcome, timezone.now()
    if outcome in (NotificationOutcome.NOT_OURS, NotificationOutcome.UNREADABLE):
        row.sealed_body = ""
    row.save(update_fields=["outcome", "handled_at", "sealed_body", "attempts", "updated_at"])
