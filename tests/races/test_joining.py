"""Two devices at once: one person, one request, one period."""

import datetime as dt

from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import make_person
from milliard.core.refusals import Refused
from milliard.members.member_files import FileRead, RowRead
from milliard.members.models import DuesRequest, Member, MembershipPeriod
from milliard.members.services.dues import ask_dues
from milliard.members.services.imports import import_members
from milliard.members.services.joining import Identity, claim_members, join, join_another
from milliard.members.services.leaving import resign
from milliard.members.tests.factories import ask, make_joined, make_rates
from milliard.payments.enums import RequestState
from milliard.payments.models import PaymentRequest
from milliard.payments.services.ledger import record_payment
from milliard.payments.tests.factories import received

ADA = Identity("Ada", "Exemple")
TODAY = dt.date(2026, 11, 1)


def faults(results: list[object]) -> list[object]:
    """What went wrong that is no sentence for a person."""
    return [
        result for result in results if isinstance(result, BaseException) and not isinstance(result, Refused)
    ]


def test_two_devices_that_join_at_once_make_one_member(in_threads) -> None:
    account = make_person()
    results = in_threads(*[lambda: join(account=account, identity=ADA, by=account)] * 4)
    assert (faults(results), Member.objects.filter(account=account).count()) == ([], 1)


def test_one_of_a_household_sent_twice_at_once_is_one(in_threads) -> None:
    account = make_person()
    results = in_threads(*[lambda: join_another(account=account, identity=ADA, by=account)] * 4)
    assert (faults(results), Member.objects.filter(account=account).count()) == ([], 1)


def test_a_double_click_asks_once(in_threads) -> None:
    make_rates()
    member = make_joined()
    results = in_threads(*[lambda: ask(member)] * 4)
    assert faults(results) == []
    assert len({dues.pk for dues in results if isinstance(dues, DuesRequest)}) == 1
    assert PaymentRequest.objects.count() == 1


def test_two_devices_with_two_amounts_leave_one_open(in_threads) -> None:
    make_rates()
    member = make_joined()

    def choose(cents: int):
        return lambda: ask_dues(member=member, dues_cents=cents, by=member.account)

    results = in_threads(choose(2000), choose(3500), choose(5000))
    assert faults(results) == []
    assert DuesRequest.objects.filter(closed_on__isnull=True).count() == 1
    states = sorted(PaymentRequest.objects.values_list("state", flat=True))
    assert states == ["cancelled", "cancelled", "open"]


def test_paid_twice_said_at_once_opens_one_period(in_threads) -> None:
    make_rates()
    dues = ask(make_joined())
    said = received(external_id="42", received_on=TODAY)
    results = in_threads(*[lambda: record_payment(received=said, request=dues.payment_request)] * 4)
    assert (faults(results), MembershipPeriod.objects.count()) == ([], 1)


def test_paying_while_changing_the_amount_loses_no_money(in_threads) -> None:
    make_rates()
    member = make_joined()
    dues = ask(member)
    results = in_threads(
        lambda: record_payment(received=received(received_on=TODAY), request=dues.payment_request),
        lambda: ask_dues(member=member, dues_cents=3500, by=member.account),
    )
    assert faults(results) == []
    first = PaymentRequest.objects.get(pk=dues.payment_request_id)
    periods = MembershipPeriod.objects.count()
    assert (first.state, periods) in [(RequestState.PAID, 1), (RequestState.CANCELLED, 0)]


def test_paying_while_leaving_ends_in_one_of_the_two_orders(in_threads) -> None:
    make_rates()
    member = make_joined()
    record_payment(received=received(received_on=dt.date(2025, 1, 1)), request=ask(member).payment_request)
    dues = ask(member)
    results = in_threads(
        lambda: record_payment(received=received(received_on=TODAY), request=dues.payment_request),
        lambda: resign(member=member, by=member.account),
    )
    assert faults(results) == []
    member.refresh_from_db()
    first = PaymentRequest.objects.get(pk=dues.payment_request_id)
    assert member.departures.count() == 1
    assert (first.state, MembershipPeriod.objects.count()) in [("paid", 2), ("cancelled", 1)]


def _import_ada() -> object:
    read = FileRead([RowRead(2, "Ada", "Exemple", "ada@example.org", joined_on=TODAY)], {})
    return import_members(file_name="a.csv", read=read, origin="essai", by=None)


def test_the_same_file_imported_twice_at_once_writes_once(in_threads) -> None:
    make_rates()
    results = in_threads(*[_import_ada] * 4)
    assert (faults(results), Member.objects.count()) == ([], 1)
    assert MembershipPeriod.objects.count() == 1


def test_joining_while_a_file_is_imported_makes_one_member(in_threads) -> None:
    make_rates()
    account = make_person(email="ada@example.org")
    ada = Identity("Ada", "Exemple", "ada@example.org")
    results = in_threads(
        _import_ada,
        lambda: join(account=account, identity=ada, by=account),
        lambda: join_another(account=account, identity=ada, by=account),
        lambda: claim_members(account=account),
    )
    assert faults(results) == []
    assert list(Member.objects.values_list("given_name", "account")) == [("Ada", account.pk)]


def test_the_one_who_imports_may_join_at_the_same_time(in_threads) -> None:
    make_rates()
    account = make_person(email="ada@example.org", role=Role.ORGANISER)
    ada = Identity("Ada", "Exemple", "ada@example.org")
    read = FileRead([RowRead(2, "Ada", "Exemple", "ada@example.org", joined_on=TODAY)], {})
    results = in_threads(
        lambda: import_members(file_name="a.csv", read=read, origin="essai", by=account),
        lambda: join(account=account, identity=ada, by=account),
        lambda: claim_members(account=account),
    )
    assert (faults(results), Member.objects.count()) == ([], 1)
