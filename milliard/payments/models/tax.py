"""Tax receipts (reçus fiscaux, Cerfa 11580*05): off until the treasurer enters the ruling."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from milliard.core.fields import CentsField
from milliard.core.models import BaseModel, PublicIdModel


class TaxRuling(BaseModel):
    """The tax office's answer (rescrit) that lets the movement issue receipts, from a date on."""

    reference = models.CharField("référence du rescrit", max_length=80)
    ruled_on = models.DateField("date du rescrit")
    valid_from = models.DateField("reçus pour les dons faits à partir du")
    #: Dues count as gifts where they give nothing in return.
    covers_dues = models.BooleanField("cotisations comprises", default=False)
    #: All mentions of the issuer the form asks for.
    issuer = models.JSONField("organisme")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_on = models.DateField("retiré le", null=True, blank=True)

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


class TaxReceipt(PublicIdModel):
    """One receipt, as printed; cancelled and replaced, never edited."""

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
    #: SHA-256 of the PDF handed out.
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
    payments = models.ManyToManyField("payments.Payment", related_name="tax_receipts")

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
                fields=["year", "number", "content", "amount_cents", "issued_on", "pdf_digest"],
            ),
            pgtrigger.Protect(name="tax_receipt_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.number:06d}"
