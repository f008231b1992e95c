"""Money of HelloAsso enters the books by what its API answers, once, whatever made us look."""

import json
from typing import Any

import pytest
from django.urls import reverse

from milliard.payments.enums import Hold, NotificationOutcome, PartKind
from milliard.payments.helloasso.fake_server import FakeHelloAsso
from milliard.payments.helloasso.signing import mark
from milliard.payments.models import Checkout, Notification, Payment, PaymentRequest, Reversal
from milliard.payments.services.checkout import open_checkout
from milliard.payments.services.notifications import receive_notification
from milliard.payments.services.reading_back import read_payment_back
from milliard.payments.services.reconciliation import reconcile_helloasso
from milliard.payments.services.requests import cancel_request
from milliard.payments.tests.factories import make_payment, make_request

pytestmark = pytest.mark.django_db


def pay(fake: FakeHelloAsso, request: PaymentRequest, **how: Any) -> dict[str, Any]:
    return fake.books.pay(open_checkout(request=request).intent_id, **how)


def tell(event: dict[str, Any]) -> Notification:
    row = receive_notification(body=json.dumps(event).encode())
    row.refresh_from_db()
    return row


def state_of(request: PaymentRequest) -> tuple[str, int]:
    request.refresh_from_db()
    return request.state, request.received_cents


def test_a_notification_ten_times_is_one_payment_and_its_tip_is_not_ours(helloasso: FakeHelloAsso) -> None:
    request = make_request(gift_cents=1000)
    pay(helloasso, request, tip=500, payer={"firstName": "Ada", "lastName": "Exemple"})
    for event in [*helloasso.books.events * 5, *reversed(helloasso.books.events)]:
        assert tell(event).outcome == NotificationOutcome.READ_BACK
    payment = Payment.objects.get()
    assert state_of(request) == ("paid", 3000)
    assert (payment.amount_cents, payment.means, payment.payer_name) == (
        3000,
        "helloasso_card",
        "Ada Exemple",
    )


def test_a_forged_or_changed_notification_says_nothing(helloasso: FakeHelloAsso) -> None:
    request, other = make_request(), make_request()
    paid = pay(helloasso, request)
    event = helloasso.books.event_of(paid["id"])
    event["data"]["amount"] = 999_999
    event["data"]["state"] = "Refunded"
    event["metadata"] = mark(other.public_id, other.purpose)
    assert tell(event).outcome == NotificationOutcome.READ_BACK
    assert (state_of(request), state_of(other)) == (("paid", 2000), ("open", 0))
    invented: list[Any] = [
        {
            "eventType": "Payment",
            "data": {"id": 987_654_321},
            "metadata": mark(other.public_id, other.purpose),
        },
        {"eventType": "Order", "data": {"id": 987_654_321}},
        {"eventType": "Payment", "data": {"id": "1 OR 1=1"}},
        {"eventType": "Payment", "data": []},
        {"eventType": "Form", "data": {"id": paid["id"]}},
    ]
    for forged in invented:
        row = tell(forged)
        assert (row.outcome, row.sealed_body) == (NotificationOutcome.NOT_OURS, "")
    assert state_of(other) == ("open", 0)
    assert Payment.objects.count() == 1


def test_what_was_paid_for_something_else_is_not_ours(helloasso: FakeHelloAsso) -> None:
    request = make_request()
    body = {
        "totalAmount": 2000,
        "itemName": "Concert",
        "metadata": {"milliard": mark(request.public_id, "members.dues")["milliard"] + "x"},
    }
    for metadata in (body["metadata"], {"milliard": None}, {"concert": 4}, None):
        opened = helloasso.books.open_checkout({**body, "metadata": metadata})
        helloasso.books.pay(opened["id"])
        assert tell(helloasso.books.events[-1]).outcome == NotificationOutcome.NOT_OURS
    assert not Payment.objects.exists()


def test_a_page_we_have_lost_is_known_by_its_mark(helloasso: FakeHelloAsso) -> None:
    request = make_request()
    pay(helloasso, request)
    Checkout.objects.all().delete()
    tell(helloasso.books.events[-1])
    assert state_of(request) == ("paid", 2000)


