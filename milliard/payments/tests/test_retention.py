"""Who paid is named ten years after the exercise, and not a day more; the accounts stay whole."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.db.models import Sum
from wagtail.models import ModelLogEntry

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.core.batches import run_steps
from milliard.payments.enums import Hold, ReversalKind
from milliard.payments.models import BankLine, ForgottenYear, Payment, PaymentRequest, TaxReceipt, TaxRuling
from milliard.payments.reports import yearly_declaration
from milliard.payments.services import retention
from milliard.payments.services.housekeeping import tidy
from milliard.payments.services.ledger import reverse_payment
from milliard.payments.services.tax_receipts import (
    Donor,
    Issuer,
    enter_ruling,
    issue_tax_receipt,
    withdraw_ruling,
)
from milliard.payments.tests.factories import make_bank_lines, make_payment, make_request

pytestmark = pytest.mark.django_db
PAID = dt.date(2026, 3, 1)
LAST_NIGHT = dt.date(2036, 12, 31)
DAY = dt.timedelta(days=1)


def at(day: dt.date) -> Any:
    return time_machine.travel(dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC), tick=False)


def night(of: dt.date) -> None:
    """The housekeeping of that night, and the work it queues."""
    with at(of):
        tidy()


def paid(**fields: Any) -> Payment:
    request = make_request(payer_name="Ada Exemple", payer_email="ada@exemple.invalid")
    return make_payment(request=request, payer_name="Ada Exemple", label="Cotisation d’Ada Exemple", **fields)


def names_of(payment: Payment) -> list[str]:
    payment.refresh_from_db()
    asked = payment.meant_for
    return [payment.payer_name, payment.label, *([asked.payer_name, asked.payer_email] if asked else [])]


@pytest.fixture
def then() -> Iterator[None]:
    with at(PAID):
        yield


@pytest.fixture
def treasurer() -> User:
    return make_person(role=Role.TREASURER)


def test_names_go_the_day_after_the_tenth_year_and_the_accounts_stay(then: None) -> None:
    payment = paid(external_id="HA-1")
    (line,) = make_bank_lines(1, label="VIR ADA EXEMPLE", references=["ADA"], note="appelée", payment=payment)
    sums = Payment.objects.aggregate(Sum("amount_cents"), Sum("allocated_cents"))
    night(LAST_NIGHT)
    assert "Ada Exemple" in names_of(payment)
    night(LAST_NIGHT + DAY)
    assert names_of(payment) == ["", "", "", ""]
    line.refresh_from_db()
    assert (line.counterparty, line.label, line.references, line.note) == ("", "", [], "")
    assert Payment.objects.aggregate(Sum("amount_cents"), Sum("allocated_cents")) == sums
    assert (payment.external_id, payment.received_on, line.amount_cents) == ("HA-1", PAID, 2000)
    assert payment.meant_for is not None
    assert (payment.meant_for.received_cents, payment.meant_for.state) == (2000, "paid")


def test_no_table_and_no_history_says_the_name_any_more(then: None) -> None:
    payment = paid(payer_company="")
    payment.label = "Ada Exemple, corrigé"
    payment.save()
    make_bank_lines(1, counterparty="Ada Exemple")
    night(LAST_NIGHT + DAY)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind = 'r' AND c.relname LIKE 'payments\\_%%' AND n.nspname = current_schema()",
            [],
        )
        tables = [name for (name,) in cursor.fetchall()]
        assert len(tables) > 10
        for table in tables:
            # «Ada» as a word: an identifier in hexadecimal may hold the three letters.
            cursor.execute(f"SELECT count(*) FROM {table} AS row WHERE row::text ~* '\\mada\\M'", [])  # noqa: S608
            assert cursor.fetchone() == (0,), table


def test_what_a_later_exercise_explains_waits(then: None) -> None:
    refunded, asked = paid(), make_request(payer_name="Zoé Exemple")
    with at(dt.date(2028, 5, 2)):
        reverse_payment(
            payment=refunded,
            amount_cents=500,
            kind=ReversalKind.REFUNDED,
            occurred_on=dt.date(2028, 5, 2),
            note="à Ada",
        )
        make_payment(request=asked, received_on=dt.date(2028, 5, 2), payer_name="Zoé Exemple")
    night(LAST_NIGHT + DAY)
    assert refunded.payer_name in names_of(refunded)
    assert PaymentRequest.objects.get(pk=asked.pk).payer_name == "Zoé Exemple"
    night(dt.date(2039, 1, 1))
    assert names_of(refunded) == ["", "", "", ""]
    assert refunded.reversals.get().note == ""
    assert not PaymentRequest.objects.exclude(payer_name="").exists()


def test_money_of_an_organisation_still_counts_for_nobody(then: None) -> None:
    held = make_payment(payer_company="Coopérative inventée", request=make_request())
    night(LAST_NIGHT + DAY)
    held.refresh_from_db()
    assert (held.payer_company, held.hold) == (retention.AN_ORGANISATION, Hold.ORGANISATION)
    night(LAST_NIGHT + 2 * DAY)
    assert ForgottenYear.objects.get().payments == 1


def test_a_tax_receipt_keeps_its_number_and_its_place_in_the_declaration(then: None, treasurer: User) -> None:
    ruling = _rule(treasurer)
    payment = make_payment(5000, request=make_request(dues_cents=0, gift_cents=5000))
    receipt = issue_tax_receipt(payments=[payment], donor=Donor("Ada Exemple", "2 rue Ada"), by=treasurer)
    digest = hashlib.sha256(receipt.pdf).hexdigest()
    withdraw_ruling(ruling=ruling, by=treasurer)
    before = yearly_declaration(2026)
    night(LAST_NIGHT)
    assert TaxReceipt.objects.get().content["donor"]["name"] == "Ada Exemple"
    night(LAST_NIGHT + DAY)
    kept = TaxReceipt.objects.get()
    assert (str(kept), kept.amount_cents, kept.pdf_digest, bytes(kept.pdf)) == (
        "2026-000001",
        5000,
        digest,
        b"",
    )
    assert "Ada" not in str(kept.content)
    assert kept.content["payments"] == receipt.content["payments"]
    assert TaxRuling.objects.get().issuer["signatory"] == ""
    assert yearly_declaration(2026) == before
    client, base = signed_in(Role.TREASURER), f"/gestion/recus-fiscaux/{kept.public_id}/"
    assert "sont effacés" in client.get(base).content.decode()
    assert client.get(f"{base}recu.pdf").status_code == 404


def _rule(treasurer: User) -> TaxRuling:
    issuer = Issuer("Association", "W000000000", "1 rue", "Essayer", "Intérêt général", "Ada, trésorière")
    return enter_ruling(
        reference="R-1",
        ruled_on=PAID,
        valid_from=dt.date(2026, 1, 1),
        covers_dues=False,
        issuer=issuer,
        by=treasurer,
    )


def test_batches_are_counted_in_the_journal(then: None) -> None:
    for _ in range(5):
        paid()
    make_bank_lines(3)
    with at(LAST_NIGHT + DAY):
        assert run_steps(retention.steps(), seconds=0, size=2)
        assert ForgottenYear.objects.get().requests == 2
        assert dict(tidy())["noms de paiements à oublier"] == 3 + 5 + 3
        assert dict(tidy())["noms de paiements à oublier"] == 0
    row = ForgottenYear.objects.get()
    assert (row.year, row.requests, row.payments, row.bank_lines) == (2026, 5, 5, 3)
    (line,) = ModelLogEntry.objects.filter(action="payments.names.forgotten")
    assert (line.data["payments"], line.user) == (5, None)
    assert not BankLine.objects.exclude(counterparty="").exists()
    assert not Payment.objects.exclude(payer_name="").exists()
