"""Money that is told twice at once, cancelled meanwhile, clicked for twice: counted once, kept, one page."""

import json
from typing import Any

from django.test import Client

from milliard.payments.enums import Hold, NotificationOutcome
from milliard.payments.helloasso.fake_server import FakeHelloAsso
from milliard.payments.models import Allocation, Checkout, Notification, Payment, PaymentRequest, Reversal
from milliard.payments.services.checkout import open_checkout
from milliard.payments.services.notifications import receive_notification
from milliard.payments.services.reading_back import read_payment_back
from milliard.payments.services.requests import RequestClosed, cancel_request
from milliard.payments.tests.factories import make_request


def state_of(request: PaymentRequest) -> tuple[str, int]:
    request.refresh_from_db()
    return request.state, request.received_cents


def test_notifications_at_the_same_moment_are_one_payment(in_threads: Any, helloasso: FakeHelloAsso) -> None:
    request = make_request(gift_cents=500)
    paid = helloasso.books.pay(open_checkout(request=request).intent_id)
    helloasso.books.refund(paid["id"], 300)
    bodies = [json.dumps(event).encode() for event in helloasso.books.events] * 2
    results = in_threads(*(lambda body=body: receive_notification(body=body) for body in bodies))
    assert all(isinstance(row, Notification) for row in results), results
    outcomes = set(Notification.objects.values_list("outcome", flat=True))
    assert outcomes == {NotificationOutcome.READ_BACK}
    assert (Payment.objects.count(), Reversal.objects.count()) == (1, 1)
    assert sum(Allocation.objects.values_list("amount_cents", flat=True)) == 2200
    assert state_of(request) == ("partly_paid", 2200)


def test_paid_while_it_is_cancelled_is_one_or_the_other(in_threads: Any, helloasso: FakeHelloAsso) -> None:
    for _ in range(4):
        request = make_request()
        number = helloasso.books.pay(open_checkout(request=request).intent_id)["id"]

        def read(number: int = number) -> None:
            read_payment_back(payment_id=number)

        def cancel(request: PaymentRequest = request) -> None:
            cancel_request(request=PaymentRequest.objects.get(pk=request.pk))

        told, cancelled = in_threads(read, cancel)
        assert told is None
        payment = Payment.objects.get(external_id=str(number))
        if cancelled is None:
            assert (state_of(request), payment.hold) == (("cancelled", 0), Hold.REQUEST_CLOSED)
        else:
            assert isinstance(cancelled, RequestClosed)
            assert (state_of(request), payment.hold) == (("paid", 2000), Hold.NONE)


def test_a_double_click_opens_one_page(in_threads: Any, helloasso: FakeHelloAsso) -> None:
    request = make_request()
    address = f"/paiement/{request.public_id}/en-ligne/"
    answers = in_threads(*(lambda: Client().post(address) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {303}
    assert {answer.headers["Location"] for answer in answers} == {Checkout.objects.get().redirect_url}
    assert len(helloasso.books.checkouts) == 1


def test_two_pages_paid_at_once_count_once(in_threads: Any, helloasso: FakeHelloAsso) -> None:
    request = make_request()
    page = open_checkout(request=request).intent_id
    numbers = [helloasso.books.pay(page)["id"] for _ in range(2)]
    results = in_threads(*(lambda number=number: read_payment_back(payment_id=number) for number in numbers))
    assert results == [NotificationOutcome.READ_BACK] * 2
    assert state_of(request) == ("paid", 2000)
    assert sorted(Payment.objects.values_list("hold", flat=True)) == [Hold.NONE, Hold.REQUEST_CLOSED]
