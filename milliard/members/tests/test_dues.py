"""What is asked, what follows from the money, what the register says of it."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction

from milliard.accounts.tests.factories import make_person
from milliard.core.refusals import NotAllowed
from milliard.members.enums import EntryKind
from milliard.members.models import DuesRequest, Member, MembershipPeriod
from milliard.members.services.dues import (
    CannotReturn,
    DuesOnTheirWay,
    JoiningClosed,
    NothingToPay,
    UnderTheFloor,
    ask_dues,
    give_period,
)
from milliard.members.services.leaving import DuesNeeded, NotAMember, come_back, resign
from milliard.members.tests.factories import ask, make_joined, make_rates, pay
from milliard.members.tests.stories import Story, set_rates
from milliard.payments.enums import Hold, PaymentState, RequestState, ReversalKind
from milliard.payments.models import PaymentRequest
from milliard.payments.services.ledger import record_payment, reverse_payment
from milliard.payments.services.requests import cancel_request
from milliard.payments.services.restoring import restore_payment
from milliard.payments.tests.factories import received

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 1)


@pytest.fixture(autouse=True)
def _one_day():
    with time_machine.travel(dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def member() -> Member:
    make_rates()
    return make_joined()


def kinds(member: Member) -> list[str]:
    return list(member.register.order_by("pk").values_list("kind", flat=True))


def test_asked_again_it_is_the_same_request(member: Member) -> None:
    first = ask(member, 2000, 500)
    assert ask(member, 2000, 500).pk == first.pk
    assert (first.payment_request.amount_cents, first.payment_request.payer) == (2500, member.account)


def test_another_amount_replaces_what_was_not_paid(member: Member) -> None:
    first = ask(member, 2000)
    second = ask(member, 3500)
    first.refresh_from_db()
    assert first.closed_on == TODAY
    assert PaymentRequest.objects.get(pk=first.payment_request_id).state == RequestState.CANCELLED
    assert DuesRequest.objects.filter(closed_on__isnull=True).get() == second


def test_money_on_its_way_is_not_left_without_its_request(member: Member) -> None:
    dues = ask(member)
    record_payment(
        received=received(external_id="1", state=PaymentState.PENDING), request=dues.payment_request
    )
    with pytest.raises(DuesOnTheirWay):
        ask(member, 3500)
    assert ask(member).pk == dues.pk


def test_the_database_keeps_one_open_request_by_person(member: Member) -> None:
    dues = ask(member)
    other = ask(make_joined(family_name="Autre"))
    with pytest.raises(IntegrityError), transaction.atomic():
        DuesRequest.objects.filter(pk=other.pk).update(member=dues.member)


def test_amounts_and_people_that_are_refused(member: Member) -> None:
    with pytest.raises(UnderTheFloor):
        ask(member, 99)
    with pytest.raises(UnderTheFloor):
        ask(member, 2000, -1)
    with pytest.raises(NotAllowed):
        ask_dues(member=member, dues_cents=2000, by=make_person())
    pay(ask(member), on=TODAY)
    with pytest.raises(NothingToPay):
        ask(member)


def test_before_the_first_rules_nobody_is_asked() -> None:
    make_rates(valid_from=dt.date(2026, 3, 2))
    with pytest.raises(JoiningClosed):
        ask(make_joined())


def test_paid_once_said_ten_times_opens_one_period(member: Member, mailoutbox) -> None:
    dues = ask(member)
    for _ in range(10):
        record_payment(received=received(external_id="42", received_on=TODAY), request=dues.payment_request)
    assert MembershipPeriod.objects.get().dues_request == dues
    assert kinds(member) == ["entered"]
    member.refresh_from_db()
    dues.refresh_from_db()
    assert (len(member.card_code), dues.closed_on) == (20, TODAY)
    assert [mail.subject for mail in mailoutbox] == ["Bienvenue parmi nous, Ada"]
    assert f"/mon-adhesion/{member.public_id}/carte/" in mailoutbox[0].body


def test_the_gift_may_come_later_and_go_back(member: Member) -> None:
    dues = ask(member, 2000, 1000)
    payment = pay(dues, on=TODAY, cents=2000)
    period = MembershipPeriod.objects.get()
    rest = pay(dues, on=TODAY)
    for money in (rest, payment):
        reverse_payment(
            payment=money,
            amount_cents=500,
            kind=ReversalKind.REFUNDED,
            occurred_on=TODAY,
            external_id=f"r{money.pk}",
        )
        period.refresh_from_db()
        assert (period.cancelled_on is None) == (money is rest)
    assert kinds(member) == ["entered", "cancelled"]


def test_money_in_two_parts_opens_on_the_day_of_the_second(member: Member) -> None:
    dues = ask(member)
    pay(dues, on=dt.date(2026, 2, 10), cents=1500)
    assert not MembershipPeriod.objects.exists()
    pay(dues, on=dt.date(2026, 2, 20))
    assert MembershipPeriod.objects.get().starts_on == dt.date(2026, 2, 20)


def test_taken_back_and_paid_again(member: Member) -> None:
    dues = ask(member)
    payment = pay(dues, on=TODAY)
    reverse_payment(payment=payment, amount_cents=2000, kind=ReversalKind.CONTESTED, occurred_on=TODAY)
    dues.refresh_from_db()
    assert (dues.closed_on, kinds(member)) == (None, ["entered", "cancelled"])
    assert ask(member).pk == dues.pk
    pay(dues, on=TODAY)
    assert kinds(member) == ["entered", "cancelled", "renewed"]
    assert MembershipPeriod.objects.filter(cancelled_on__isnull=True).count() == 1


def test_a_contest_won_gives_the_same_year_back(member: Member) -> None:
    dues = ask(member)
    payment = pay(dues, on=TODAY - dt.timedelta(days=20))
    period = MembershipPeriod.objects.get()
    lost = reverse_payment(payment=payment, amount_cents=2000, kind=ReversalKind.CONTESTED, occurred_on=TODAY)
    for _ in range(2):
        restore_payment(reversal=lost, occurred_on=TODAY)
    again = MembershipPeriod.objects.get(cancelled_on__isnull=True)
    assert (again.starts_on, again.ends_on) == (period.starts_on, period.ends_on)
    assert kinds(member) == ["entered", "cancelled", "renewed"]


def test_cancelled_elsewhere_the_request_is_no_longer_open(member: Member) -> None:
    dues = ask(member)
    cancel_request(request=dues.payment_request)
    dues.refresh_from_db()
    assert dues.closed_on == TODAY
    assert ask(member).pk != dues.pk


def test_money_of_a_company_opens_nothing(member: Member) -> None:
    dues = ask(member)
    payment = record_payment(received=received(payer_company="SARL Inventée"), request=dues.payment_request)
    assert (payment.hold, MembershipPeriod.objects.exists()) == (Hold.ORGANISATION, False)


def test_leaving_takes_effect_at_once(member: Member, mailoutbox) -> None:
    with pytest.raises(NotAMember):
        resign(member=member, by=member.account)
    pay(ask(member), on=TODAY)
    with pytest.raises(NotAllowed):
        resign(member=member, by=make_person())
    resign(member=member, by=member.account)
    with pytest.raises(NotAMember):
        resign(member=member, by=member.account)
    assert kinds(member) == ["entered", "left"]
    assert mailoutbox[-1].subject == "Votre départ est noté"
    come_back(member=member, by=member.account)
    assert kinds(member)[-1] == "returned"


def test_what_was_asked_is_no_longer_when_one_leaves() -> None:
    set_rates("rolling")
    story = Story()
    story.live("paid", dt.date(2025, 1, 1))
    story.live("asked", dt.date(2026, 1, 10))
    story.live("left", dt.date(2026, 1, 20))
    dues = DuesRequest.objects.latest("pk")
    assert (dues.closed_on, dues.payment_request.state) == (dt.date(2026, 1, 20), "cancelled")
    with pytest.raises(DuesNeeded):
        come_back(member=story.member, by=story.member.account)


def test_who_was_excluded_does_not_pay_their_way_back() -> None:
    set_rates("rolling")
    story = Story()
    story.live("paid", dt.date(2025, 1, 1))
    story.live("excluded", dt.date(2026, 1, 20))
    with pytest.raises(CannotReturn):
        ask(story.member)
    with pytest.raises(CannotReturn):
        come_back(member=story.member, by=story.member.account)


def test_a_period_from_before_the_platform_is_given_with_its_reason(member: Member) -> None:
    give_period(
        member=member,
        starts_on=dt.date(2025, 6, 1),
        ends_on=dt.date(2026, 5, 31),
        by=None,
        reason="registre papier",
    )
    entry = member.register.get()
    assert (entry.kind, entry.effective_on, entry.reason) == (
        EntryKind.ENTERED,
        dt.date(2025, 6, 1),
        "registre papier",
    )
