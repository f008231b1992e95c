"""The smallest valid money."""

import datetime as dt
from typing import Any

from milliard.payments.enums import Means, PartKind
from milliard.payments.models import Payment, PaymentRequest
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
