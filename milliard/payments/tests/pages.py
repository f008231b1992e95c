"""Who gets what from the addresses of payments."""

import datetime as dt
from itertools import product
from typing import Any

from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import make_person
from milliard.payments.enums import Hold, Means
from milliard.payments.models import BankStatement, DepositSlip, Payment, TaxReceipt, TaxRuling
from milliard.payments.services.deposits import prepare_slip, receive_at_place
from milliard.payments.tests.factories import make_bank_account, make_bank_lines, make_payment, make_request
from tests.harness.addresses import (
    STAFF,
    TREASURER,
    Budget,
    Page,
    Walk,
    everyone,
    staff_form,
    staff_list,
    staff_only,
    staff_walk,
)

BOOKS = ("treasurer",)
SEEN = ("treasurer", "admin")
AT_PLACE = ("organiser", "treasurer")
DAY = dt.date(2026, 3, 1)


def walk(path: str, *, link: str = "") -> list[Walk]:
    """A screen as the treasurer of the demonstration sees it, crowded."""
    return [staff_walk(path, TREASURER, link=link)]


def asked() -> dict[str, Any]:
    return {"public_id": make_request().public_id}


def payment() -> dict[str, Any]:
    return {"public_id": make_payment().public_id}


def slip() -> dict[str, Any]:
    by = make_person(role=Role.ORGANISER)
    piece = receive_at_place(
        means=Means.CHEQUE, amount_cents=2000, received_on=DAY, payer_name="Ada Exemple", by=by
    )
    made = prepare_slip(means=Means.CHEQUE, place="Maison inventée", payments=[piece], by=by)
    return {"public_id": made.public_id}


def make_ruling() -> TaxRuling:
    return TaxRuling.objects.create(
        reference="R-1",
        ruled_on=DAY,
        valid_from=DAY,
        issuer={"name": "Association inventée"},
        entered_by=make_person(role=Role.TREASURER),
    )


def ruling() -> dict[str, Any]:
    return {"pk": make_ruling().pk}


def make_tax_receipts(count: int) -> list[TaxReceipt]:
    known = {"content": {"donor": {"name": "Ada Exemple"}}, "amount_cents": 100, "issued_on": DAY}
    ruled = TaxRuling.objects.first() or make_ruling()
    first = TaxReceipt.objects.count() + 1
    return TaxReceipt.objects.bulk_create(
        TaxReceipt(year=2026, number=first + number, ruling=ruled, pdf=b"%PDF", pdf_digest="0" * 64, **known)
        for number in range(count)
    )


def tax_receipt() -> dict[str, Any]:
    return {"public_id": make_tax_receipts(1)[0].public_id}


def add_payments(count: int) -> None:
    Payment.objects.bulk_create(
        Payment(means=Means.TRANSFER, amount_cents=100, received_on=DAY, payer_name=f"P{number}")
        for number in range(count)
    )


