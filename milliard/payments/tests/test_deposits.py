"""Cheques and cash: counted by two people, found on the statement, never twice."""

import datetime as dt
import io

import pytest
from django.utils import timezone
from pypdf import PdfReader

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.tests.factories import make_person
from milliard.core.refusals import NotAllowed
from milliard.payments.enums import Hold, Means, ReversalKind
from milliard.payments.models import BankAccount, BankLine, BankStatement, DepositSlip, Payment
from milliard.payments.pdf.documents import deposit_slip_pdf
from milliard.payments.services.deposits import (
    CountedOtherwise,
    InTheFuture,
    NothingToDeposit,
    NotThisLine,
    SamePerson,
    SlipClosed,
    close_slip,
    match_slip,
    prepare_slip,
    receive_at_place,
    take_off_slip,
)
from milliard.payments.services.ledger import reverse_payment
from milliard.payments.tests.factories import make_request

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fonts")]
DAY = dt.date(2026, 3, 1)


@pytest.fixture
def organiser() -> User:
    return make_person(role=Role.ORGANISER)


def piece(by: User, cents: int = 2000, means: Means = Means.CHEQUE) -> Payment:
    return receive_at_place(means=means, amount_cents=cents, received_on=DAY, payer_name="Ada Exemple", by=by)


def slip_of(*pieces: Payment, by: User) -> DepositSlip:
    return prepare_slip(means=Means.CHEQUE, place="Maison inventée", payments=pieces, by=by)


def bank_line(cents: int) -> BankLine:
    account = BankAccount.objects.create(identifier="FR76 inventé")
    statement = BankStatement.objects.create(
        account=account, digest="a", file_name="a", sum_cents=cents, entries=1
    )
    return BankLine.objects.create(
        account=account, statement=statement, fingerprint="a", booked_on=DAY, amount_cents=cents
    )


def test_a_cheque_pays_its_request_and_one_of_an_organisation_is_kept(organiser: User) -> None:
    request = make_request()
    kept = receive_at_place(
        means=Means.CHEQUE,
        amount_cents=2000,
        received_on=DAY,
        payer_name="",
        payer_company="SARL Inventée",
        request=request,
        by=organiser,
    )
    assert kept.hold == Hold.ORGANISATION
    receive_at_place(
        means=Means.CASH, amount_cents=2000, received_on=DAY, payer_name="Ada", request=request, by=organiser
    )
    request.refresh_from_db()
    assert request.state == "paid"
    with pytest.raises(NotAllowed):
        piece(make_person(role=Role.MEMBER))
    with pytest.raises(InTheFuture):
        receive_at_place(
            means=Means.CASH,
            amount_cents=1,
            received_on=timezone.localdate() + dt.timedelta(days=1),
            payer_name="Ada",
            by=organiser,
        )


def test_two_people_count_the_same_total(organiser: User) -> None:
    slip = slip_of(piece(organiser), piece(organiser, 1500), by=organiser)
    other = make_person(role=Role.ORGANISER)
    with pytest.raises(SamePerson):
        close_slip(slip=slip, counted_cents=3500, by=organiser)
    with pytest.raises(CountedOtherwise):
        close_slip(slip=slip, counted_cents=3400, by=other)
    slip = close_slip(slip=slip, counted_cents=3500, by=other)
    assert (slip.total_cents, slip.countersigned_by) == (3500, other)
    with pytest.raises(SlipClosed):
        take_off_slip(slip=slip, payment=slip.payments.get(amount_cents=1500), by=organiser)
    text = PdfReader(io.BytesIO(deposit_slip_pdf(slip, at=timezone.now()))).pages[0].extract_text()
    assert slip.number in text
    assert "35,00" in text


def test_a_piece_is_on_one_slip(organiser: User) -> None:
    cheque, cash = piece(organiser), piece(organiser, means=Means.CASH)
    bounced = piece(organiser)
    reverse_payment(payment=bounced, amount_cents=2000, kind=ReversalKind.REFUSED_LATE, occurred_on=DAY)
    slip = slip_of(cheque, by=organiser)
    for pieces in ([cheque], [cash], [bounced], []):
        with pytest.raises(NothingToDeposit):
            slip_of(*pieces, by=organiser)
    take_off_slip(slip=slip, payment=cheque, by=organiser)
    second = slip_of(cheque, by=organiser)
    assert int(second.number[-4:]) == int(slip.number[-4:]) + 1


def test_the_credit_of_a_slip_is_no_new_money(organiser: User) -> None:
    treasurer = make_person(role=Role.TREASURER)
    slip = slip_of(piece(organiser), by=organiser)
    line, other = bank_line(2000), None
    with pytest.raises(NotThisLine):
        match_slip(slip=slip, line=line, by=treasurer)
    slip = close_slip(slip=slip, counted_cents=2000, by=treasurer)
    slip = match_slip(slip=slip, line=line, by=treasurer)
    line.refresh_from_db()
    assert (line.state, slip.bank_line, other) == ("matched", line, None)
    assert Payment.objects.count() == 1
    with pytest.raises(NotThisLine):
        match_slip(slip=slip, line=line, by=treasurer)
