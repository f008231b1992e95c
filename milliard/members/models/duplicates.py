"""Two rows that may be one person; a person decides, and can go back."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from milliard.core.models import BaseModel
from milliard.members.models.people import Member


class PossibleDuplicateQuerySet(models.QuerySet["PossibleDuplicate"]):
    def present(self) -> "PossibleDuplicateQuerySet":
        """Pairs of two rows that still stand apart."""
        return self.filter(
            first__merged_into=None, second__merged_into=None, first__erased_at=None, second__erased_at=None
        )

    def waiting(self) -> "PossibleDuplicateQuerySet":
        """Those a person has to look at."""
        return self.present().filter(dismissed_at=None)


class PossibleDuplicate(BaseModel):
    """A pair that looks alike, with the score (0 to 100) and what it is made of."""

    first = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField("ressemblance")
    #: Codes of what is alike: «name», «birth_year», «commune», «email», «phone».
    alike = models.JSONField("en commun", default=list)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    dismissed_at = models.DateTimeField("écartée le", null=True, blank=True)

    objects = PossibleDuplicateQuerySet.as_manager()

    class Meta:
        verbose_name = "doublon possible"
        verbose_name_plural = "doublons possibles"
        indexes = [
            models.Index(
                fields=["-score", "-id"],
                condition=Q(dismissed_at__isnull=True),
                name="members_duplicate_queue",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="members_duplicate_once"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second"), score__lte=100), name="members_duplicate_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} et {self.second}"


class Merge(BaseModel):
    """One row absorbed by another: what was moved and changed, so that it can be undone."""

    kept = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="merged_by")
    #: Model label -> primary keys that changed hands.
    moved = models.JSONField(default=dict)
    #: Field -> value of the kept row before. Sealed: it holds personal data.
    sealed_before = models.TextField(blank=True)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    undone_at = models.DateTimeField("défaite le", null=True, blank=True)

    class Meta:
        verbose_name = "réunion de fiches"
        verbose_name_plural = "réunions de fiches"
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"], condition=Q(undone_at__isnull=True), name="members_absorbed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.absorbed} dans {self.kept}"
