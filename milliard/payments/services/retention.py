"""Who paid is kept ten years after the exercise, as accounting documents are; then nobody is named any more.

An exercise is a calendar year: what was written in 2026 is named until the last day of 2036. What a row of a
later exercise still explains waits for it: a payment refunded since, a request paid since. Amounts, dates,
numbers, digests and the chain of rows stay, and so does whether an organisation paid; see
`milliard.core.batches`.
"""

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any

import pgtrigger
from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from milliard.core import journal
from milliard.core.batches import Step
from milliard.payments import tasks
from milliard.payments.models import (
    Allocation,
    BankLine,
    ForgottenYear,
    Payment,
    PaymentRequest,
    Reversal,
    TaxReceipt,
    TaxRuling,
)

#: Years after the end of the exercise: code de commerce, article L. 123-22.
NAME_YEARS = 10
#: In place of the name of one that paid: its money still counts for no person.
AN_ORGANISATION = "Organisation"
_NAMELESS_COMPANIES = ("", AN_ORGANISATION)
#: Of a receipt's mentions, of a ruling's issuer.
_NO_DONOR = {"name": "", "address": ""}


def forget_old() -> Sequence[tuple[str, int]]:
    """Housekeeping: queue the forgetting of names whose time has come, batch by batch; how many rows wait."""
    waiting = sum(rows.count() for rows in _due().values())
    if waiting:
        tasks.forget_old_names.enqueue()
    return [("noms de paiements à oublier", waiting)]


def steps() -> Sequence[Step]:
    """One for each kind of row, each counted in its own transaction."""
    return [partial(_forget, kind) for kind in _FORGET]


@transaction.atomic
def record_forgotten() -> None:
    """One line of the journal with the counts so far, when a run forgot something."""
    row = ForgottenYear.objects.order_by("-year").first()
    if row is not None:
        counts = {kind: getattr(row, kind) for kind in _FORGET}
        journal.record("payments.names.forgotten", row, by=None, data=counts)


def closed_before() -> dt.date:
    """The first day whose names are still kept."""
    return dt.date(timezone.localdate().year - NAME_YEARS, 1, 1)


def _due() -> dict[str, QuerySet[Any]]:
    """What is old and still names somebody, by kind."""
    return {
        "requests": _old_requests(),
        "payments": _old_payments(),
        "reversals": Reversal.objects.filter(occurred_on__lt=closed_before()).exclude(note=""),
        "bank_lines": BankLine.objects.filter(_says_something(), booked_on__lt=closed_before()),
        "tax_receipts": TaxReceipt.objects.filter(issued_on__lt=closed_before()).exclude(pdf=b""),
        "rulings": _old_rulings(),
    }


def _says_something() -> Q:
    silent = Q(counterparty="", label="", note="", references=[], proposals=[])
    return ~silent


def _shared_since(**of: Any) -> Exists:
    """What counts for something in an exercise that is still named."""
    start = timezone.make_aware(dt.datetime.combine(closed_before(), dt.time.min))
    return Exists(Allocation.objects.filter(**of, created_at__gte=start))


def _old_requests() -> QuerySet[PaymentRequest]:
    before = closed_before()
    paid_since = Exists(Payment.objects.filter(meant_for=OuterRef("pk"), received_on__gte=before))
    old = PaymentRequest.objects.filter(asked_on__lt=before).exclude(settled_on__gte=before)
    named = old.exclude(payer_name="", payer_email="")
    return named.filter(~paid_since, ~_shared_since(part__request=OuterRef("pk")))


def _old_payments() -> QuerySet[Payment]:
    before = closed_before()
    back_since = Exists(Reversal.objects.filter(payment=OuterRef("pk"), occurred_on__gte=before))
    old = Payment.objects.filter(received_on__lt=before)
    named = old.exclude(payer_name="", label="", payer_company__in=_NAMELESS_COMPANIES)
    return named.filter(~back_since, ~_shared_since(payment=OuterRef("pk")))


def _old_rulings() -> QuerySet[TaxRuling]:
    """Withdrawn, and whose last receipt is old: until then its signatory answers for it."""
    before = closed_before()
    since = Exists(TaxReceipt.objects.filter(ruling=OuterRef("pk"), issued_on__gte=before))
    return TaxRuling.objects.filter(~since, withdrawn_on__lt=before).exclude(issuer__signatory="")


def _forget(kind: str, size: int) -> int:
    """One batch of a kind; whoever somebody works on now is left for the next time."""
    rows = _due()[kind].order_by("pk").select_for_update(skip_locked=True, of=("self",))
    numbers = list(rows.values_list("pk", flat=True)[:size])
    if numbers:
        _FORGET[kind](numbers)
        row, _ = ForgottenYear.objects.get_or_create(year=closed_before().year - 1)
        ForgottenYear.objects.filter(pk=row.pk).update(**{kind: F(kind) + len(numbers)})
    return len(numbers)


def _forget_requests(numbers: list[int]) -> None:
    _with_history(PaymentRequest, numbers, payer_name="", payer_email="")


def _forget_payments(numbers: list[int]) -> None:
    nameless = Case(When(payer_company="", then=Value("")), default=Value(AN_ORGANISATION))
    _with_history(Payment, numbers, payer_name="", label="", payer_company=nameless)


def _with_history(model: Any, numbers: list[int], **told: Any) -> None:
    """The rows first: each change writes what was there before among the events."""
    model.objects.filter(pk__in=numbers).update(**told)
    for event in model.pgh_event_models.values():
        event.objects.filter(pgh_obj__in=numbers).update(**told)


def _forget_reversals(numbers: list[int]) -> None:
    with pgtrigger.ignore("payments.Reversal:reversal_kept"):
        Reversal.objects.filter(pk__in=numbers).update(note="")


def _forget_bank_lines(numbers: list[int]) -> None:
    nothing: dict[str, Any] = {"references": [], "proposals": []}
    BankLine.objects.filter(pk__in=numbers).update(counterparty="", label="", note="", **nothing)


def _forget_tax_receipts(numbers: list[int]) -> None:
    """Number, amount, dates and the document's digest stay: what the yearly declaration counts."""
    receipts = list(TaxReceipt.objects.filter(pk__in=numbers).defer("pdf"))
    for receipt in receipts:
        issuer = {**receipt.content["issuer"], "signatory": ""}
        receipt.content = {**receipt.content, "donor": _NO_DONOR, "issuer": issuer}
        receipt.pdf, receipt.cancel_reason = b"", ""
    with pgtrigger.ignore("payments.TaxReceipt:tax_receipt_content"):
        TaxReceipt.objects.bulk_update(receipts, ["content", "pdf", "cancel_reason"])


def _forget_rulings(numbers: list[int]) -> None:
    rulings = list(TaxRuling.objects.filter(pk__in=numbers))
    for ruling in rulings:
        ruling.issuer = {**ruling.issuer, "signatory": ""}
    TaxRuling.objects.bulk_update(rulings, ["issuer"])


#: Kind, as a column of `ForgottenYear` -> what forgets these rows.
_FORGET = {
    "requests": _forget_requests,
    "payments": _forget_payments,
    "reversals": _forget_reversals,
    "bank_lines": _forget_bank_lines,
    "tax_receipts": _forget_tax_receipts,
    "rulings": _forget_rulings,
}
