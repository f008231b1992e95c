"""Every night, what HelloAsso says has changed is put against our books."""

import datetime as dt
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from milliard.payments.enums import NotificationOutcome
from milliard.payments.helloasso.fake_server import FakeHelloAsso
from milliard.payments.models import Checkout, Notification, Payment, Reconciliation
from milliard.payments.services.checkout import open_checkout
from milliard.payments.services.notifications import seal
from milliard.payments.services.reading_back import read_payment_back
from milliard.payments.services.reconciliation import provider_day, reconcile_helloasso
from milliard.payments.signals import RequestChange, requests_changed
from milliard.payments.tests.factories import make_request

pytestmark = pytest.mark.django_db


def paid(fake: FakeHelloAsso, **how: Any) -> int:
    number: int = fake.books.pay(open_checkout(request=make_request()).intent_id, **how)["id"]
    return number


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("reconcile_helloasso", *arguments, stdout=out)
    return out.getvalue()


def test_what_was_lost_refunded_or_contested_is_found(helloasso: FakeHelloAsso) -> None:
    lost, refunded, contested, same = (paid(helloasso) for _ in range(4))
    for number in (refunded, contested, same):
        read_payment_back(payment_id=number)
    helloasso.books.refund(refunded, 700)
    helloasso.books.set_state(contested, "Contested")
    done = reconcile_helloasso()
    assert (done.read_count, set(done.differing)) == (4, {lost, refunded, contested})
    sums = {int(row.external_id): row.amount_cents - row.reversed_cents for row in Payment.objects.all()}
    assert sums == {lost: 2000, refunded: 1300, contested: 0, same: 2000}
    again = reconcile_helloasso()
    assert (again.read_count, again.differing) == (4, ())


def test_the_next_one_begins_where_the_last_began_minus_an_overlap(helloasso: FakeHelloAsso) -> None:
    now = timezone.now()
    with time_machine.travel(now - dt.timedelta(days=40), tick=False):
        old = paid(helloasso)
        reconcile_helloasso()
    assert Payment.objects.get().external_id == str(old)
    with time_machine.travel(now - dt.timedelta(days=2)):
        recent = paid(helloasso)
    done = reconcile_helloasso()
    assert done.differing == (recent,)
    assert abs(done.since - (now - dt.timedelta(days=43))) < dt.timedelta(minutes=1)
    assert reconcile_helloasso().read_count == 1
    # Paid long ago, contested today: it is what changed that is read.
    helloasso.books.set_state(old, "Contested")
    assert reconcile_helloasso().differing == (old,)


def test_a_notification_the_queue_lost_is_read(helloasso: FakeHelloAsso) -> None:
    number = paid(helloasso)
    body = json.dumps({"eventType": "Payment", "data": {"id": number}})
    with time_machine.travel(timezone.now() - dt.timedelta(hours=2)):
        row = Notification.objects.create(
            event_type="Payment", sealed_body=seal(body, purpose="payments.notification")
        )
    reconcile_helloasso()
    row.refresh_from_db()
    assert row.outcome == NotificationOutcome.READ_BACK


def test_one_that_cannot_be_written_keeps_nobody_else_from_it(helloasso: FakeHelloAsso) -> None:
    bad, good = paid(helloasso), paid(helloasso)
    with time_machine.travel(timezone.now() - dt.timedelta(hours=2)):
        row = Notification.objects.create(event_type="Payment", sealed_body="altered")
    refused = Checkout.objects.get(intent_id=helloasso.books.payments[bad]["order"]["checkoutIntentId"])

    def fail(changes: list[RequestChange], **_: object) -> None:
        assert refused.request_id not in [one.request_id for one in changes]

    with pytest.raises(CommandError, match=str(bad)), told_of_changes(fail):
        run("--apply")
    row.refresh_from_db()
    assert row.outcome == NotificationOutcome.FAILED
    assert Payment.objects.get().external_id == str(good)
    assert not Reconciliation.objects.exists()
    assert reconcile_helloasso().differing == (bad,)
    assert Payment.objects.count() == 2


@contextmanager
def told_of_changes(receiver: Callable[..., None]) -> Iterator[None]:
    requests_changed.connect(receiver)
    try:
        yield
    finally:
        requests_changed.disconnect(receiver)


def test_the_command_writes_only_when_told(helloasso: FakeHelloAsso) -> None:
    number = paid(helloasso)
    said = run("--since", "2026-01-01")
    assert f"1 différents de nos comptes, 0 illisibles.\n  {number}\nRien n’a été écrit" in said
    assert not Payment.objects.exists()
    assert not Reconciliation.objects.exists()
    assert "Rien" not in run("--apply")
    assert Payment.objects.count() == Reconciliation.objects.count() == 1
    helloasso.failures = [500]
    with pytest.raises(CommandError, match="ne répond pas"):
        run("--apply")
    assert Reconciliation.objects.count() == 1


def test_the_command_without_an_account_at_helloasso() -> None:
    assert "n’est pas réglé" in run("--apply")


def test_a_day_there_and_here(helloasso: FakeHelloAsso) -> None:
    first, second = paid(helloasso, tip=300), paid(helloasso)
    company = paid(helloasso, payer={"company": "SARL Inventée"})
    waiting = paid(helloasso, means="Sepa")
    for number in (first, second, company, waiting):
        read_payment_back(payment_id=number)
    helloasso.books.refund(first, 500)
    day = provider_day(day=timezone.localdate())
    assert (day.theirs_cents, day.ours_cents, day.ours_held_cents) == (5500, 6000, 2000)
    assert (day.tips_cents, day.differing) == (300, (first,))
    reconcile_helloasso()
    day = provider_day(day=timezone.localdate())
    assert (day.theirs_cents, day.ours_cents, day.differing) == (5500, 5500, ())
    assert provider_day(day=timezone.localdate() - dt.timedelta(days=1)).theirs_cents == 0
