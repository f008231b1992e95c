"""How many supports a proposal needs, and how long it has: dated rules."""

import datetime as dt
from fractions import Fraction
from math import ceil

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from milliard.core.models import BaseModel


class ProposalRulesQuerySet(models.QuerySet["ProposalRules"]):
    def in_force(self, on: dt.date) -> "ProposalRules | None":
        """The rules of a day; None before the first."""
        return self.filter(valid_from__lte=on).order_by("-valid_from").first()


class ProposalRules(BaseModel):
    """From a day on: a number of supports, or an exact share of current members; and days to find them."""

    valid_from = models.DateField("à partir du", unique=True)
    count = models.PositiveIntegerField(
        "nombre de soutiens", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    numerator = models.PositiveIntegerField("part des membres, numérateur", null=True, blank=True)
    denominator = models.PositiveIntegerField(
        "part des membres, dénominateur", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    days_open = models.PositiveSmallIntegerField(
        "jours pour réunir les soutiens", validators=[MinValueValidator(1), MaxValueValidator(366)]
    )

    objects = ProposalRulesQuerySet.as_manager()

    class Meta:
        verbose_name = "règle des propositions"
        verbose_name_plural = "règles des propositions"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    count__isnull=False, count__gt=0, numerator__isnull=True, denominator__isnull=True
                )
                | Q(
                    # Said: a comparison with nothing is neither true nor false, and a check lets it pass.
                    count__isnull=True,
                    numerator__isnull=False,
                    denominator__isnull=False,
                    numerator__gt=0,
                    numerator__lte=F("denominator"),
                ),
                name="proposals_rules_one_threshold",
                violation_error_message="Dites un nombre de soutiens, ou une part des membres\u00a0: l’un des"
                " deux, et une part ne dépasse pas la totalité.",
            )
        ]

    def __str__(self) -> str:
        return self.threshold_said

    @property
    def share(self) -> Fraction | None:
        """Of current members; None when the rules say a number."""
        if self.numerator is None or self.denominator is None:
            return None
        return Fraction(self.numerator, self.denominator)

    @property
    def threshold_said(self) -> str:
        """«100 soutiens», «1/20 des membres à jour»."""
        if self.share is not None:
            return f"{self.numerator}/{self.denominator} des membres à jour de cotisation"
        return f"{self.count} soutien{'s' if (self.count or 0) > 1 else ''}"

    def needed(self, members: int) -> int:
        """Supports that are enough among so many current members: never fewer than one.

        >>> ProposalRules(numerator=1, denominator=20).needed(101)
        6
        """
        if self.share is None:
            return self.count or 1
        return max(1, ceil(self.share * members))
