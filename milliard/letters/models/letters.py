"""A letter, whom it is for, and one row for each person it goes to."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from milliard.core.models import BaseModel, PublicIdModel
from milliard.letters.enums import DeliveryState, Lane, LetterState
from milliard.letters.models.counts import COUNTING
from milliard.members.models import Member


class Segment(PublicIdModel):
    """A saved question over declared facts: who answers it is computed each time."""

    name = models.CharField("nom", max_length=120)
    #: [{"fact": code, "is": true|false, "values": [...]}], all of them; see `milliard.letters.segments`.
    conditions = models.JSONField("conditions", default=list)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = "liste"
        verbose_name_plural = "listes"

    def __str__(self) -> str:
        return self.name


class LetterQuerySet(models.QuerySet["Letter"]):
    """Reads of letters."""

    def due(self) -> "LetterQuerySet":
        """Those to send now: their moment has come and they are not done."""
        now = Q(scheduled_at__isnull=True) | Q(scheduled_at__lte=timezone.now())
        return self.filter(now, state__in=(LetterState.SCHEDULED, LetterState.SENDING))


class Letter(PublicIdModel):
    """One text, in Markdown; what leaves is text and HTML made from it."""

    subject = models.CharField("objet", max_length=150)
    source = models.TextField("texte")
    lane = models.CharField("voie", max_length=5, choices=Lane.choices, default=Lane.NEWS)
    segment = models.ForeignKey(
        Segment, on_delete=models.PROTECT, related_name="letters", null=True, blank=True, verbose_name="liste"
    )
    #: The conditions as they were when recipients were frozen.
    frozen_conditions = models.JSONField(null=True, blank=True)
    frozen_at = models.DateTimeField("destinataires arrêtés le", null=True, blank=True)
    state = models.CharField("état", max_length=9, choices=LetterState.choices, default=LetterState.DRAFT)
    scheduled_at = models.DateTimeField("à envoyer le", null=True, blank=True)
    sent_at = models.DateTimeField("partie le", null=True, blank=True)
    #: Made by the platform of letters that waited, for those who chose to be written to less often.
    is_digest = models.BooleanField("lettre groupée", default=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = "lettre"
        verbose_name_plural = "lettres"
        constraints = [
            models.CheckConstraint(
                condition=Q(lane__in=Lane.values, state__in=LetterState.values),
                name="letters_letter_known_values",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(LetterState.DRAFT, LetterState.CANCELLED))
                | Q(frozen_at__isnull=False),
                name="letters_letter_frozen_before_sending",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="letter_text_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__frozen_at__isnull=False)
                & (
                    pgtrigger.Q(old__source__df=pgtrigger.F("new__source"))
                    | pgtrigger.Q(old__subject__df=pgtrigger.F("new__subject"))
                    | pgtrigger.Q(old__lane__df=pgtrigger.F("new__lane"))
                ),
            )
        ]

    def __str__(self) -> str:
        return self.subject


class Delivery(models.Model):
    """One letter to one person, once. The address is the one of the moment it was frozen.

    Twelve million rows: no dates of the base model, no index that another holds, a partial one for what is
    left to send.
    """

    # Both are found by constraints and indexes below, which begin with them.
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="deliveries", db_index=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_index=False)
    address = models.EmailField("adresse")
    state = models.CharField(
        "état", max_length=9, choices=DeliveryState.choices, default=DeliveryState.QUEUED
    )
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    claimed_at = models.DateTimeField("prise le", null=True, blank=True)
    settled_at = models.DateTimeField("réglée le", null=True, blank=True)
    #: What the mail server answered, without addresses: «250 2.0.0 Ok: queued as 4F1».
    reply = models.CharField("réponse du serveur", max_length=200, blank=True)
    #: The digest this text left in, when the person's rhythm made it wait.
    gathered_in = models.ForeignKey(
        Letter, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )

    class Meta:
        verbose_name = "envoi"
        verbose_name_plural = "envois"
        indexes = [
            models.Index(
                fields=["letter", "id"],
                condition=Q(state__in=("queued", "claimed", "uncertain")),
                name="letters_delivery_todo",
            ),
            models.Index(fields=["letter", "state"], name="letters_delivery_state"),
            models.Index(fields=["member", "-id"], name="letters_delivery_member"),
            models.Index(fields=["member"], condition=Q(state="waiting"), name="letters_delivery_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["letter", "member"], name="letters_delivery_once"),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="letters_delivery_known_state"
            ),
        ]
        triggers = COUNTING

    def __str__(self) -> str:
        return f"{self.letter_id} à {self.member_id}"


class LetterLink(BaseModel):
    """A link of a letter and how many times it was followed; nobody knows by whom."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="links")
    position = models.PositiveSmallIntegerField("rang")
    url = models.URLField("adresse", max_length=1000)
    clicks = models.PositiveIntegerField("suivi", default=0)

    class Meta:
        verbose_name = "lien d’une lettre"
        verbose_name_plural = "liens d’une lettre"
        constraints = [models.UniqueConstraint(fields=["letter", "position"], name="letters_link_once")]

    def __str__(self) -> str:
        return self.url
