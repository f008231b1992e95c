"""Money is counted once, shared out exactly, and goes back by a linked reversal."""

import datetime as dt

import pghistory
import pytest
from django.apps import apps
from django.db import DatabaseError, transaction

from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import make_person
from milliard.core.refusals import NotAllowed
from milliard.payments.enums import Hold, Means, PartKind, PaymentState, RequestState, ReversalKind
from milliard.payments.models import Allocation, Payment, PaymentRequest, Reversal
from milliard.payments.services.ledger import (
    MoreThanReceived,
    allocate_payment,
    record_payment,
    reverse_payment,
)
from milliard.payments.services.requests import RequestClosed, cancel_request
from milliard.payments.tests.factories import make_payment, make_request, received

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 9)


def state(request: PaymentRequest) -> str:
    request.refresh_from_db()
    return request.state


def shares(request: PaymentRequest) -> dict[str, int]:
    rows = Allocation.objects.filter(part__request=request).values_list("part__kind", "amount_cents")
    sums: dict[str, int] = {}
    for kind, cents in rows:
        sums[kind] = sums.get(kind, 0) + cents
    return sums


def test_a_payment_fills_dues_first_then_the_gift() -> None:
    request = make_request(dues_cents=2000, gift_cents=1000)
    make_payment(2500, request=request)
    assert (state(request), shares(request)) == ("partly_paid", {"dues": 2000, "gift": 500})
    make_payment(500, request=request)
    assert (state(request), request.settled_on) == ("paid", dt.date(2026, 3, 1))


def test_the_same_payment_said_ten_times_is_one() -> None:
    request = make_request()
    said = received(external_id="42", means=Means.HELLOASSO_CARD)
    assert len({record_payment(received=said, request=request).pk for _ in range(10)}) == 1
    assert (state(request), request.received_cents, Payment.objects.count()) == ("paid", 2000, 1)


def test_pending_then_settled_then_refused_late() -> None:
    request = make_request()
    said = {"external_id": "7", "means": Means.HELLOASSO_SEPA}
    record_payment(received=received(state=PaymentState.PENDING, **said), request=request)
    assert (state(request), request.received_cents) == ("pending", 0)
    payment = record_payment(received=received(**said), request=request)
    assert state(request) == "paid"
    record_payment(received=received(state=PaymentState.PENDING, **said), request=request)
    assert state(request) == "paid"
    for _ in range(2):
        reverse_payment(
            payment=payment,
            amount_cents=2000,
            kind=ReversalKind.REFUSED_LATE,
            occurred_on=DAY,
            external_id="r1",
        )
    assert (state(request), request.received_cents, Reversal.objects.count()) == ("reversed", 0, 1)


def test_a_refused_debit_asks_again() -> None:
    request = make_request()
    said = {"external_id": "7", "means": Means.HELLOASSO_SEPA}
    record_payment(received=received(state=PaymentState.PENDING, **said), request=request)
    record_payment(received=received(state=PaymentState.REFUSED, **said), request=request)
    assert (state(request), request.is_payable) == ("open", True)


@pytest.mark.parametrize(
    ("fields", "hold"),
    [
        ({"payer_company": "SARL Inventée"}, Hold.ORGANISATION),
        ({"hold": Hold.UNKNOWN_STATE}, Hold.UNKNOWN_STATE),
    ],
)
def test_what_does_not_fit_is_kept_and_counts_for_nothing(fields: dict[str, str], hold: Hold) -> None:
    request = make_request()
    payment = make_payment(request=request, **fields)
    assert (payment.hold, payment.unallocated_cents, state(request)) == (hold, 2000, "open")


def test_too_much_or_too_late_is_held() -> None:
    request = make_request()
    assert make_payment(2600, request=request).hold == Hold.OVERPAID
    late = make_payment(2000, request=request)
    assert (late.hold, late.unallocated_cents) == (Hold.REQUEST_CLOSED, 2000)
    assert make_payment(500).hold == Hold.UNMATCHED


def test_one_payment_for_two_requests_by_the_treasurer_alone() -> None:
    first, second = make_request(), make_request(dues_cents=1500)
    payment = make_payment(3500)
    both = [(first, 2000), (second, 1500)]
    with pytest.raises(NotAllowed):
        allocate_payment(payment=payment, shares=both, by=make_person(role=Role.ORGANISER))
    treasurer = make_person(role=Role.TREASURER)
    with pytest.raises(MoreThanReceived):
        allocate_payment(payment=payment, shares=[*both, (second, 1)], by=treasurer)
    payment = allocate_payment(payment=payment, shares=both, by=treasurer)
    assert (payment.hold, state(first), state(second)) == (Hold.NONE, "paid", "paid")
    with pytest.raises(RequestClosed):
        allocate_payment(payment=make_payment(10), shares=[(first, 10)], by=treasurer)


def test_a_reversal_takes_the_gift_back_first() -> None:
    request = make_request(dues_cents=2000, gift_cents=1000)
    payment = make_payment(3000, request=request)
    reverse_payment(payment=payment, amount_cents=1200, kind=ReversalKind.REFUNDED, occurred_on=DAY)
    assert (state(request), shares(request)) == (RequestState.PARTLY_PAID, {"dues": 1800, "gift": 0})
    with pytest.raises(MoreThanReceived):
        reverse_payment(payment=payment, amount_cents=1801, kind=ReversalKind.REFUNDED, occurred_on=DAY)


def test_a_cancelled_request_is_not_paid_by_surprise() -> None:
    request = cancel_request(request=make_request())
    assert make_payment(request=request).hold == Hold.REQUEST_CLOSED
    paid = make_request()
    make_payment(request=paid)
    with pytest.raises(RequestClosed):
        cancel_request(request=paid)


def test_the_database_keeps_what_was_written() -> None:
    payment = make_payment(request=make_request())
    reverse_payment(payment=payment, amount_cents=1, kind=ReversalKind.REFUNDED, occurred_on=DAY)
    for change in (
        lambda: Payment.objects.update(amount_cents=1),
        lambda: Payment.objects.all().delete(),
        lambda: Allocation.objects.update(amount_cents=1),
        lambda: Reversal.objects.all().delete(),
        lambda: Payment.objects.filter(pk=payment.pk).update(allocated_cents=2000),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_purposes_and_parts_are_declared() -> None:
    from milliard.payments.purposes import UndeclaredPurpose
    from milliard.payments.services.requests import open_request

    with pytest.raises(UndeclaredPurpose):
        open_request(purpose="nobody.knows", parts={PartKind.DUES: 100})


def test_a_line_of_history_bears_its_context_where_there_is_one() -> None:
    lines = apps.get_model("payments", "PaymentRequestEvent").objects
    alone = make_request()
    with pghistory.context(why="essai"):
        said = make_request()
        said.payer_name = "Autre Nom"
        said.save()
    assert lines.get(pgh_obj=alone).pgh_context is None
    told = list(lines.filter(pgh_obj=said).values_list("pgh_label", "pgh_context__metadata"))
    assert sorted(told, key=str) == [("insert", {"why": "essai"}), ("update", {"why": "essai"})]
