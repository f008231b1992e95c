"""Work of the queue. Arguments are row numbers only."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django_tasks import default_task_backend, task

from milliard.core.batches import run_steps
from milliard.payments.helloasso.client import ProviderAway
from milliard.payments.models import BankStatement, Checkout

#: When a page of payment is asked about without waiting to be told: notifications get lost.
FOLLOWED_AFTER = tuple(dt.timedelta(minutes=minutes) for minutes in (2, 6, 17))

#: How long one task forgets before it makes place for others.
_SLICE_S = 20.0


@task()  # type: ignore[untyped-decorator]
def handle_notification(notification_id: int) -> None:
    """Read back what a notification points to; later, when HelloAsso does not answer. Safe to run twice."""
    from milliard.payments.services import notifications  # it queues this task

    try:
        notifications.handle_notification(notification_id=notification_id)
    except ProviderAway as away:
        wait = notifications.note_no_answer(notification_id=notification_id, asked_s=away.retry_after_s)
        if wait is not None:
            _later(handle_notification, wait, notification_id)


@task(priority=-10)  # type: ignore[untyped-decorator]
def follow_checkout(checkout_id: int) -> None:
    """Ask whether a page was paid, unless its request is known to be. Safe to run twice."""
    from milliard.payments.services.reading_back import read_checkout_back

    checkout = Checkout.objects.select_related("request").get(pk=checkout_id)
    if checkout.request.is_payable:
        try:
            read_checkout_back(intent_id=checkout.intent_id)
        except ProviderAway:
            return  # the next time, or the night's reconciliation


def follow_checkout_soon(checkout_id: int) -> None:
    """Queue the questions about a page that was just opened."""
    for wait in FOLLOWED_AFTER:
        _later(follow_checkout, wait, checkout_id)


def _later(work: Any, wait: dt.timedelta, number: int) -> None:
    if default_task_backend.supports_defer:  # a queue that does all at once, in tests, cannot wait
        work.using(run_after=timezone.now() + wait).enqueue(number)


@task(priority=-10)  # type: ignore[untyped-decorator]
def match_lines(statement_id: int) -> None:
    """Match the lines of a statement, a batch a transaction. Safe to run twice."""
    from milliard.payments.services.statement_matching import match_statement

    match_statement(statement=BankStatement.objects.get(pk=statement_id), by=None)


@task(priority=-20)  # type: ignore[untyped-decorator]
def forget_old_names() -> None:
    """Forget for a while who paid long ago, then queue the rest; counted in the journal."""
    from milliard.payments.services import retention  # it queues this task

    is_left = run_steps(retention.steps(), seconds=_SLICE_S)
    retention.record_forgotten()
    if is_left:
        forget_old_names.enqueue()
