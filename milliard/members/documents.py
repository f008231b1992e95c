"""The card: what stands on it, and its PDF."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from french import format_date
from milliard.members.standing import Standing
from milliard.ui.documents import compile_pdf
from milliard.ui.qr import Drawing, draw_qr

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