def add_waiting(count: int) -> None:
    add_payments(count)
    add_slips(count)
    today = timezone.localdate()
    Payment.objects.bulk_create(
        Payment(means=means, amount_cents=100, received_on=today, hold=hold, payer_name="P")
        for _ in range(count // 10)
        for means, hold in product(Means, Hold)
    )


def add_slips(count: int) -> None:
    by = make_person(role=Role.ORGANISER)
    first = DepositSlip.objects.count()
    DepositSlip.objects.bulk_create(
        DepositSlip(number=f"R2025-{first + number}", means=Means.CASH, prepared_by=by)
        for number in range(count)
    )


def add_bank_lines(count: int) -> None:
    make_bank_lines(count)


def add_statements(count: int) -> None:
    account = make_bank_account()
    first = BankStatement.objects.count()
    known = {"account": account, "file_name": "mars.xml", "sum_cents": 0, "entries": 0}
    BankStatement.objects.bulk_create(
        BankStatement(digest=str(first + number), **known) for number in range(count)
    )


def bank_statement() -> dict[str, Any]:
    return {"pk": make_bank_lines(3)[0].statement_id}


def bank_line() -> dict[str, Any]:
    return {"pk": make_bank_lines(1)[0].pk}


def decided_line() -> dict[str, Any]:
    return {"pk": make_bank_lines(1, state="set_aside", note="Subvention")[0].pk}


PAGES = [
    staff_list(
        "payments_staff:statements", SEEN, add_statements, role=Role.TREASURER, axe=walk("releves-de-banque/")
    ),
    Page(
        "payments_staff:statement",
        staff_only(SEEN, 200),
        arguments=bank_statement,
        axe=walk("releves-de-banque/", link="releve-2"),
    ),
    staff_form("payments_staff:statement_import", BOOKS, axe=walk("releves-de-banque/importer/")),
    Page("payments_staff:statement_confirm", staff_only(STAFF, 405), post=everyone(302)),
    # A file nobody kept: back to choosing one.
    Page(
        "payments_staff:statement_columns", everyone(302), post=everyone(302), arguments=lambda: {"held": "x"}
    ),
    staff_list(
        "payments_staff:bank_lines", SEEN, add_bank_lines, role=Role.TREASURER, axe=walk("lignes-de-releve/")
    ),
    Page("payments_staff:bank_lines_export", staff_only(SEEN, 200), arguments=lambda: {"format": "csv"}),
    Page(
        "payments_staff:line",
        staff_only(SEEN, 200),
        arguments=bank_line,
        axe=walk("lignes-de-releve/", link="Exemple-Inconnu"),
    ),
    Page("payments_staff:line_match", staff_only(STAFF, 405), post=everyone(302), arguments=bank_line),
    Page(
        "payments_staff:line_take_back",
        staff_only(STAFF, 405),
        post=staff_only(BOOKS, 404),
        arguments=bank_line,
    ),
    staff_form("payments_staff:line_set_aside", BOOKS, bank_line),
    staff_form("payments_staff:line_undo", BOOKS, decided_line, empty=302),
    Page(
        "payments_staff:desk",
        staff_only(SEEN, 200),
        budget=Budget(add_waiting, queries=27, role=Role.TREASURER),
        axe=walk("argent/"),
    ),
    Page("payments_staff:helloasso_day", staff_only(SEEN, 200), axe=walk("argent/helloasso/")),
    # Nothing HelloAsso would say: 400, whoever posts it.
    Page("payments:notification", everyone(405), post=everyone(400)),
    Page("payments:request", everyone(200), arguments=asked),
    # Without an account at HelloAsso: the page again, with the reason.
    Page("payments:checkout", everyone(405), post=everyone(409), arguments=asked),
    Page("payments:returned", everyone(200), arguments=asked),
    Page("payments:not_paid", everyone(200), arguments=asked),
    Page("payments:check", everyone(405), post=everyone(302), arguments=asked),
    Page("payments:transfer_order", everyone(200), arguments=asked),
    # Nothing was received: there is no receipt.
    Page("payments:receipt", everyone(404), arguments=asked),
    staff_list("payments_staff:payments", SEEN, add_payments, role=Role.TREASURER, axe=walk("paiements/")),
    Page(
        "payments_staff:payment",
        staff_only(SEEN, 200),
        arguments=payment,
        axe=walk("paiements/?raison=organisation", link="SCOP Inventée du Port"),
    ),
    staff_form("payments_staff:payment_receive", AT_PLACE, axe=walk("paiements/recevoir/")),
    staff_form("payments_staff:payment_count", BOOKS, payment),
    staff_form("payments_staff:payment_reverse", BOOKS, payment),
    staff_form("payments_staff:payment_issue_receipt", BOOKS, payment),
    Page("payments_staff:payments_export", staff_only(SEEN, 200), arguments=lambda: {"format": "csv"}),
    staff_list("payments_staff:slips", AT_PLACE, add_slips, role=Role.TREASURER, axe=walk("bordereaux/")),
    Page(
        "payments_staff:slip",
        staff_only(AT_PLACE, 200),
        arguments=slip,
        axe=walk("bordereaux/", link="R20"),
    ),
    staff_form("payments_staff:slip_prepare", AT_PLACE, axe=walk("bordereaux/preparer/")),
    staff_form("payments_staff:slip_close", AT_PLACE, slip),
    Page("payments_staff:slip_pdf", staff_only(AT_PLACE, 200), arguments=slip),
    Page("payments_staff:rulings", staff_only(SEEN, 200), axe=walk("rescrits/")),
    Page("payments_staff:ruling", staff_only(SEEN, 200), arguments=ruling),
    staff_form("payments_staff:ruling_enter", BOOKS, axe=walk("rescrits/entrer/")),
    staff_form("payments_staff:ruling_withdraw", BOOKS, ruling, empty=302),
    staff_list(
        "payments_staff:tax_receipts",
        SEEN,
        make_tax_receipts,
        role=Role.TREASURER,
        axe=walk("recus-fiscaux/"),
    ),
    Page("payments_staff:receipt", staff_only(SEEN, 200), arguments=tax_receipt),
    staff_form("payments_staff:receipt_replace", BOOKS, tax_receipt),
    staff_form("payments_staff:receipt_cancel", BOOKS, tax_receipt),
    Page("payments_staff:tax_receipt_pdf", staff_only(SEEN, 200), arguments=tax_receipt),
]