def test_a_debit_waits_settles_and_is_rejected_late(helloasso: FakeHelloAsso) -> None:
    request = make_request()
    paid = pay(helloasso, request, means="Sepa")
    read_payment_back(payment_id=paid["id"])
    assert state_of(request) == ("pending", 0)
    helloasso.books.set_state(paid["id"], "Authorized")
    read_payment_back(payment_id=paid["id"])
    assert state_of(request) == ("paid", 2000)
    helloasso.books.set_state(paid["id"], "Refused")
    for _ in range(2):
        read_payment_back(payment_id=paid["id"])
    assert state_of(request) == ("reversed", 0)
    assert [(row.kind, row.external_id) for row in Reversal.objects.all()] == [
        ("refused_late", f"refused_late-{paid['id']}")
    ]


def test_a_card_given_up_half_way_leaves_the_way_free(helloasso: FakeHelloAsso) -> None:
    request = make_request()
    paid = pay(helloasso, request)
    helloasso.books.set_state(paid["id"], "WaitingAuthentication")
    assert read_payment_back(payment_id=paid["id"]) == NotificationOutcome.READ_BACK
    assert (state_of(request), Payment.objects.count()) == (("open", 0), 0)
    assert reconcile_helloasso().differing == ()
    helloasso.books.set_state(paid["id"], "Authorized")
    assert reconcile_helloasso().differing == (paid["id"],)
    assert state_of(request) == ("paid", 2000)


def test_a_refused_card_does_not_hide_a_debit_that_waits(helloasso: FakeHelloAsso) -> None:
    request = make_request()
    first = open_checkout(request=request)
    debit, card = (helloasso.books.pay(first.intent_id, means=means) for means in ("Sepa", "Card"))
    helloasso.books.set_state(card["id"], "Refused")
    for payment in (debit, card):
        read_payment_back(payment_id=payment["id"])
    assert state_of(request) == ("pending", 0)
    helloasso.books.set_state(debit["id"], "Refused")
    read_payment_back(payment_id=debit["id"])
    assert state_of(request) == ("open", 0)
    # A bank may try a debit again.
    helloasso.books.set_state(debit["id"], "Authorized")
    read_payment_back(payment_id=debit["id"])
    assert state_of(request) == ("paid", 2000)


def test_refunds_go_back_operation_by_operation_gift_first(helloasso: FakeHelloAsso) -> None:
    request = make_request(gift_cents=1000)
    paid = pay(helloasso, request)
    first = helloasso.books.refund(paid["id"], 600)
    assert first is not None
    for _ in range(3):
        read_payment_back(payment_id=paid["id"])
    assert state_of(request) == ("partly_paid", 2400)
    assert Reversal.objects.get().external_id == str(first["id"])
    gift = request.parts.get(kind=PartKind.GIFT)
    assert sum(gift.allocations.values_list("amount_cents", flat=True)) == 400
    helloasso.books.refund(paid["id"])
    read_payment_back(payment_id=paid["id"])
    assert state_of(request) == ("reversed", 0)


def test_a_contest_takes_all_back_and_one_that_is_won_counts_again(helloasso: FakeHelloAsso) -> None:
    request = make_request()
    paid = pay(helloasso, request)
    helloasso.books.refund(paid["id"], 500)
    helloasso.books.set_state(paid["id"], "Contested")
    for _ in range(2):
        read_payment_back(payment_id=paid["id"])
    assert state_of(request) == ("reversed", 0)
    for state, expected in (
        ("Authorized", ("partly_paid", 1500)),
        ("Contested", ("reversed", 0)),  # once more
        ("Authorized", ("partly_paid", 1500)),
    ):
        helloasso.books.set_state(paid["id"], state)
        for _ in range(2):
            read_payment_back(payment_id=paid["id"])
        assert state_of(request) == expected
    payment = Payment.objects.get()
    assert (payment.hold, payment.reversed_cents) == (Hold.NONE, 500)
    undone = Reversal.objects.filter(undoes__isnull=False).values_list("kind", "amount_cents")
    assert list(undone) == [("restored", -1500)] * 2


def test_a_contest_won_after_the_dues_were_paid_otherwise_is_held(helloasso: FakeHelloAsso) -> None:
    request = make_request()
    paid = pay(helloasso, request)
    read_payment_back(payment_id=paid["id"])
    helloasso.books.set_state(paid["id"], "Contested")
    read_payment_back(payment_id=paid["id"])
    make_payment(request=request)
    helloasso.books.set_state(paid["id"], "Authorized")
    read_payment_back(payment_id=paid["id"])
    assert state_of(request) == ("paid", 2000)
    won = Payment.objects.get(external_id=str(paid["id"]))
    assert (won.hold, won.unallocated_cents) == (Hold.REQUEST_CLOSED, 2000)


