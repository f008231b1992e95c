"""The card and the receipt of dues: what stands on them, and their PDF."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from french import format_date, format_euros
from milliard.members.models import DuesRequest
from milliard.members.qr import Drawing, draw_qr
from milliard.members.standing import Standing
from milliard.payments.enums import Means, PartKind
from milliard.payments.models import Payment
from milliard.payments.references import spell
from milliard.ui.documents import compile_pdf

_FOLDER = Path(__file__).parent / "pdf"


@dataclass(frozen=True, slots=True)
class Card:
    """What a card shows."""

    name: str
    number: str
    until: str
    #: What is read out when nothing can be scanned: «ACDEH JKMRU VWXYZ ACDEH».
    spelt: str
    check_url: str
    qr: Drawing


def card_of(standing: Standing) -> Card:
    """The card of a member whose card is valid."""
    code = standing.member.card_code
    check_url = f"{settings.SITE_URL}{reverse('members:card_check', args=[code])}"
    return Card(
        name=standing.member.name,
        number=standing.member.number,
        until=format_date(standing.paid_until) if standing.paid_until else "",
        spelt=" ".join(code[start : start + 5] for start in range(0, len(code), 5)),
        check_url=check_url,
        qr=draw_qr(check_url),
    )


def print_card(standing: Standing) -> bytes:
    """One sheet, with the card to cut out. Raises `FontsMissing`."""
    card = card_of(standing)
    data = {
        "title": "Carte de membre",
        "name": card.name,
        "number": card.number,
        "until": f"Valable jusqu’au {card.until}",
        "spelt": card.spelt,
        "check": card.check_url,
        "simulated": settings.IS_DEMONSTRATION,
    }
    pictures = {"qr.svg": card.qr.svg}
    return compile_pdf(_FOLDER / "card.typ", data, at=timezone.now(), pictures=pictures)


def print_receipt(given: DuesRequest) -> bytes:
    """What was received for one request, part by part, payment by payment. Raises `FontsMissing`."""
    return compile_pdf(_FOLDER / "receipt.typ", receipt_data(given), at=timezone.now())


def receipt_data(given: DuesRequest) -> dict[str, Any]:
    """Everything the receipt says, as text."""
    request, member = given.payment_request, given.member
    period = given.periods.filter(cancelled_on__isnull=True).first()
    facts = [
        ("De", member.name),
        ("Numéro de membre", member.number),
        ("Référence", spell(request.reference)),
    ]
    if period is not None:
        facts.append(("Adhésion", f"du {format_date(period.starts_on)} au {format_date(period.ends_on)}"))
    return {
        "title": "Reçu de cotisation",
        "facts": [{"label": label, "text": text} for label, text in facts],
        "lines": [{"label": label, "amount": format_euros(cents)} for label, cents in _lines(given)],
        "total": format_euros(request.received_cents),
        "written": f"Écrit le {format_date(timezone.localdate())}",
        "contact": settings.CONTACT_EMAIL,
        "simulated": settings.IS_DEMONSTRATION,
    }


def _lines(given: DuesRequest) -> list[tuple[str, int]]:
    """«Cotisation, reçue le 1er mars 2026 (virement)», cents: what each payment still counts for."""
    rows = (
        Payment.objects.filter(allocations__part__request=given.payment_request)
        .values("pk", "means", "received_on", "allocations__part__kind")
        .annotate(cents=Sum("allocations__amount_cents"))
        .order_by("received_on", "pk", "allocations__part__kind")
    )
    return [
        (
            f"{PartKind(row['allocations__part__kind']).label.capitalize()},"
            f" le {format_date(row['received_on'])} ({Means(row['means']).label})",
            row["cents"],
        )
        for row in rows
        if row["cents"]
    ]
