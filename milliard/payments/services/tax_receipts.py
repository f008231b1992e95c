"""Tax receipts: none until a ruling is entered; numbers without a gap; cancelled and replaced, never edited.

Source of the mentions and rules: Cerfa 11580*05 (form 2041-RD), articles 200 and 222 bis of the tax code. A
receipt counts gifts, and dues where the ruling says so, of one payer in one year; nothing else comes here.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from french import format_date, format_euros
from french.words import spell_euros
from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.payments.enums import Means, PartKind
from milliard.payments.models import (
    Allocation,
    Payment,
    TaxReceipt,
    TaxReceiptLine,
    TaxReceiptSeries,
    TaxRuling,
)
from milliard.payments.pdf.documents import tax_receipt_pdf
from milliard.payments.policies import can_keep_books

#: Words of the form for each way of paying.
_MEANS = {
    Means.CASH: "remise d’espèces",
    Means.CHEQUE: "chèque",
    Means.TRANSFER: "virement",
    Means.HELLOASSO_CARD: "carte bancaire",
    Means.HELLOASSO_SEPA: "prélèvement",
}


class NoRuling(Refused):
    """The movement issues no receipt."""

    message = (
        "Aucun reçu fiscal ne peut être émis\u00a0: le rescrit n’est pas entré, ou il a été retiré. Rien ne"
        " dit encore que les dons au mouvement ouvrent droit à une réduction d’impôt."
    )


class RulingInForce(Refused):
    """One ruling at a time."""

    message = "Un rescrit est déjà en vigueur\u00a0: retirez-le d’abord."


class NothingToReceipt(Refused):
    """No gift of these payments may be on a receipt."""

    message = (
        "Rien ici ne peut être sur un reçu fiscal\u00a0: pas de don reçu depuis la date du rescrit, déjà sur"
        " un reçu, ou payé par une organisation."
    )


class SeveralYears(Refused):
    """A receipt is of one year."""

    message = "Un reçu ne réunit que des versements d’une même année."


class AlreadyCancelled(Refused):
    message = "Ce reçu est déjà annulé."


@dataclass(frozen=True, slots=True)
class Issuer:
    """The organisation that receives, as the form names it."""

    name: str
    #: SIREN or RNA.
    identifier: str
    address: str
    #: What it exists for.
    purpose: str
    #: «Organisme d’intérêt général», «Fondation reconnue d’utilité publique»…
    quality: str
    #: Who signs, and as what.
    signatory: str


@dataclass(frozen=True, slots=True)
class Donor:
    """The person who gave: full name and postal address, which the form asks for and nothing else does."""

    name: str
    address: str


@transaction.atomic
def enter_ruling(
    *,
    reference: str,
    ruled_on: dt.date,
    valid_from: dt.date,
    covers_dues: bool,
    issuer: Issuer,
    by: User,
) -> TaxRuling:
    """From now on receipts may be issued, for what was received from a date on. Raises `RulingInForce`."""
    authorize(by, can_keep_books)
    if TaxRuling.objects.select_for_update().filter(withdrawn_on__isnull=True).exists():
        raise RulingInForce
    ruling = TaxRuling(
        reference=reference,
        ruled_on=ruled_on,
        valid_from=valid_from,
        covers_dues=covers_dues,
        issuer=asdict(issuer),
        entered_by=by,
    )
    ruling.full_clean()
    ruling.save()
    journal.record("payments.ruling.entered", ruling, by=by)
    return ruling


@transaction.atomic
def withdraw_ruling(*, ruling: TaxRuling, by: User) -> TaxRuling:
    """No receipt any more; those issued stay."""
    authorize(by, can_keep_books)
    ruling = TaxRuling.objects.select_for_update().get(pk=ruling.pk)
    if ruling.withdrawn_on is None:
        ruling.withdrawn_on = timezone.localdate()
        ruling.save()
        journal.record("payments.ruling.withdrawn", ruling, by=by)
    return ruling


@transaction.atomic
def issue_tax_receipt(
    *,
    payments: Sequence[Payment],
    donor: Donor,
    payer: User | None = None,
    replaces: TaxReceipt | None = None,
    by: User | None,
) -> TaxReceipt:
    """One receipt for what these payments gave, numbered after the last of the year.

    Raises
    ------
    NotAllowed, NoRuling, NothingToReceipt, SeveralYears
    """
    authorize(by, can_keep_books)
    ruling = TaxRuling.objects.in_force()
    if ruling is None:
        raise NoRuling
    locked = list(
        Payment.objects.select_for_update().filter(pk__in=[row.pk for row in payments]).order_by("pk")
    )
    given = [(payment, cents) for payment in locked if (cents := receiptable_cents(payment, ruling))]
    if not given or len(given) < len(locked):
        raise NothingToReceipt
    if len({payment.received_on.year for payment, _ in given}) > 1:
        raise SeveralYears
    today = timezone.localdate()
    number = _next_number(today.year)
    content = _content(ruling, donor, given, f"{today.year}-{number:06d}", today, replaces)
    pdf = tax_receipt_pdf(content, at=timezone.now())
    receipt = TaxReceipt(
        year=today.year,
        number=number,
        ruling=ruling,
        payer=payer,
        content=content,
        amount_cents=sum(cents for _, cents in given),
        issued_on=today,
        issued_by=by,
        pdf=pdf,
        pdf_digest=hashlib.sha256(pdf).hexdigest(),
        replaces=replaces,
    )
    receipt.full_clean()
    receipt.save()
    TaxReceiptLine.objects.bulk_create(
        TaxReceiptLine(receipt=receipt, payment=payment, amount_cents=cents) for payment, cents in given
    )
    journal.record("payments.tax_receipt.issued", receipt, by=by)
    return receipt


def issue_receipt_of(*, payment: Payment, donor: Donor, by: User | None) -> TaxReceipt:
    """The receipt of one payment, from its screen. Raises what `issue_tax_receipt` does."""
    authorize(by, can_keep_books)
    return issue_tax_receipt(payments=[payment], donor=donor, by=by)


@transaction.atomic
def cancel_tax_receipt(*, receipt: TaxReceipt, reason: str, by: User | None) -> TaxReceipt:
    """The receipt no longer counts; its number stays taken. Raises `AlreadyCancelled`."""
    authorize(by, can_keep_books)
    receipt = TaxReceipt.objects.select_for_update().get(pk=receipt.pk)
    if receipt.cancelled_on is not None:
        raise AlreadyCancelled
    receipt.cancelled_on, receipt.cancel_reason = timezone.localdate(), reason
    receipt.save(update_fields=["cancelled_on", "cancel_reason", "updated_at"])
    receipt.lines.update(is_in_force=False)
    journal.record("payments.tax_receipt.cancelled", receipt, by=by)
    return receipt


@transaction.atomic
def replace_tax_receipt(*, receipt: TaxReceipt, donor: Donor, reason: str, by: User | None) -> TaxReceipt:
    """Cancel a wrong receipt and issue the right one, which names it."""
    receipt = cancel_tax_receipt(receipt=receipt, reason=reason, by=by)
    payments = [line.payment for line in receipt.lines.select_related("payment").order_by("pk")]
    return issue_tax_receipt(payments=payments, donor=donor, payer=receipt.payer, replaces=receipt, by=by)


def receiptable_cents(payment: Payment, ruling: TaxRuling) -> int:
    """What of a payment may be on a receipt now: gifts it still gives, dues where the ruling covers them."""
    kinds = [PartKind.GIFT, *([PartKind.DUES] if ruling.covers_dues else [])]
    if payment.payer_company or payment.received_on < ruling.valid_from:
        return 0
    if payment.tax_lines.filter(is_in_force=True).exists():
        return 0
    given = Allocation.objects.filter(payment=payment, part__kind__in=kinds)
    return given.aggregate(cents=Sum("amount_cents"))["cents"] or 0


def _next_number(year: int) -> int:
    TaxReceiptSeries.objects.get_or_create(year=year)
    series = TaxReceiptSeries.objects.select_for_update().get(year=year)
    series.last_number += 1
    series.save()
    return series.last_number


def _content(
    ruling: TaxRuling,
    donor: Donor,
    given: Sequence[tuple[Payment, int]],
    number: str,
    today: dt.date,
    replaces: TaxReceipt | None,
) -> dict[str, object]:
    total = sum(cents for _, cents in given)
    return {
        "number": number,
        "issuer": ruling.issuer,
        "ruling": f"{ruling.reference}, du {format_date(ruling.ruled_on)}",
        "donor": asdict(donor),
        # Figures made by a computer stand between asterisks, so that none can be added.
        "amount": f"***{format_euros(total, with_cents=True)}***",
        "amount_in_words": spell_euros(total),
        "payments": [
            {
                "on": format_date(payment.received_on),
                "means": _MEANS[Means(payment.means)],
                "amount": f"***{format_euros(cents, with_cents=True)}***",
            }
            for payment, cents in given
        ],
        "article": "200 du code général des impôts",
        "form": "autre\u00a0: don manuel",
        "nature": "numéraire",
        "issued_on": format_date(today),
        "replaces": str(replaces) if replaces else "",
    }
