"""Each line pays what it names, alone when it is certain, else by a person; undone by a reversal."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.tests.factories import make_person
from milliard.core.refusals import NotAllowed
from milliard.payments.enums import Hold, ReversalKind
from milliard.payments.models import Allocation, BankAccount, BankLine, BankStatement, Payment, PaymentRequest
from milliard.payments.references import spell
from milliard.payments.services import statement_matching
from milliard.payments.services.bulk import record_payments
from milliard.payments.services.housekeeping import search_again
from milliard.payments.services.ledger import record_payment
from milliard.payments.services.matching import (
    LineDecided,
    NothingChosen,
    NothingToUndo,
    NotThatWay,
    match_line,
    set_line_aside,
    take_back_by_line,
    undo_line,
)
from milliard.payments.services.proposals import propose
from milliard.payments.services.statement_matching import match_statement
from milliard.payments.signals import RequestChange, requests_changed
from milliard.payments.tests.factories import make_payment, make_request, received

pytestmark = pytest.mark.django_db


def make_line(cents: int = 2000, **fields: Any) -> BankLine:
    account, _ = BankAccount.objects.get_or_create(identifier="FR76")
    statement, _ = BankStatement.objects.get_or_create(
        digest="s", defaults={"account": account, "file_name": "s.xml", "sum_cents": 0, "entries": 0}
    )
    number = BankLine.objects.count()
    known = {"booked_on": timezone.localdate() + dt.timedelta(days=1), "fingerprint": f"{number:064d}"}
    return BankLine.objects.create(
        account=account, statement=statement, amount_cents=cents, **{**known, **fields}
    )


def match() -> int:
    return match_statement(statement=BankStatement.objects.get(), by=None)


def treasurer() -> User:
    return make_person(role=Role.TREASURER)


def seen(row: Any) -> Any:
    row.refresh_from_db()
    return row


def test_a_reference_however_it_is_written() -> None:
    requests = [make_request() for _ in range(3)]
    make_line(label=f"VIR {spell(requests[0].reference).lower()} merci")
    make_line(references=[requests[1].reference])
    make_line(label=f"ADHESION {requests[2].reference}")
    assert match() == 3
    assert {seen(request).state for request in requests} == {"paid"}
    assert set(BankLine.objects.values_list("state", flat=True)) == {"matched"}
    line = BankLine.objects.first()
    assert line is not None
    assert (line.payment.external_id, line.payment.means) == (line.fingerprint, "transfer")
    assert line.proposals[0]["score"] == 100


@pytest.mark.parametrize(
    ("cents", "state", "received_cents", "hold"),
    [(500, "partly_paid", 500, ""), (2600, "paid", 2000, "overpaid")],
)
def test_too_little_or_too_much(cents: int, state: str, received_cents: int, hold: str) -> None:
    request = make_request()
    line = make_line(cents, label=request.reference)
    assert match() == 1
    assert (seen(request).state, request.received_cents) == (state, received_cents)
    assert seen(line).payment.hold == hold


def test_paid_twice_is_held() -> None:
    request = make_request()
    lines = [make_line(label=request.reference) for _ in range(2)]
    assert match() == 2
    assert [seen(line).payment.hold for line in lines] == ["", Hold.REQUEST_CLOSED]
    assert seen(request).received_cents == 2000


def test_a_name_and_an_amount_decide_when_one_person_has_them() -> None:
    request = make_request(payer_name="Hélène de La Tour-d’Auvergne")
    make_line(counterparty="MME DE LA TOUR D AUVERGNE HELENE")
    other = make_request(payer_name="Jean Martin", dues_cents=3000)
    make_line(2999, counterparty="M JEAN MARTIN")
    twins = [make_request(payer_name="Lea Bernard", dues_cents=700) for _ in range(2)]
    make_line(700, counterparty="BERNARD LEA")
    assert match() == 1
    assert seen(request).state == "paid"
    assert {seen(one).state for one in (other, *twins)} == {"open"}
    scores = dict(BankLine.objects.filter(state="to_match").values_list("amount_cents", "proposals"))
    assert scores[2999][0]["reasons"] == ["same_name", "in_part"]
    assert [one["score"] for one in scores[700]] == [60, 60]


def test_what_somebody_paid_meanwhile_is_not_paid_by_a_name_again(monkeypatch: Any) -> None:
    """Between the proposal and the lock; what bears a reference is held, as it would be later."""
    by_name, by_reference = make_request(payer_name="Jean Martin"), make_request()
    named = make_line(counterparty="MARTIN JEAN")
    referred = make_line(label=by_reference.reference)

    def paid_meanwhile(lines: Any) -> Any:
        found = propose(lines)
        for request in (by_name, by_reference):
            record_payment(received=received(request.amount_cents, external_id=str(uuid4())), request=request)
        return found

    monkeypatch.setattr(statement_matching, "propose", paid_meanwhile)
    assert match() == 1
    assert seen(named).state == "to_match"
    assert seen(referred).payment.hold == "request_closed"
    assert (seen(by_name).received_cents, seen(by_name).state) == (by_name.amount_cents, "paid")


def test_the_threshold_is_a_setting(settings: Any) -> None:
    settings.BANK_MATCH_THRESHOLD = 95
    request = make_request(payer_name="Jean Martin")
    line = make_line(counterparty="MARTIN JEAN")
    assert match() == 0
    assert seen(line).proposals == [
        {"score": 90, "reasons": ["same_name", "same_amount"], "requests": [request.pk], "payment": None}
    ]


def test_a_middle_name_is_for_a_person_to_judge() -> None:
    request = make_request(payer_name="Jean Martin")
    line = make_line(counterparty="MARTIN JEAN PAUL")
    assert match() == 0
    assert seen(line).proposals[0]["requests"] == [request.pk]
    assert 60 < line.proposals[0]["score"] < 80


def test_one_line_for_several_requests() -> None:
    first, second = make_request(), make_request(dues_cents=1500)
    make_line(3500, label=f"{first.reference} {second.reference}")
    assert match() == 1
    assert [seen(one).state for one in (first, second)] == ["paid", "paid"]
    third, fourth = make_request(), make_request()
    short = make_line(3000, label=f"{third.reference} et {fourth.reference}")
    assert match() == 0
    match_line(line=short, requests=[third, fourth], by=treasurer())
    assert [seen(one).received_cents for one in (third, fourth)] == [2000, 1000]


def test_a_couple_that_shares_an_account_pays_at_once() -> None:
    person = make_person()
    both = [make_request(payer=person, payer_name=name) for name in ("Jean Martin", "Lea Bernard")]
    line = make_line(4000, counterparty="MARTIN JEAN")
    match()
    assert seen(line).proposals[0]["requests"] == [one.pk for one in both]
    assert line.proposals[0]["reasons"] == ["same_account", "sum_of_all"]


def test_money_of_an_organisation_is_kept_and_counts_for_nothing() -> None:
    request = make_request()
    line = make_line(label=request.reference, counterparty="SARL INVENTEE", is_organisation=True)
    assert match() == 1
    assert seen(line).payment.hold == Hold.ORGANISATION
    assert seen(request).state == "open"


def test_who_bears_such_a_name_and_is_none() -> None:
    request = make_request()
    line = make_line(counterparty="MARIE COMITE", is_organisation=True)
    match_line(line=line, requests=[request], is_person=True, by=treasurer())
    assert seen(request).state == "paid"


def test_a_returned_transfer_goes_back() -> None:
    request = make_request()
    make_line(label=request.reference, references=["E2E-1"])
    match()
    back = make_line(-2000, references=["E2E-1"], is_return=True)
    assert match() == 1
    assert (seen(request).state, request.received_cents) == ("reversed", 0)
    assert seen(back).reversal.kind == ReversalKind.REFUSED_LATE


def test_a_refund_is_for_a_person_to_confirm() -> None:
    request = make_request()
    line = make_line(label=request.reference)
    match()
    back = make_line(-500, label=f"remboursement {request.reference}")
    assert match() == 0
    assert seen(back).proposals[0]["payment"] == seen(line).payment_id
    take_back_by_line(line=back, payment=line.payment, kind=ReversalKind.REFUNDED, by=treasurer())
    assert (seen(request).state, request.received_cents) == ("partly_paid", 1500)


def test_undone_by_a_reversal_then_done_again() -> None:
    wrong, right = make_request(), make_request()
    line, by = make_line(label=wrong.reference), treasurer()
    match()
    line = undo_line(line=line, by=by)
    assert (seen(wrong).state, line.state, line.payment) == ("reversed", "to_match", None)
    match_line(line=line, requests=[right], by=by)
    assert (seen(right).state, Payment.objects.count()) == ("paid", 2)
    undo_line(line=line, by=by)
    match_line(line=line, requests=[right], by=by)
    assert seen(right).state == "paid"
    assert sum(Allocation.objects.values_list("amount_cents", flat=True)) == 2000


def test_a_return_said_of_the_wrong_payment_is_undone_then_said_of_the_right_one() -> None:
    wrong, right, by = make_request(), make_request(), treasurer()
    paid = {request.pk: make_payment(request=request) for request in (wrong, right)}
    line = make_line(-2000)
    take_back_by_line(line=line, payment=paid[wrong.pk], kind=ReversalKind.REFUSED_LATE, by=by)
    assert seen(wrong).state == "reversed"
    line = undo_line(line=line, by=by)
    assert (seen(wrong).state, line.state, line.reversal) == ("paid", "to_match", None)
    take_back_by_line(line=line, payment=paid[right.pk], kind=ReversalKind.REFUSED_LATE, by=by)
    assert (seen(wrong).state, seen(right).state) == ("paid", "reversed")
    undo_line(line=line, by=by)
    take_back_by_line(line=line, payment=paid[wrong.pk], kind=ReversalKind.REFUSED_LATE, by=by)
    assert (seen(wrong).state, seen(right).state) == ("reversed", "paid")


def test_what_waits_is_searched_again_at_night(django_capture_on_commit_callbacks: Any) -> None:
    """Whoever paid before they asked is found once they ask; what a person undid is left to a person."""
    early, undone, by = make_line(counterparty="ADA EXEMPLE"), make_line(2500), treasurer()
    match()
    assert seen(early).state == "to_match"
    request, other = make_request(), make_request(dues_cents=2500, payer_name="Zoé Inventée")
    match_line(line=undone, requests=[other], by=by)
    undo_line(line=undone, by=by)
    BankLine.objects.filter(pk=undone.pk).update(label=f"ADHESION {other.reference}")
    with django_capture_on_commit_callbacks(execute=True):
        assert search_again() == 1
    assert (seen(early).state, seen(request).state) == ("matched", "paid")
    assert (seen(undone).state, seen(other).state) == ("to_match", "reversed")


def test_what_is_refused() -> None:
    by, line, request = treasurer(), make_line(), make_request()
    debit = make_line(-100)
    with pytest.raises(NothingChosen):
        match_line(line=line, requests=[], by=by)
    with pytest.raises(NotThatWay):
        match_line(line=debit, requests=[request], by=by)
    with pytest.raises(NothingToUndo):
        undo_line(line=line, by=by)
    match_line(line=line, requests=[request], by=by)
    with pytest.raises(NotThatWay):
        take_back_by_line(line=make_line(), payment=seen(line).payment, kind=ReversalKind.REFUNDED, by=by)
    for again in (
        lambda: match_line(line=line, requests=[request], by=by),
        lambda: set_line_aside(line=line, note="don", by=by),
    ):
        with pytest.raises(LineDecided):
            again()
    with pytest.raises(NotAllowed):
        match_line(line=make_line(), requests=[request], by=make_person(role=Role.ADMIN))


def test_set_aside_with_a_note_then_taken_again() -> None:
    line, by = make_line(), treasurer()
    assert set_line_aside(line=line, note="Subvention", by=by).note == "Subvention"
    assert undo_line(line=line, by=by).state == "to_match"


def test_queries_do_not_grow_with_the_lines(django_assert_max_num_queries: Any) -> None:
    lines = [make_line(counterparty=f"NOM{n} PRENOM{n}") for n in range(30)]
    for n in range(30):
        make_request(payer_name=f"Prenom{n} Nom{n}")
    with django_assert_max_num_queries(4):
        propose(lines)


AMOUNTS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 4000), st.booleans(), st.booleans()), min_size=1, max_size=8
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(AMOUNTS)
def test_thousands_at_once_are_what_one_by_one_would_be(said: list[tuple[int, int, bool, bool]]) -> None:
    """Two copies of the same requests, the same money: the same rows, the same events."""
    told: list[tuple[str, str, int]] = []
    example = uuid4()

    def receiver(changes: list[RequestChange], **_: Any) -> None:
        told.extend((one.was, one.state, one.received_cents) for one in changes)

    def outcome(requests: list[PaymentRequest], payments: list[Payment]) -> tuple[Any, ...]:
        names = ("state", "received_cents", "settled_on")
        shares = Allocation.objects.filter(payment__in=payments).order_by("part__request", "part", "pk")
        return (
            [tuple(getattr(seen(request), name) for name in names) for request in requests],
            [(seen(one).allocated_cents, one.hold, places_of(one, requests)) for one in payments],
            sorted(shares.values_list("amount_cents", "part__kind")),
        )

    def places_of(payment: Payment, requests: list[PaymentRequest]) -> tuple[Any, ...]:
        return payment.payer_company, requests.index(payment.meant_for) if payment.meant_for else None

    def make() -> list[PaymentRequest]:
        return [make_request(dues_cents=1000 * (n + 1), gift_cents=500 * n) for n in range(4)]

    def money(prefix: str) -> list[Any]:
        return [
            received(
                cents,
                external_id=f"{uuid4()}" if not is_again else f"{prefix}{example}",
                payer_company="SARL" if is_company else "",
            )
            for _, cents, is_company, is_again in said
        ]

    requests_changed.connect(receiver)
    try:
        one_by_one, at_once = make(), make()
        places = [place for place, *_ in said]
        slowly = [
            record_payment(received=item, request=one_by_one[place])
            for place, item in zip(places, money("a"), strict=True)
        ]
        slow_events = sorted(told)
        told.clear()
        numbers = record_payments(
            pairs=[(item, at_once[place].pk) for place, item in zip(places, money("b"), strict=True)]
        )
        quickly = [Payment.objects.get(pk=number) for number in numbers]
        assert sorted(told) == slow_events
    finally:
        requests_changed.disconnect(receiver)
    assert outcome(at_once, quickly) == outcome(one_by_one, slowly)
