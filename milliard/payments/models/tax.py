"""Tax receipts (reçus fiscaux, Cerfa 11580*05): off until the treasurer enters the ruling."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from milliard.core.fields import CentsField
from milliard.core.models import BaseModel, PublicIdModel
from milliard.payments.models.ledger import Payment


class TaxRulingQuerySet(models.QuerySet["TaxRuling"]):
    def in_force(self) -> "TaxRuling | None":
        """The ruling receipts are issued under now; None: the movement issues none."""
        return self.filter(withdrawn_on__isnull=True).order_by("-valid_from", "-pk").first()


class TaxRuling(BaseModel):
    """The tax office's answer (rescrit) that lets the movement issue receipts, from a date on."""

    reference = models.CharField("référence du rescrit", max_length=80)
    ruled_on = models.DateField("date du rescrit")
    valid_from = models.DateField("reçus pour les dons faits à partir du")
    #: Dues count as gifts where they give nothing in return.
    covers_dues = models.BooleanField("cotisations comprises", default=False)
    #: Mentions of the issuer the form asks for: `tax_receipts.Issuer`.
    issuer = models.JSONField("organisme")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_on = models.DateField("retiré le", null=True, blank=True)

    objects = TaxRulingQuerySet.as_manager()

    class Meta:
        verbose_name = "rescrit"
        verbose_name_plural = "rescrits"

    def __str__(self) -> str:
        return self.reference


class TaxReceiptSeries(models.Model):
    """The last number given in a year: its row is locked, so that no number is skipped or given twice."""

    year = models.PositiveSmallIntegerField("année", primary_key=True)
    last_number = models.PositiveIntegerField("dernier numéro", default=0)

    class Meta:
        verbose_name = "numérotation des reçus fiscaux"
        verbose_name_plural = "numérotations des reçus fiscaux"

    def __str__(self) -> str:
        return str(self.year)


class TaxReceiptQuerySet(models.QuerySet["TaxReceipt"]):
    def in_force(self) -> "TaxReceiptQuerySet":
        return self.filter(cancelled_on__isnull=True)

    def to_cancel(self) -> "TaxReceiptQuerySet":
        """Those in force whose money went back, in part or whole."""
        gone = TaxReceiptLine.objects.filter(receipt=models.OuterRef("pk"), payment__reversed_cents__gt=0)
        return self.in_force().filter(models.Exists(gone))


class TaxReceipt(PublicIdModel):
    """One receipt, as printed; cancelled and replaced, never edited."""

    #: Of its number: the year it was issued in.
    year = models.PositiveSmallIntegerField("année")
    number = models.PositiveIntegerField("numéro")
    ruling = models.ForeignKey(TaxRuling, on_delete=models.PROTECT, related_name="receipts")
    payer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    #: Every mention of the receipt, frozen: who, where, how much, by what means, which article.
    content = models.JSONField("mentions")
    amount_cents = CentsField("montant")
    issued_on = models.DateField("émis le")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    #: The document handed out, and its SHA-256.
    pdf = models.BinaryField("document")
    pdf_digest = models.CharField(max_length=64)
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        related_name="replaced_by",
        null=True,
        blank=True,
        verbose_name="remplace",
    )
    cancelled_on = models.DateField("annulé le", null=True, blank=True)
    cancel_reason = models.CharField("raison de l’annulation", max_length=200, blank=True)

    objects = TaxReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = "reçu fiscal"
        verbose_name_plural = "reçus fiscaux"
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="payments_tax_receipt_number"),
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="payments_tax_receipt_amount"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="tax_receipt_content",
                fields=["year", "number", "content", "amount_cents", "issued_on", "pdf", "pdf_digest"],
            ),
            pgtrigger.Protect(name="tax_receipt_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.number:06d}"

    @property
    def is_forgotten(self) -> bool:
        """Ten years have passed: see `services.retention`."""
        return not self.content["donor"]["name"]


class TaxReceiptLine(BaseModel):
    """What of one payment a receipt counts: at most one receipt in force counts it."""

    receipt = models.ForeignKey(TaxReceipt, on_delete=models.PROTECT, related_name="lines")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="tax_lines")
    amount_cents = CentsField("montant")
    #: Follows the receipt: false once it is cancelled.
    is_in_force = models.BooleanField(default=True)

    class Meta:
        verbose_name = "ligne d’un reçu fiscal"
        verbose_name_plural = "lignes d’un reçu fiscal"
        constraints = [
            models.UniqueConstraint(
                fields=["payment"], condition=Q(is_in_force=True), name="payments_tax_line_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.receipt}, {self.payment}"