def test_a_contest_won_of_what_an_organisation_paid_stays_aside(helloasso: FakeHelloAsso) -> None:
    request = make_request()
    paid = pay(helloasso, request, payer={"firstName": "Ada", "company": "SARL Inventée"})
    for state in ("Authorized", "Contested", "Authorized"):
        helloasso.books.set_state(paid["id"], state)
        read_payment_back(payment_id=paid["id"])
    payment = Payment.objects.get()
    assert (payment.hold, payment.unallocated_cents) == (Hold.ORGANISATION, 2000)
    assert state_of(request) == ("open", 0)


def test_an_unknown_state_is_held_and_counted_once_it_is_known(helloasso: FakeHelloAsso) -> None:
    request = make_request()
    paid = pay(helloasso, request)
    helloasso.books.set_state(paid["id"], "Inconsistent")
    read_payment_back(payment_id=paid["id"])
    payment = Payment.objects.get()
    assert (payment.hold, payment.external_state) == (Hold.UNKNOWN_STATE, "Inconsistent")
    assert state_of(request) == ("pending", 0)
    helloasso.books.set_state(paid["id"], "Authorized")
    read_payment_back(payment_id=paid["id"])
    assert (state_of(request), Payment.objects.get().hold) == (("paid", 2000), Hold.NONE)


def test_an_organisation_that_pays_is_kept_aside(helloasso: FakeHelloAsso) -> None:
    request = make_request()
    paid = pay(helloasso, request, payer={"firstName": "Ada", "company": "SARL Inventée"})
    for _ in range(2):
        read_payment_back(payment_id=paid["id"])
    payment = Payment.objects.get()
    assert (payment.hold, payment.payer_company) == (Hold.ORGANISATION, "SARL Inventée")
    assert (payment.unallocated_cents, state_of(request)) == (2000, ("open", 0))


def test_an_amount_that_is_not_what_was_asked_is_held(helloasso: FakeHelloAsso) -> None:
    request = make_request()
    checkout = open_checkout(request=request)
    helloasso.books.checkouts[checkout.intent_id]["totalAmount"] = 1
    paid = helloasso.books.pay(checkout.intent_id)
    for _ in range(2):
        read_payment_back(payment_id=paid["id"])
    assert (Payment.objects.get().hold, state_of(request)) == (Hold.AMOUNT_DIFFERS, ("open", 0))


def test_an_amount_that_changes_afterwards_is_held(helloasso: FakeHelloAsso) -> None:
    request = make_request()
    paid = pay(helloasso, request)
    read_payment_back(payment_id=paid["id"])
    for row in (paid, paid["items"][0]):
        row["amount" if row is paid else "shareAmount"] = 1_500
    read_payment_back(payment_id=paid["id"])
    assert (Payment.objects.get().hold, state_of(request)) == (Hold.UNKNOWN_STATE, ("paid", 2000))


def test_paid_after_it_was_cancelled_is_kept_and_said(helloasso: FakeHelloAsso) -> None:
    request = make_request()
    checkout = open_checkout(request=request)
    cancel_request(request=request)
    paid = helloasso.books.pay(checkout.intent_id)
    read_payment_back(payment_id=paid["id"])
    assert (Payment.objects.get().hold, state_of(request)) == (Hold.REQUEST_CLOSED, ("cancelled", 0))


def test_an_answer_out_of_shape_is_said(helloasso: FakeHelloAsso) -> None:
    paid = pay(helloasso, make_request())
    paid["amount"] = "vingt euros"
    assert tell(helloasso.books.events[-1]).outcome == NotificationOutcome.UNREADABLE
    assert not Payment.objects.exists()


def test_the_body_is_sealed(helloasso: FakeHelloAsso, client: Any) -> None:
    pay(helloasso, make_request(), payer={"email": "ada@exemple.fr"})
    answer = client.post(
        reverse("payments:notification"),
        json.dumps(helloasso.books.events[0]),
        content_type="application/json",
    )
    row = Notification.objects.get()
    assert (answer.status_code, row.event_type) == (200, "Order")
    assert "ada@exemple.fr" not in row.sealed_body
    assert row.sealed_body
