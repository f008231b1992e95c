"""What was asked, what arrived, how it was shared out, what went back. Amounts are integer cents.

A `Payment` is money from one payer at one time. `Allocation`s share it among requests, part by part; a
`Reversal` takes back, with allocations below zero. None of the three is ever edited or deleted.
"""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Concat
from django.db.models.lookups import Contains

from milliard.core.fields import CentsField
from milliard.core.models import BaseModel, PublicIdModel, where_said
from milliard.payments.enums import Hold, Means, PartKind, PaymentState, RequestState, ReversalKind
from milliard.payments.references import spell

#: Of a search, as in every list of the team.
_MOST_WORDS = 8
PAYABLE_STATES = (RequestState.OPEN, RequestState.PARTLY_PAID, RequestState.REVERSED)


class PaymentRequestQuerySet(models.QuerySet["PaymentRequest"]):
    """Reads of requests."""

    def payable(self) -> "PaymentRequestQuerySet":
        """Those that still wait for money."""
        return self.filter(state__in=PAYABLE_STATES)


@pghistory.track()
class PaymentRequest(PublicIdModel):
    """Somebody is asked for an amount, for a purpose."""

    purpose = models.CharField("objet", max_length=40)
    reference = models.CharField("référence", max_length=12, editable=False)
    payer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, "+", null=True, blank=True, verbose_name="compte"
    )
    payer_name = models.CharField("nom", max_length=170, blank=True)
    payer_email = models.EmailField("adresse e-mail", blank=True)
    amount_cents = CentsField("montant")
    received_cents = CentsField("reçu", default=0)
    state = models.CharField("état", max_length=12, choices=RequestState.choices, default=RequestState.OPEN)
    asked_on = models.DateField("demandé le")
    settled_on = models.DateField("payée le", null=True, blank=True)

    objects = PaymentRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "demande de paiement"
        verbose_name_plural = "demandes de paiement"
        indexes = [
            # Each two words of a name, of what still waits for money: a line of a bank finds its requests.
            GinIndex(
                Func(F("payer_name"), function="payments_name_keys"),
                condition=Q(state__in=PAYABLE_STATES),
                name="payments_request_name_keys",
            ),
            models.Index(
                fields=["id"], condition=Q(state__in=PAYABLE_STATES), name="payments_request_payable"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="payments_request_reference"),
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="payments_request_amount"),
            models.CheckConstraint(
                condition=Q(received_cents__gte=0, received_cents__lte=F("amount_cents")),
                name="payments_request_received",
            ),
            models.CheckConstraint(
                condition=Q(state__in=RequestState.values), name="payments_request_known_state"
            ),
        ]

    def __str__(self) -> str:
        return spell(self.reference)

    @property
    def due_cents(self) -> int:
        """What is still to be paid."""
        return int(self.amount_cents - self.received_cents)

    @property
    def is_payable(self) -> bool:
        return self.state in PAYABLE_STATES


