"""Whatever HelloAsso says, how often and in what order, the books end equal to its own.

A stateful test against a slow reference model: what each payment is worth by the story it lived, told in a
few lines that know nothing of rows.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from json import dumps
from typing import Any

import pytest
from django.db import transaction
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from milliard.payments.enums import Hold
from milliard.payments.helloasso.fake_books import FakeBooks
from milliard.payments.helloasso.fake_server import FakeHelloAsso
from milliard.payments.models import Payment, PaymentRequest
from milliard.payments.services.checkout import open_checkout
from milliard.payments.services.notifications import receive_notification
from milliard.payments.services.reconciliation import reconcile_helloasso
from milliard.payments.services.requests import cancel_request
from milliard.payments.tests.factories import make_request

ASKED = 3000  # 2000 of dues, 1000 of gift


@dataclass
class Story:
    """One payment, as the person and the bank lived it."""

    number: int
    request: PaymentRequest
    is_company: bool
    #: waiting, here, refused, contested, or a word nobody described.
    now: str
    back: list[int] = field(default_factory=list)
    #: Our books were told of it since it last changed; they were once told that the money is here.
    is_told: bool = False
    was_here: bool = False

    @property
    def worth(self) -> int:
        return ASKED - sum(self.back) if self.now == "here" else 0

    def changes(self, now: str) -> None:
        self.now, self.is_told = now, False

    def is_read(self) -> None:
        self.is_told = True
        self.was_here = self.was_here or self.now in {"here", "contested"}


class AnyOrder(RuleBasedStateMachine):
    fake: FakeHelloAsso

    stories = Bundle("stories")

    def __init__(self) -> None:
        super().__init__()
        self.rolled_back = transaction.atomic()
        self.rolled_back.__enter__()
        self.fake.books = FakeBooks(site=self.fake.address)
        self.fake.failures = []
        self.lived: dict[int, Story] = {}
        self.cancelled: set[int] = set()

    def teardown(self) -> None:
        try:
            reconcile_helloasso()
            for story in self.lived.values():
                story.is_read()
            self.books_are_theirs()
            self.requests_say_so()
            assert reconcile_helloasso().differing == ()
        finally:
            transaction.set_rollback(True)
            self.rolled_back.__exit__(None, None, None)

    @rule(target=stories, means=st.sampled_from(["Card", "Sepa"]), company=st.sampled_from(["", "", "SARL"]))
    def somebody_pays(self, means: str, company: str) -> Story:
        request = make_request(gift_cents=1000)
        payment = self.fake.books.pay(
            open_checkout(request=request).intent_id, means=means, tip=250, payer={"company": company}
        )
        story = Story(payment["id"], request, bool(company), "here" if means == "Card" else "waiting")
        self.lived[story.number] = story
        return story

    @rule(story=stories)
    def the_bank_settles(self, story: Story) -> None:
        if story.now == "waiting":
            self.fake.books.set_state(story.number, "Authorized")
            story.changes("here")

    @rule(story=stories)
    def the_bank_refuses(self, story: Story) -> None:
        if story.now in {"waiting", "here"} and not story.back:
            self.fake.books.set_state(story.number, "Refused")
            story.changes("refused")

    @rule(story=stories, cents=st.sampled_from([1, 700, 1000, 2999, 3000]))
    def some_is_refunded(self, story: Story, cents: int) -> None:
        if story.now == "here" and story.worth:
            operation = self.fake.books.refund(story.number, cents)
            assert operation is not None
            story.back.append(operation["amount"])
            story.changes("here")

    @rule(story=stories)
    def the_person_contests(self, story: Story) -> None:
        if story.now == "here" and story.worth:
            self.fake.books.set_state(story.number, "Contested")
            story.changes("contested")

    @rule(story=stories)
    def the_money_returns(self, story: Story) -> None:
        """A contest is won; a bank tries a debit again."""
        if story.now in {"contested", "refused"}:
            self.fake.books.set_state(story.number, "Authorized")
            story.changes("here")

    @rule(story=stories)
    def a_state_nobody_described(self, story: Story) -> None:
        if story.now in {"waiting", "here"} and not story.back:
            self.fake.books.set_state(story.number, "Inconsistent")
            story.changes("unknown")

    @rule(story=stories)
    def the_request_is_cancelled(self, story: Story) -> None:
        story.request.refresh_from_db()
        if story.request.received_cents == 0:
            cancel_request(request=story.request)
            self.cancelled.add(story.request.pk)

    @precondition(lambda self: self.fake.books.events)
    @rule(data=st.data(), times=st.integers(1, 10))
    def notifications_come_in_any_order(self, data: st.DataObject, times: int) -> None:
        for _ in range(times):
            self.tell(data.draw(st.sampled_from(range(len(self.fake.books.events)))))

    @precondition(lambda self: self.fake.books.events)
    @rule(data=st.data(), status=st.sampled_from([429, 500]), calls=st.integers(1, 2))
    def one_comes_while_helloasso_fails(self, data: st.DataObject, status: int, calls: int) -> None:
        number = data.draw(st.sampled_from(range(len(self.fake.books.events))))
        self.fake.failures = [status] * calls
        self.tell(number, is_answered=False)
        self.fake.failures = []

    def tell(self, number: int, *, is_answered: bool = True) -> None:
        event = self.fake.books.events[number]
        receive_notification(body=dumps(event).encode())
        is_order = event["eventType"] == "Order"
        named = event["data"]["payments"][0]["id"] if is_order else event["data"]["id"]
        if is_answered:
            self.lived[named].is_read()

    @invariant()
    def books_are_theirs(self) -> None:
        """Of every payment we were told of: the same worth, once."""
        for payment in Payment.objects.all():
            story = self.lived[int(payment.external_id)]
            assert payment.amount_cents == ASKED, "the tip was counted"
            if not story.is_told or story.now == "unknown":
                continue
            ours = payment.amount_cents - payment.reversed_cents if payment.state == "settled" else 0
            assert ours == story.worth, story
        told = {str(story.number) for story in self.lived.values() if story.is_told}
        assert told <= set(Payment.objects.values_list("external_id", flat=True))

    @invariant()
    def requests_say_so(self) -> None:
        """Of every request whose payment we were told of: its state, and what counts for it."""
        for story in self.lived.values():
            if not story.is_told:
                continue
            story.request.refresh_from_db()
            payment = Payment.objects.get(external_id=str(story.number))
            assert (payment.hold == Hold.UNKNOWN_STATE) == (story.now == "unknown"), story
            if story.request.pk in self.cancelled:
                assert (story.request.state, story.request.received_cents) == ("cancelled", 0)
            elif story.now != "unknown" or not story.was_here:
                counts = 0 if story.is_company else story.worth
                assert (story.request.state, story.request.received_cents) == (expected(story), counts)


def expected(story: Story) -> str:
    if story.now in {"waiting", "unknown"}:
        return "pending"
    if story.is_company:
        return "open"
    if story.worth == ASKED:
        return "paid"
    if story.worth:
        return "partly_paid"
    return "reversed" if story.was_here else "open"


@pytest.mark.slow
@pytest.mark.django_db
def test_the_books_end_equal(helloasso: FakeHelloAsso) -> None:
    machine: Callable[[], Any] = type("Machine", (AnyOrder,), {"fake": helloasso})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine, settings=hypothesis_settings(max_examples=15, stateful_step_count=16, deadline=None)
    )
