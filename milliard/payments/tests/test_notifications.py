"""The address HelloAsso posts to, and the tasks behind it."""

import datetime as dt
import hashlib
import hmac
import json
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from milliard.core.rate_limit import Limit
from milliard.payments import tasks
from milliard.payments.enums import NotificationOutcome
from milliard.payments.helloasso.fake_server import FakeHelloAsso
from milliard.payments.models import Notification
from milliard.payments.services.checkout import open_checkout
from milliard.payments.services.notifications import TRY_AGAIN_AFTER, forget_old, receive_notification
from milliard.payments.tests.factories import make_request

pytestmark = pytest.mark.django_db
ADDRESS = "/paiement/helloasso/"


@pytest.fixture
def queued(settings: Any) -> None:
    """Tasks wait in their table, as in production."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def post(body: bytes, **headers: str) -> int:
    client = Client(enforce_csrf_checks=True)
    return client.post(ADDRESS, body, content_type="application/json", headers=headers).status_code


def test_it_is_kept_and_answered_before_anything_is_asked(helloasso: FakeHelloAsso, queued: None) -> None:
    assert reverse("payments:notification") == ADDRESS
    assert post(b'{"eventType": "Payment", "data": {"id": 1}}') == 200
    assert not helloasso.calls
    row = Notification.objects.get()
    assert (row.handled_at, row.attempts) == (None, 0)
    assert DBTaskResult.objects.get().args_kwargs == {"args": [row.pk], "kwargs": {}}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b"null",
        b"\xff\xfe",
        b"{" * 10_000,
        b"[" * 30_000,
        b'{"eventType": "Payment"',
        b"a=b",
    ],
)
def test_what_is_no_notification_is_not_kept(body: bytes) -> None:
    assert post(body) == 400
    assert not Notification.objects.exists()


def test_one_that_is_too_heavy_is_not_read() -> None:
    assert post(json.dumps({"eventType": "Payment", "data": "x" * 70_000}).encode()) == 413


def test_a_signature_is_asked_for_where_there_is_a_key(settings: Any) -> None:
    settings.HELLOASSO_SIGNATURE_KEY = "clé"
    body = b'{"eventType": "Form", "data": {}}'
    signed = hmac.new("clé".encode(), body, hashlib.sha256).hexdigest()
    assert post(body) == 403
    assert post(body, **{"x-ha-signature": signed[:-1] + "é"}) == 403
    assert post(body + b" ", **{"x-ha-signature": signed}) == 403
    assert post(body, **{"x-ha-signature": signed.upper()}) == 200


def test_too_many_from_one_address_are_asked_to_come_later(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("milliard.payments.views.notifications._LIMIT", Limit("payments.test", 2))
    body = b'{"eventType": "Form", "data": {}}'
    assert [post(body) for _ in range(3)] == [200, 200, 429]
    settings.HELLOASSO_ADDRESSES = ["127.0.0.1"]
    assert post(body) == 200


def test_addresses_are_looked_at_where_they_are_listed(settings: Any) -> None:
    body = b'{"eventType": "Form", "data": {}}'
    settings.HELLOASSO_ADDRESSES = ["51.138.206.200"]
    assert post(body) == 403
    assert post(body, **{"X-Forwarded-For": "51.138.206.200"}) == 403
    settings.HELLOASSO_ADDRESSES = ["127.0.0.1"]
    assert post(body) == 200


def test_helloasso_away_is_tried_again_later_and_later_then_said(
    helloasso: FakeHelloAsso, queued: None
) -> None:
    request = make_request()
    paid = helloasso.books.pay(open_checkout(request=request).intent_id)
    DBTaskResult.objects.all().delete()
    row = receive_notification(body=json.dumps(helloasso.books.event_of(paid["id"])).encode())
    DBTaskResult.objects.all().delete()
    waits = []
    for _ in TRY_AGAIN_AFTER:
        helloasso.failures = [500]
        tasks.handle_notification.call(row.pk)
        waits.append(DBTaskResult.objects.get().run_after - timezone.now())
        DBTaskResult.objects.all().delete()
    assert waits == sorted(waits)
    assert waits[-1] > dt.timedelta(hours=5)
    helloasso.failures = [429]
    tasks.handle_notification.call(row.pk)
    row.refresh_from_db()
    assert (row.outcome, DBTaskResult.objects.count()) == (NotificationOutcome.FAILED, 0)


def test_the_next_try_reads_it(helloasso: FakeHelloAsso, queued: None) -> None:
    request = make_request()
    paid = helloasso.books.pay(open_checkout(request=request).intent_id)
    row = receive_notification(body=json.dumps(helloasso.books.event_of(paid["id"])).encode())
    helloasso.failures = [500]
    for _ in range(3):
        tasks.handle_notification.call(row.pk)
    row.refresh_from_db()
    request.refresh_from_db()
    assert (row.outcome, row.attempts, request.state) == (NotificationOutcome.READ_BACK, 1, "paid")


def test_a_page_nobody_tells_about_is_asked_about(helloasso: FakeHelloAsso, queued: None) -> None:
    request = make_request()
    checkout = open_checkout(request=request)
    assert DBTaskResult.objects.count() == len(tasks.FOLLOWED_AFTER)
    helloasso.books.pay(checkout.intent_id)
    helloasso.failures = [500]
    for _ in range(2):
        tasks.follow_checkout.call(checkout.pk)
    request.refresh_from_db()
    assert request.state == "paid"
    asked = len(helloasso.calls)
    tasks.follow_checkout.call(checkout.pk)
    assert len(helloasso.calls) == asked


def test_old_ones_are_forgotten() -> None:
    with time_machine.travel(timezone.now() - dt.timedelta(days=91)):
        receive_notification(body=b'{"eventType": "Form"}')
    kept = receive_notification(body=b'{"eventType": "Form"}')
    assert forget_old()[0][1] == 1
    assert Notification.objects.get() == kept
