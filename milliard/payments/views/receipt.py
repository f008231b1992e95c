"""The receipt of what was paid, as a PDF. Made when asked for, kept nowhere; it is no tax receipt."""

import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from french import format_date, format_euros
from milliard.accounts.policies import Person
from milliard.core.access import public
from milliard.core.rate_limit import Limit, limited
from milliard.payments.enums import Means, PartKind
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
    data = receipt_data(asked, facts=_facts_for(request.user, asked))
    response = HttpResponse(compile_pdf(TEMPLATE, data, at=timezone.now()), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="recu-{asked.reference}.pdf"'
    return response


def _facts_for(person: Person, asked: PaymentRequest) -> Sequence[tuple[str, str]]:
    if facts := purpose_of(asked.purpose).receipt_facts(person, asked):
        return facts
    return [("Au nom de", asked.payer_name)] if asked.payer_name and can_read_payer(person, asked) else []


def receipt_data(asked: PaymentRequest, *, facts: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    """Everything the template places, as JSON."""
    known = [("Pour", purpose_of(asked.purpose).label), *facts, ("Référence", str(asked))]
    return {
        "title": f"Reçu {asked}",
        "copied": format_date(timezone.localdate()),
        "contact": settings.CONTACT_EMAIL,
        "simulated": settings.IS_DEMONSTRATION,
        "facts": [{"label": label, "text": text} for label, text in known],
        "lines": [{"label": label, "amount": format_euros(cents)} for label, cents in _lines(asked)],
        "total": format_euros(asked.received_cents),
    }


def _lines(asked: PaymentRequest) -> list[tuple[str, int]]:
    """«Cotisation, le 1er mars 2026 (virement)», cents: what each payment still counts for."""
    shares = Allocation.objects.filter(part__request=asked)
    rows = (
        shares.values("payment", "payment__means", "payment__received_on", "part__kind")
        .annotate(cents=Sum("amount_cents"))
        .exclude(cents=0)
        .order_by("payment__received_on", "payment", "part__kind")
    )
    return [
        (
            f"{PartKind(row['part__kind']).label.capitalize()}, le {format_date(row['payment__received_on'])}"
            f" ({Means(row['payment__means']).label})",
            row["cents"],
        )
        for row in rows
    ]
