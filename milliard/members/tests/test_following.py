"""A statement of a bank that pays for many at once: what one by one would be."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db.models import F, QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milliard.members.models import Departure, DuesRequest, Member, MembershipPeriod, RegisterEntry
from milliard.members.tests.factories import ask, make_joined, make_period, make_rates
from milliard.members.tests.stories import Story
from milliard.payments.models import Allocation, Payment, PaymentRequest
from milliard.payments.services.bulk import record_payments
from milliard.payments.services.ledger import record_payment
from milliard.payments.tests.factories import received

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 1)
#: What a person lived before the money comes: day, event.
LIVES: dict[str, list[tuple[dt.date, str]]] = {
    "new": [],
    "renews": [(dt.date(2025, 3, 10), "paid")],
    "lapsed": [(dt.date(2024, 1, 5), "paid")],
    "left": [(dt.date(2025, 1, 5), "paid"), (dt.date(2025, 6, 1), "left")],
    "taken back": [(dt.date(2025, 3, 10), "paid"), (dt.date(2025, 3, 20), "taken-back")],
}


@pytest.fixture(autouse=True)
def _one_day():
    with time_machine.travel(dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC), tick=False):
        yield


def asked_of(life: str) -> DuesRequest:
    """Dues asked of somebody who lived that."""
    story = Story()
    for day, event in LIVES[life]:
        assert story.live(event, day)
    story.member.refresh_from_db()
    return ask(story.member, 2000, 500)


def told(dues: DuesRequest) -> tuple[Any, ...]:
    """What the rows say of a person and of what was asked of them."""
    member = Member.objects.get(pk=dues.member_id)
    request = DuesRequest.objects.get(pk=dues.pk)
    periods = member.periods.order_by("pk").values_list("starts_on", "ends_on", "opened_on", "cancelled_on")
    lines = member.register.order_by("pk").values_list("kind", "effective_on", "reason", "fields")
    returns = member.departures.order_by("pk").values_list("kind", "effective_on", "returned_on")
    mails = [one.subject for one in mail.outbox if one.to == [member.email]]
    return list(periods), list(lines), list(returns), mails, request.closed_on, len(member.card_code)


@pytest.mark.slow
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(sorted(LIVES)), st.sampled_from([2500, 2000, 900])), min_size=1))
def test_many_at_once_are_what_one_by_one_would_be(people: list[tuple[str, int]]) -> None:
    make_rates()

    def money(dues: DuesRequest, cents: int) -> tuple[Any, PaymentRequest]:
        return received(cents, received_on=TODAY, external_id=f"B{dues.pk}"), dues.payment_request

    slowly = [(asked_of(life), cents) for life, cents in people]
    quickly = [(asked_of(life), cents) for life, cents in people]
    for dues, cents in slowly:
        said, request = money(dues, cents)
        record_payment(received=said, request=request)
    at_once = [money(dues, cents) for dues, cents in quickly]
    record_payments(pairs=[(said, request.pk) for said, request in at_once])
    assert [told(dues) for dues, _ in quickly] == [told(dues) for dues, _ in slowly]


def columns(rows: QuerySet[Any], *apart: str) -> list[dict[str, Any]]:
    """Every column of rows, but for what names them and says when they were written."""
    hidden = {"id", "public_id", "created_at", "updated_at", "recorded_at", *apart}
    return [
        {name: value for name, value in row.items() if name not in hidden}
        for row in rows.order_by("pk").values()
    ]


@pytest.mark.parametrize("life", sorted(LIVES))
@pytest.mark.parametrize("cents", [2500, 2300, 900, 4000])
def test_every_column_is_what_one_by_one_would_write(life: str, cents: int) -> None:
    make_rates()

    def written(dues: DuesRequest) -> list[list[dict[str, Any]]]:
        request, member = dues.payment_request_id, dues.member_id
        payments = Payment.objects.filter(meant_for=request)
        shares = Allocation.objects.filter(part__request=request)
        return [
            columns(payments, "meant_for_id", "external_id"),
            columns(shares.annotate(kind=F("part__kind")), "payment_id", "part_id"),
            columns(
                PaymentRequest.objects.filter(pk=request),
                "reference",
                "payer_id",
                "payer_name",
                "payer_email",
            ),
            columns(DuesRequest.objects.filter(pk=dues.pk), "member_id", "payment_request_id"),
            columns(MembershipPeriod.objects.filter(member=member), "member_id", "dues_request_id"),
            columns(RegisterEntry.objects.filter(member=member).exclude(kind="left"), "member_id"),
        ]

    def said(dues: DuesRequest) -> Any:
        return received(cents, received_on=TODAY, external_id=f"B{dues.pk}", payer_name="M", label="ADHESION")

    slowly, quickly = asked_of(life), asked_of(life)
    record_payment(received=said(slowly), request=slowly.payment_request)
    record_payments(pairs=[(said(quickly), quickly.payment_request_id)])
    assert written(quickly) == written(slowly)


def test_who_was_excluded_does_not_come_back_with_others() -> None:
    make_rates()
    gone, new = make_joined(), make_joined()
    asked = [ask(gone), ask(new)]
    Departure.objects.create(member=gone, kind="excluded", effective_on=TODAY)
    record_payments(
        pairs=[(received(2000, external_id=f"B{one.pk}"), one.payment_request_id) for one in asked]
    )
    assert not gone.periods.exists()
    assert new.periods.get().opened_on == TODAY


def test_statements_do_not_grow_with_the_people(django_assert_max_num_queries: Any) -> None:
    make_rates()
    asked = []
    for number in range(12):
        member = make_joined()
        if number % 2:
            make_period(member, dt.date(2025, 3, 10))
        asked.append(ask(member))
    with django_assert_max_num_queries(26):
        record_payments(
            pairs=[(received(2000, external_id=f"B{one.pk}"), one.payment_request_id) for one in asked]
        )
