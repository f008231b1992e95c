"""The PDF of each document of money. What it says is given; nothing is computed here but words."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils import timezone

import french
from milliard.payments.models import DepositSlip
from milliard.ui.documents import compile_pdf

_FOLDER = Path(__file__).parent


def tax_receipt_pdf(content: Mapping[str, Any], *, at: dt.datetime) -> bytes:
    """A tax receipt, with every mention of Cerfa 11580*05 in ``content``."""
    return compile_pdf(_FOLDER / "tax_receipt.typ", content, at=at)


def deposit_slip_pdf(slip: DepositSlip, *, at: dt.datetime) -> bytes:
    """A deposit slip to take to the bank, with a place for two signatures."""
    payments = slip.payments.order_by("pk")
    total = sum(payment.amount_cents for payment in payments)
    data = {
        "title": f"Bordereau de remise {slip.number}",
        "number": slip.number,
        "means": slip.get_means_display(),
        "place": slip.place,
        "closed": french.format_date(timezone.localdate(slip.closed_at)) if slip.closed_at else "",
        "total": french.format_euros(total, with_cents=True),
        "count": french.plural(len(payments), "pièce"),
        "lines": [
            {
                "on": french.format_date(payment.received_on),
                "payer": payment.payer_name,
                "label": payment.label,
                "amount": french.format_euros(payment.amount_cents, with_cents=True),
            }
            for payment in payments
        ],
    }
    return compile_pdf(_FOLDER / "deposit_slip.typ", data, at=at)
