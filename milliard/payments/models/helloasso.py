"""What HelloAsso is asked and what it tells."""

from django.db import models
from django.utils import timezone

from milliard.core.fields import CentsField
from milliard.core.models import BaseModel
from milliard.payments.enums import NotificationOutcome
from milliard.payments.models.ledger import PaymentRequest


class Checkout(BaseModel):
    """A page of HelloAsso opened for a request. Its coming back proves nothing."""

    request = models.ForeignKey(PaymentRequest, on_delete=models.PROTECT, related_name="checkouts")
    intent_id = models.BigIntegerField("identifiant chez HelloAsso", unique=True)
    redirect_url = models.URLField("adresse de la page", max_length=500)
    amount_cents = CentsField("montant")
    #: HelloAsso's page lives fifteen minutes.
    expires_at = models.DateTimeField("ouverte jusqu’à")
    #: Opened by the person who was asked, with their name and address filled in: never shown to another.
    is_prefilled = models.BooleanField("préremplie", default=False)
    #: The last time its order was read back.
    read_at = models.DateTimeField("relue le", null=True, blank=True)

    class Meta:
        verbose_name = "page de paiement"
        verbose_name_plural = "pages de paiement"

    def __str__(self) -> str:
        return f"HelloAsso {self.intent_id}"


class Notification(BaseModel):
    """What somebody posted to our address: a hint, stored raw, believed only once read back."""

    event_type = models.CharField("genre", max_length=40, blank=True)
    #: Sealed: it holds names and addresses (`milliard.core.sealing`). Gone after ninety days, at once when it
    #: was not for us.
    sealed_body = models.TextField("corps")
    received_at = models.DateTimeField("reçue le", auto_now_add=True)
    handled_at = models.DateTimeField("traitée le", null=True, blank=True)
    outcome = models.CharField("suite", max_length=20, choices=NotificationOutcome.choices, blank=True)
    attempts = models.PositiveSmallIntegerField("essais", default=0)

    class Meta:
        verbose_name = "notification"
        verbose_name_plural = "notifications"
        indexes = [
            models.Index(
                fields=["received_at"],
                condition=models.Q(handled_at__isnull=True),
                name="payments_notification_todo",
            )
        ]

    def __str__(self) -> str:
        return f"{self.event_type} {timezone.localtime(self.received_at):%d/%m/%Y %H:%M}"


class Reconciliation(BaseModel):
    """Once through what HelloAsso says has changed: the next begins where this one did."""

    started_at = models.DateTimeField("commencée le")
    #: What changed at HelloAsso since then was read.
    since = models.DateTimeField("depuis")
    read_count = models.PositiveIntegerField("paiements relus")
    #: Those our books told otherwise, put right.
    differing_count = models.PositiveIntegerField("paiements corrigés")

    class Meta:
        verbose_name = "rapprochement avec HelloAsso"
        verbose_name_plural = "rapprochements avec HelloAsso"

    def __str__(self) -> str:
        return f"{timezone.localtime(self.started_at):%d/%m/%Y %H:%M}"
