"""The receipt of what was paid, as a PDF. Made when asked for, kept nowhere; it is no tax receipt."""

import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

import french
from milliard.core.access import public
from milliard.core.rate_limit import Limit, limited
from milliard.payments.enums import PartKind
from milliard.payments.models import Allocation, PaymentRequest
from milliard.payments.policies import can_read_payer
from milliard.payments.purposes import purpose_of
from milliard.payments.views.request import found
from milliard.ui.documents import compile_pdf

TEMPLATE = Path(__file__).parent.parent / "pdf" / "payment_receipt.typ"
#: A PDF takes a tenth of a second of a processor.
_LIMIT = Limit("payments.receipts", hits=60)


@public
@never_cache
@require_safe
@limited(_LIMIT)
def receipt(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What was received for a request: amounts, dates, means; the name only for who may read it."""
    asked = found(public_id)
    if not asked.received_cents:
        raise Http404
    data = receipt_data(asked, name=asked.payer_name if can_read_payer(request.user, asked) else "")
    response = HttpResponse(compile_pdf(TEMPLATE, data, at=timezone.now()), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="recu-{asked.reference}.pdf"'
    return response


def receipt_data(asked: PaymentRequest, *, name: str) -> dict[str, Any]:
    """Everything the template places, as JSON."""
    shares = Allocation.objects.filter(part__request=asked).select_related("payment", "part")
    received = shares.values("part__kind").annotate(cents=Sum("amount_cents")).order_by("part__kind")
    facts = [
        ("Pour", purpose_of(asked.purpose).label),
        ("Au nom de", name),
        ("Référence", str(asked)),
        *(
            (PartKind(row["part__kind"]).label.capitalize(), french.format_euros(row["cents"]))
            for row in received
        ),
        ("Reçu en tout", french.format_euros(asked.received_cents)),
    ]
    payments = {share.payment for share in shares}
    return {
        "title": f"Reçu {asked}",
        "copied": french.format_date(timezone.localdate()),
        "contact": settings.CONTACT_EMAIL,
        "simulated": settings.IS_DEMONSTRATION,
        "facts": [{"label": label, "text": text} for label, text in facts if text],
        "payments": [
            f"{french.format_euros(payment.amount_cents - payment.reversed_cents)} le"
            f" {french.format_date(payment.received_on)}, {payment.get_means_display()}"
            for payment in sorted(payments, key=lambda one: (one.received_on, one.pk))
            if payment.amount_cents > payment.reversed_cents
        ],
    }
