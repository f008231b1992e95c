"""Dated roles of members."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from milliard.core.models import PublicIdModel
from milliard.core.prepared import Slot
from milliard.members.models import Member
from milliard.society.enums import MandateKind
from milliard.society.models.draws import Draw
from milliard.territories.models import Department


class MandateQuerySet(models.QuerySet["Mandate"]):
    def in_force(self, on: dt.date | Slot) -> "MandateQuerySet":
        """Begun and not over that day."""
        return self.filter(starts_on__lte=on).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))


class Mandate(PublicIdModel):
    """What a member is charged with, from a day to another. Ended, it stays, with the reason."""

    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="mandates", verbose_name="membre"
    )
    kind = models.CharField("mandat", max_length=8, choices=MandateKind.choices)
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="département",
    )
    starts_on = models.DateField("depuis le")
    #: The last day, included; empty while none is set.
    ends_on = models.DateField("jusqu’au", null=True, blank=True)
    ended_why = models.CharField("pourquoi fini", max_length=300, blank=True)
    #: The draw that made it, if one did.
    draw = models.ForeignKey(
        Draw, on_delete=models.PROTECT, related_name="mandates", null=True, blank=True, verbose_name="tirage"
    )

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = "mandat"
        verbose_name_plural = "mandats"
        indexes = [models.Index(fields=["kind", "starts_on"], name="society_mandate_by_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=MandateKind.values), name="society_mandate_known_kind"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="society_mandate_order",
            ),
            models.UniqueConstraint(
                fields=["member", "draw"],
                condition=Q(draw__isnull=False),
                name="society_mandate_of_draw_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.member}"