class RequestPart(BaseModel):
    """One part of the amount asked."""

    request = models.ForeignKey(PaymentRequest, on_delete=models.PROTECT, related_name="parts")
    kind = models.CharField("part", max_length=8, choices=PartKind.choices)
    amount_cents = CentsField("montant")

    class Meta:
        verbose_name = "part d’une demande"
        verbose_name_plural = "parts d’une demande"
        constraints = [
            models.UniqueConstraint(fields=["request", "kind"], name="payments_part_once"),
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="payments_part_amount"),
            models.CheckConstraint(condition=Q(kind__in=PartKind.values), name="payments_part_known_kind"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


def said_of_a_payment() -> Func:
    """All that names who paid and what for, without accents nor capitals, as one text: its index is one."""
    columns = Concat("payer_name", Value(" "), "payer_company", Value(" "), "label")
    return Func(columns, function="milliard_plain", output_field=models.TextField())


class PaymentQuerySet(models.QuerySet["Payment"]):
    """Reads of payments."""

    def saying(self, text: str) -> "PaymentQuerySet":
        """Those whose payer or label hold every word, whatever accents and capitals."""
        found = self
        for word in text.split()[:_MOST_WORDS]:
            found = found.filter(Contains(said_of_a_payment(), Func(Value(word), function="milliard_plain")))
        return found

    def waiting(self) -> "PaymentQuerySet":
        """Those a person has to decide about."""
        return self.exclude(hold=Hold.NONE)

    def to_deposit(self, means: Means) -> "PaymentQuerySet":
        """Pieces received that are on no slip and were not taken back."""
        return self.filter(means=means, deposit_slip__isnull=True, reversed_cents=0)


@pghistory.track()
class Payment(PublicIdModel):
    """Money from one payer at one time; ``external_id`` is the name its provider gives it.

    ``unallocated = amount - reversed - allocated``. A tip left to the provider is never in it.
    """

    means = models.CharField("moyen", max_length=16, choices=Means.choices)
    amount_cents = CentsField("montant")
    allocated_cents = CentsField("rapproché", default=0)
    reversed_cents = CentsField("repris", default=0)
    state = models.CharField("état", max_length=8, choices=PaymentState.choices, default=PaymentState.SETTLED)
    hold = models.CharField("à décider", max_length=16, choices=Hold.choices, blank=True, default=Hold.NONE)
    received_on = models.DateField("reçu le")
    external_id = models.CharField("identifiant chez le prestataire", max_length=80, blank=True)
    external_state = models.CharField("état chez le prestataire", max_length=40, blank=True)
    payer_name = models.CharField("payé par", max_length=170, blank=True)
    payer_company = models.CharField("organisation qui paie", max_length=170, blank=True)
    #: What the payer wrote: the reference, mostly.
    label = models.CharField("libellé", max_length=500, blank=True)
    #: The request it came for; whether it counts for it is said by its allocations alone.
    meant_for = models.ForeignKey(
        PaymentRequest, on_delete=models.PROTECT, related_name="payments", null=True, blank=True
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    deposit_slip = models.ForeignKey(
        "payments.DepositSlip", models.PROTECT, "payments", null=True, blank=True, db_index=False
    )

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = "paiement"
        verbose_name_plural = "paiements"
        indexes = [
            models.Index(
                fields=["-received_on", "-id"], condition=~Q(hold=""), name="payments_payment_waiting"
            ),
            models.Index(fields=["-received_on", "-id"], name="payments_payment_latest"),
            GinIndex(OpClass(said_of_a_payment(), name="gin_trgm_ops"), name="payments_payment_said"),
            models.Index(
                fields=["state", "received_on"],
                condition=~Q(state="settled"),
                name="payments_payment_not_settled",
            ),
            models.Index(
                fields=["received_on"],
                condition=Q(means__in=("cheque", "cash"), deposit_slip__isnull=True, reversed_cents=0),
                name="payments_payment_to_deposit",
            ),
            *where_said("payments_payment", "recorded_by", "deposit_slip"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["means", "external_id"], condition=~Q(external_id=""), name="payments_payment_once"
            ),
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="payments_payment_amount"),
            models.CheckConstraint(
                condition=Q(
                    allocated_cents__gte=0,
                    reversed_cents__gte=0,
                    amount_cents__gte=F("allocated_cents") + F("reversed_cents"),
                ),
                name="payments_payment_sums",
            ),
            models.CheckConstraint(
                condition=Q(means__in=Means.values, state__in=PaymentState.values, hold__in=Hold.values),
                name="payments_payment_known_values",
            ),
            models.CheckConstraint(
                condition=Q(state=PaymentState.SETTLED) | Q(allocated_cents=0, reversed_cents=0),
                name="payments_payment_counted_once_settled",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="payment_amount", fields=["public_id", "means", "amount_cents", "external_id"]
            ),
            pgtrigger.Protect(name="payment_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        means = self.get_means_display()
        return f"{means[:1].upper()}{means[1:]}, {self.received_on:%d/%m/%Y}"

    @property
    def unallocated_cents(self) -> int:
        return int(self.amount_cents - self.reversed_cents - self.allocated_cents)


class Reversal(BaseModel):
    """Money of a payment that is no longer here, and why. A correction is one, linked, never an edit.

    What was taken back and is here after all (a contest won, a match undone) is one below zero, that
    undoes it.
    """

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="reversals")
    kind = models.CharField("raison", max_length=12, choices=ReversalKind.choices)
    amount_cents = CentsField("montant")
    occurred_on = models.DateField("le")
    external_id = models.CharField("identifiant chez le prestataire", max_length=80, blank=True)
    note = models.CharField("précision", max_length=300, blank=True)
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="undone_by", null=True, blank=True
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = "reprise"
        verbose_name_plural = "reprises"
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_cents__gt=0, undoes__isnull=True)
                | Q(amount_cents__lt=0, undoes__isnull=False, kind=ReversalKind.RESTORED),
                name="payments_reversal_amount",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ReversalKind.values), name="payments_reversal_known_kind"
            ),
            models.UniqueConstraint(
                fields=["payment", "external_id"], condition=~Q(external_id=""), name="payments_reversal_once"
            ),
        ]
        triggers = [pgtrigger.Protect(name="reversal_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.payment}"


class Allocation(BaseModel):
    """So much of a payment counts for one part of one request; below zero when it goes back."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="allocations")
    part = models.ForeignKey(RequestPart, on_delete=models.PROTECT, related_name="allocations")
    reversal = models.ForeignKey(
        Reversal, models.PROTECT, related_name="allocations", null=True, blank=True, db_index=False
    )
    amount_cents = CentsField("montant")
    allocated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )

    class Meta:
        verbose_name = "affectation"
        verbose_name_plural = "affectations"
        indexes = where_said("payments_allocation", "reversal", "allocated_by")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_cents__gt=0, reversal__isnull=True) | Q(amount_cents__lt=0),
                name="payments_allocation_sign",
            )
        ]
        triggers = [pgtrigger.Protect(name="allocation_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.payment} → {self.part}"
