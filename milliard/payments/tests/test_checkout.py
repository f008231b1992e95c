"""One page of payment at a time for a request, asked as HelloAsso wants it."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from milliard.accounts.tests.factories import make_person
from milliard.payments.helloasso.fake_server import FakeHelloAsso
from milliard.payments.helloasso.signing import read_mark
from milliard.payments.models import Checkout
from milliard.payments.services.checkout import (
    CardPaymentsAway,
    CardPaymentsClosed,
    PaymentUnderWay,
    open_checkout,
)
from milliard.payments.services.reading_back import read_payment_back
from milliard.payments.services.requests import RequestClosed, cancel_request
from milliard.payments.tests.factories import make_payment, make_request

pytestmark = pytest.mark.django_db


def test_what_is_asked_of_helloasso(helloasso: FakeHelloAsso) -> None:
    person = make_person()
    request = make_request(gift_cents=500, payer=person, payer_email="ada@exemple.fr")
    checkout = open_checkout(request=request, by=person)
    body = helloasso.calls[0][2]
    assert body is not None
    assert (body["totalAmount"], body["initialAmount"], body["containsDonation"]) == (2500, 2500, True)
    assert body["payer"] == {"firstName": "Ada", "lastName": "Exemple", "email": "ada@exemple.fr"}
    assert body["itemName"] == f"Adhésion {request}"
    assert read_mark(body["metadata"]) == (request.public_id, "members.dues")
    assert str(request.public_id) in body["returnUrl"]
    assert (checkout.amount_cents, checkout.is_prefilled) == (2500, True)


def test_what_is_left_is_asked_and_no_gift_once_it_was_given(helloasso: FakeHelloAsso) -> None:
    request = make_request()
    make_payment(500, request=request)
    open_checkout(request=request)
    body = helloasso.calls[0][2]
    assert body is not None
    assert (body["totalAmount"], body["containsDonation"]) == (1500, False)


def test_a_second_click_leads_to_the_same_page_while_it_lives(helloasso: FakeHelloAsso) -> None:
    request, now = make_request(), timezone.now()
    first = open_checkout(request=request)
    with time_machine.travel(now + dt.timedelta(minutes=13)):
        assert open_checkout(request=request) == first
    with time_machine.travel(now + dt.timedelta(minutes=14, seconds=30)):
        assert open_checkout(request=request) != first
    make_payment(500, request=request)
    assert open_checkout(request=request).amount_cents == 1500


def test_a_page_that_names_the_payer_is_shown_to_nobody_else(helloasso: FakeHelloAsso) -> None:
    person = make_person()
    request = make_request(payer=person)
    theirs = open_checkout(request=request, by=person)
    for other in (AnonymousUser(), make_person(), None):
        opened = open_checkout(request=request, by=other)
        assert opened != theirs
        assert not opened.is_prefilled
    assert all("payer" not in (body or {}) for _, _, body, *_ in helloasso.calls[1:])


def test_a_name_helloasso_refuses_is_typed_there(helloasso: FakeHelloAsso) -> None:
    person = make_person()
    request = make_request(payer=person, payer_name="X Y")
    open_checkout(request=make_request())  # a token first: the next answer is that of the page
    helloasso.failures = [400]
    opened = open_checkout(request=request, by=person)
    body = helloasso.calls[-1][2]
    assert body is not None
    assert "payer" not in body
    assert opened.intent_id in helloasso.books.checkouts


@pytest.mark.parametrize("status", [429, 500, 403])
def test_helloasso_away_is_said_and_nothing_is_written(helloasso: FakeHelloAsso, status: int) -> None:
    helloasso.failures = [status]
    with pytest.raises(CardPaymentsAway):
        open_checkout(request=make_request())
    assert not Checkout.objects.exists()


def test_nobody_is_sent_elsewhere(helloasso: FakeHelloAsso) -> None:
    helloasso.books.site = "https://example.org"
    with pytest.raises(CardPaymentsAway):
        open_checkout(request=make_request())


def test_what_may_not_be_paid(helloasso: FakeHelloAsso, settings: Any) -> None:
    paid = make_request()
    make_payment(request=paid)
    for request in (paid, cancel_request(request=make_request())):
        with pytest.raises(RequestClosed):
            open_checkout(request=request)
    waiting = make_request()
    debit = helloasso.books.pay(open_checkout(request=waiting).intent_id, means="Sepa")
    read_payment_back(payment_id=debit["id"])
    with pytest.raises(PaymentUnderWay):
        open_checkout(request=waiting)
    settings.HELLOASSO_ORGANIZATION = ""
    with pytest.raises(CardPaymentsClosed):
        open_checkout(request=make_request())
