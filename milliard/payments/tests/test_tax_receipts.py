"""Receipts: off by default, every mention, numbers without a gap, cancelled and replaced."""

import datetime as dt
import hashlib
import io
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from pypdf import PdfReader

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.tests.factories import make_person
from milliard.core.refusals import NotAllowed
from milliard.payments.enums import ReversalKind
from milliard.payments.models import Payment, TaxReceipt, TaxRuling
from milliard.payments.reports import yearly_declaration
from milliard.payments.services.ledger import reverse_payment
from milliard.payments.services.tax_receipts import (
    AlreadyCancelled,
    Donor,
    Issuer,
    NoRuling,
    NothingToReceipt,
    RulingInForce,
    SeveralYears,
    cancel_tax_receipt,
    enter_ruling,
    issue_tax_receipt,
    replace_tax_receipt,
    withdraw_ruling,
)
from milliard.payments.tests.factories import make_payment, make_request

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fonts")]
ISSUER = Issuer(
    name="Association inventée",
    identifier="W000000000",
    address="1 rue de l’Exemple, 00000 Inventée",
    purpose="Essayer des logiciels",
    quality="Organisme d’intérêt général",
    signatory="Alix Exemple, trésorier·e",
)
DONOR = Donor("Ada Exemple", "2 rue de l’Exemple\n00000 Inventée")


@pytest.fixture
def treasurer() -> User:
    return make_person(role=Role.TREASURER)


def rule(treasurer: User, **fields: Any) -> TaxRuling:
    known = {
        "reference": "R-0001",
        "ruled_on": dt.date(2025, 6, 1),
        "valid_from": dt.date(2026, 1, 1),
        "covers_dues": False,
        "issuer": ISSUER,
    }
    return enter_ruling(**{**known, **fields}, by=treasurer)


def gift(cents: int = 5000, **fields: Any) -> Payment:
    return make_payment(cents, request=make_request(dues_cents=0, gift_cents=cents), **fields)


def issue(*payments: Payment, by: User) -> TaxReceipt:
    return issue_tax_receipt(payments=payments, donor=DONOR, by=by)


def test_nothing_before_a_ruling_and_nothing_after_it_is_withdrawn(treasurer: User) -> None:
    payment = gift()
    with pytest.raises(NoRuling):
        issue(payment, by=treasurer)
    with pytest.raises(NotAllowed):
        rule(make_person(role=Role.ORGANISER))
    ruling = rule(treasurer)
    with pytest.raises(RulingInForce):
        rule(treasurer)
    issue(payment, by=treasurer)
    withdraw_ruling(ruling=ruling, by=treasurer)
    with pytest.raises(NoRuling):
        issue(gift(), by=treasurer)


def test_the_document_has_every_mention_and_its_digest(treasurer: User) -> None:
    rule(treasurer)
    receipt = issue(gift(123_405), gift(100), by=treasurer)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(receipt.pdf)).pages)
    flat = " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())
    for mention in (
        f"{timezone.localdate().year}-000001",
        *("Association inventée", "W000000000", "Essayer des logiciels", "Organisme d’intérêt général"),
        *("Ada Exemple", "2 rue de l’Exemple", "***1 235,05 €***", "***1,00 €***", "virement"),
        "mille deux cent trente-cinq euros et cinq centimes",
        *("1er mars 2026", "200 du code général des impôts", "numéraire", "Alix Exemple", "11580*05"),
    ):
        assert mention in flat, mention
    assert receipt.pdf_digest == hashlib.sha256(receipt.pdf).hexdigest()


def test_dues_only_where_the_ruling_says_so(treasurer: User) -> None:
    payment = make_payment(3000, request=make_request(dues_cents=2000, gift_cents=1000))
    dues = make_payment(request=make_request())
    ruling = rule(treasurer)
    assert issue(payment, by=treasurer).amount_cents == 1000
    with pytest.raises(NothingToReceipt):
        issue(dues, by=treasurer)
    withdraw_ruling(ruling=ruling, by=treasurer)
    rule(treasurer, covers_dues=True)
    assert issue(dues, by=treasurer).amount_cents == 2000


def test_what_can_be_on_no_receipt(treasurer: User) -> None:
    rule(treasurer)
    before = gift(received_on=dt.date(2025, 12, 31))
    company = gift(payer_company="SARL Inventée")
    unmatched = make_payment(700)
    refunded = gift()
    reverse_payment(
        payment=refunded, amount_cents=5000, kind=ReversalKind.REFUNDED, occurred_on=dt.date(2026, 3, 2)
    )
    once = gift()
    issue(once, by=treasurer)
    for payment in (before, company, unmatched, refunded, once):
        with pytest.raises(NothingToReceipt):
            issue(payment, by=treasurer)
    with pytest.raises(SeveralYears):
        issue(gift(), gift(received_on=dt.date(2027, 1, 2)), by=treasurer)
    assert TaxReceipt.objects.count() == 1


def test_a_wrong_receipt_is_replaced_and_the_numbers_go_on(treasurer: User) -> None:
    rule(treasurer)
    first = issue(gift(), by=treasurer)
    second = replace_tax_receipt(
        receipt=first, donor=Donor("Ada Exemple-Juste", "ailleurs"), reason="nom", by=treasurer
    )
    first.refresh_from_db()
    assert (first.number, second.number, second.replaces) == (1, 2, first)
    assert first.cancelled_on is not None
    with pytest.raises(AlreadyCancelled):
        cancel_tax_receipt(receipt=first, reason="encore", by=treasurer)
    declared = yearly_declaration(second.year)
    assert (declared.count, declared.total_cents) == (1, 5000)


def test_money_that_went_back_asks_to_cancel(treasurer: User) -> None:
    rule(treasurer)
    payment = gift()
    receipt = issue(payment, by=treasurer)
    assert not TaxReceipt.objects.to_cancel()
    reverse_payment(
        payment=payment, amount_cents=5000, kind=ReversalKind.CONTESTED, occurred_on=dt.date(2026, 3, 2)
    )
    assert list(TaxReceipt.objects.to_cancel()) == [receipt]


def test_the_database_keeps_a_receipt_as_it_was_printed(treasurer: User) -> None:
    rule(treasurer)
    receipt = issue(gift(), by=treasurer)
    for change in (
        lambda: TaxReceipt.objects.update(amount_cents=1),
        lambda: TaxReceipt.objects.filter(pk=receipt.pk).update(pdf=b"x"),
        lambda: TaxReceipt.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
