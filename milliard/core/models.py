"""The base of every model, and the two small tables of the foundation."""

import uuid

from django.db import models


class BaseModel(models.Model):
    """Dates of every row. ``created_at`` and ``updated_at`` are aware, in UTC in the database."""

    created_at = models.DateTimeField("créé le", auto_now_add=True)
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        abstract = True


class PublicIdModel(BaseModel):
    """A row that is named outside by a random identifier, never by its number."""

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class OutboxMail(models.Model):
    """A mail the demonstration «sent»: shown on a page, delivered to nobody."""

    sent_at = models.DateTimeField("envoyé le", auto_now_add=True)
    recipient = models.EmailField("destinataire")
    subject = models.CharField("objet", max_length=250)
    body = models.TextField("texte")

    class Meta:
        verbose_name = "e-mail de démonstration"
        verbose_name_plural = "e-mails de démonstration"
        ordering = ("-sent_at", "-pk")

    def __str__(self) -> str:
        return self.subject
