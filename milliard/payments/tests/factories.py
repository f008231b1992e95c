"""The smallest valid money."""

import datetime as dt
from typing import Any

from milliard.accounts.models import User
from milliard.payments.enums import Means, PartKind
from milliard.payments.models import BankAccount, BankLine, BankStatement, Payment, PaymentRequest
from milliard.payments.services.ledger import Received, record_payment
from milliard.payments.services.requests import open_request


def make_request(*, dues_cents: int = 2000, gift_cents: int = 0, **fields: Any) -> PaymentRequest:
    parts = {PartKind.DUES: dues_cents, PartKind.GIFT: gift_cents}
    asked = {kind: cents for kind, cents in parts.items() if cents}
    return open_request(purpose="members.dues", parts=asked, **{"payer_name": "Ada Exemple", **fields})


def received(cents: int = 2000, **fields: Any) -> Received:
    known = {"means": Means.TRANSFER, "amount_cents": cents, "received_on": dt.date(2026, 3, 1)}
    return Received(**{**known, **fields})


def make_payment(cents: int = 2000, *, request: PaymentRequest | None = None, **fields: Any) -> Payment:
    return record_payment(received=received(cents, **fields), request=request)


def make_bank_account() -> BankAccount:
    return BankAccount.objects.get_or_create(identifier="FR7630004000031234567890143")[0]


def make_bank_lines(count: int, **fields: Any) -> list[BankLine]:
    account = make_bank_account()
    kept = {"account": account, "file_name": "mars.xml", "sum_cents": 0, "entries": count}
    statement, _ = BankStatement.objects.get_or_create(digest="made", defaults=kept)
    first = BankLine.objects.count()
    known = {"amount_cents": 2000, "booked_on": dt.date(2026, 3, 2), "counterparty": "JEAN DUPONT"}
    return BankLine.objects.bulk_create(
        BankLine(account=account, statement=statement, fingerprint=str(first + number), **{**known, **fields})
        for number in range(count)
    )


def rows_of_a_person(user: User) -> None:
    """A request of their own, unpaid, and one paid."""
    make_request(payer=user, payer_email=user.email)
    make_payment(request=make_request(payer=user, payer_email=user.email))
