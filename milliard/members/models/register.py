"""The register: entries, exits and corrections, with who and why; never edited, but for a reason erased."""

import datetime as dt

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from milliard.core.models import BaseModel
from milliard.members.enums import DepartureKind, EntryKind
from milliard.members.models.people import Member


class RegisterEntry(models.Model):
    """One line. ``effective_on`` is the day it counts from, ``recorded_at`` the moment it was written."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="register", db_index=False)
    kind = models.CharField("ligne", max_length=10, choices=EntryKind.choices)
    effective_on = models.DateField("à compter du")
    recorded_at = models.DateTimeField("écrite le", auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    reason = models.CharField("raison", max_length=300, blank=True)
    #: Names of the fields corrected; their values are in the row's history, where they can be erased.
    fields = models.JSONField("champs", default=list, blank=True)

    class Meta:
        verbose_name = "ligne du registre"
        verbose_name_plural = "lignes du registre"
        indexes = [
            models.Index(fields=["member", "effective_on"], name="members_register_member"),
            models.Index(fields=["-effective_on", "-id"], name="members_register_latest"),
            # Who arrived, beside as many renewals as one likes.
            models.Index(fields=["-effective_on", "-id"], condition=Q(kind="entered"), name="members_newest"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="members_register_known_kind")
        ]
        triggers = [
            pgtrigger.Protect(name="register_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="register_line_kept",
                fields=["kind", "effective_on", "recorded_at", "recorded_by", "fields"],
            ),
            # A reason may name somebody: it is never changed, but goes when a person is erased.
            pgtrigger.Protect(
                name="register_reason_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__reason__df=pgtrigger.F("new__reason"))
                & ~pgtrigger.Q(new__reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.member}"


class DepartureQuerySet(models.QuerySet["Departure"]):
    def in_force_on(self, on: dt.date) -> "DepartureQuerySet":
        """Departures that count on that day: begun, and not followed by a return."""
        return self.filter(effective_on__lte=on).filter(Q(returned_on__isnull=True) | Q(returned_on__gt=on))


class Departure(BaseModel):
    """A person left: effective at once. Coming back later closes it."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="departures")
    kind = models.CharField("raison", max_length=8, choices=DepartureKind.choices)
    effective_on = models.DateField("à compter du")
    returned_on = models.DateField("revenu·e le", null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = DepartureQuerySet.as_manager()

    class Meta:
        verbose_name = "sortie"
        verbose_name_plural = "sorties"
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(returned_on__isnull=True), name="members_one_departure"
            ),
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True) | Q(returned_on__gte=F("effective_on")),
                name="members_departure_order",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=DepartureKind.values), name="members_departure_known_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.member}"


class Exclusion(BaseModel):
    """A procedure: grounds told to the person, their right to be heard, then a decision."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="exclusions")
    grounds = models.TextField("motifs")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField("ouverte le")
    #: Until when the person may answer.
    answer_by = models.DateField("réponse possible jusqu’au")
    answer = models.TextField("réponse de la personne", blank=True)
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_on = models.DateField("décidée le", null=True, blank=True)
    is_excluded = models.BooleanField("exclu·e", null=True, blank=True)
    decision = models.TextField("décision motivée", blank=True)

    class Meta:
        verbose_name = "procédure d’exclusion"
        verbose_name_plural = "procédures d’exclusion"
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(decided_on__isnull=True), name="members_one_exclusion_open"
            ),
            models.CheckConstraint(
                condition=Q(answer_by__gt=F("opened_on")), name="members_exclusion_time_to_answer"
            ),
            # Nobody is excluded before they answered or their time to answer has passed.
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True)
                | Q(is_excluded=False)
                | Q(answered_at__isnull=False)
                | Q(decided_on__gt=F("answer_by")),
                name="members_exclusion_heard",
            ),
        ]

    def __str__(self) -> str:
        return f"procédure, {self.member}"
