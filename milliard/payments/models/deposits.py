"""Cheques and cash taken to the bank."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from milliard.core.fields import CentsField
from milliard.core.models import PublicIdModel
from milliard.payments.enums import Means


class DepositSlip(PublicIdModel):
    """Bordereau de remise: one means, closed by two people who counted. Its payments name it."""

    number = models.CharField("numéro", max_length=20, unique=True)
    means = models.CharField(
        "moyen", max_length=16, choices=[(Means.CHEQUE, "chèques"), (Means.CASH, "espèces")]
    )
    #: Where they were received: a place's name as people say it.
    place = models.CharField("lieu", max_length=120, blank=True)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField("préparé le", auto_now_add=True)
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    closed_at = models.DateTimeField("clos le", null=True, blank=True)
    #: The credit of the bank that is this slip's: its money was counted when each piece was received.
    bank_line = models.OneToOneField(
        "payments.BankLine", on_delete=models.PROTECT, related_name="deposit_slip", null=True, blank=True
    )
    #: Written at closing, from its payments.
    total_cents = CentsField("total", default=0)

    class Meta:
        verbose_name = "bordereau de remise"
        verbose_name_plural = "bordereaux de remise"
        constraints = [
            models.CheckConstraint(
                condition=Q(countersigned_by__isnull=True) | ~Q(countersigned_by=F("prepared_by")),
                name="payments_slip_two_people",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(countersigned_by__isnull=False),
                name="payments_slip_closed_by_two",
            ),
            models.CheckConstraint(
                condition=Q(means__in=(Means.CHEQUE, Means.CASH)), name="payments_slip_known_means"
            ),
        ]

    def __str__(self) -> str:
        return self.number
