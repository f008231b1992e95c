"""Messages that people write to the movement from the site."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from milliard.core.models import PublicIdModel
from milliard.website.enums import MessageSubject


class ContactMessageQuerySet(models.QuerySet["ContactMessage"]):
    def waiting(self) -> "ContactMessageQuerySet":
        """Those that nobody has seen to."""
        return self.filter(handled_at__isnull=True)


class ContactMessage(PublicIdModel):
    """What somebody wrote to us. ``stamp`` is that of the form it came by: one form sends one message."""

    name = models.CharField("nom", max_length=120)
    email = models.EmailField("adresse e-mail")
    subject = models.CharField("sujet", max_length=12, choices=MessageSubject.choices)
    text = models.TextField("message", max_length=5_000)
    stamp = models.CharField("numéro du formulaire", max_length=64, unique=True)
    handled_at = models.DateTimeField("traité le", null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="traité par",
    )

    objects = ContactMessageQuerySet.as_manager()

    class Meta:
        verbose_name = "message reçu"
        verbose_name_plural = "messages reçus"
        indexes = [models.Index(fields=["-created_at", "-id"], name="website_message_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(subject__in=MessageSubject.values), name="website_message_known_subject"
            )
        ]

    def __str__(self) -> str:
        return f"Message du {timezone.localtime(self.created_at):%d/%m/%Y}"

    @property
    def is_handled(self) -> bool:
        return self.handled_at is not None
