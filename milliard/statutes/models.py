"""The statutes as rules: dated, versioned, each answered before an assembly can rest on them."""

import datetime as dt
from fractions import Fraction

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from milliard.core.models import BaseModel, PublicIdModel
from milliard.statutes.enums import (
    BlankProxyRule,
    CollegeRule,
    Comparison,
    MajorityBase,
    QuorumCount,
    ResolutionKind,
    TieRule,
    VoterRule,
)

_DAYS = [MaxValueValidator(366)]


class StatutesQuerySet(models.QuerySet["Statutes"]):
    def in_force(self, on: dt.date) -> "StatutesQuerySet":
        """Adopted versions that count on a day, the one that holds first."""
        return self.filter(adopted_on__isnull=False, valid_from__lte=on).order_by("-valid_from", "-id")


class Statutes(PublicIdModel):
    """One version. A rule that nobody answered is None (or ""), never a default of ours."""

    title = models.CharField("version", max_length=120)
    valid_from = models.DateField("valent à partir du")
    #: The day somebody said that these are the movement's rules: from then on they do not change.
    adopted_on = models.DateField("adoptés le", null=True, blank=True)

    voters = models.CharField("qui vote", max_length=8, choices=VoterRule.choices, blank=True)
    seniority_days = models.PositiveSmallIntegerField(
        "membre depuis au moins (jours)", null=True, blank=True, validators=_DAYS
    )
    notice_days = models.PositiveSmallIntegerField(
        "délai de convocation (jours)", null=True, blank=True, validators=_DAYS
    )
    #: 0/1: no quorum.
    quorum_numerator = models.PositiveSmallIntegerField("quorum, numérateur", null=True, blank=True)
    quorum_denominator = models.PositiveSmallIntegerField(
        "quorum, dénominateur", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    quorum_counts = models.CharField(
        "le quorum compte", max_length=12, choices=QuorumCount.choices, blank=True
    )
    second_call_allowed = models.BooleanField("seconde convocation", null=True, blank=True)
    second_notice_days = models.PositiveSmallIntegerField(
        "délai de la seconde convocation (jours)", null=True, blank=True, validators=_DAYS
    )
    second_quorum_numerator = models.PositiveSmallIntegerField(
        "quorum de la seconde, numérateur", null=True, blank=True
    )
    second_quorum_denominator = models.PositiveSmallIntegerField(
        "quorum de la seconde, dénominateur", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    proxies_allowed = models.BooleanField("pouvoirs", null=True, blank=True)
    proxy_cap = models.PositiveSmallIntegerField("pouvoirs par personne, au plus", null=True, blank=True)
    #: Hours before the announced beginning; 0: until the assembly is opened.
    proxy_until_hours = models.PositiveSmallIntegerField(
        "pouvoirs reçus jusqu’à (heures avant)", null=True, blank=True
    )
    blank_proxies = models.CharField(
        "pouvoirs sans nom", max_length=8, choices=BlankProxyRule.choices, blank=True
    )
    #: Needed where there are colleges.
    college_rule = models.CharField(
        "collèges", max_length=8, choices=CollegeRule.choices, blank=True, default=""
    )
    remote_allowed = models.BooleanField("présence à distance", default=False)
    electronic_voting = models.BooleanField("vote électronique", default=False)

    objects = StatutesQuerySet.as_manager()

    class Meta:
        # Tables keep the names they had when assemblies owned them: a backup and a running process still fit.
        db_table = "assemblies_statutes"
        verbose_name = "règles des statuts"
        verbose_name_plural = "règles des statuts"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    voters__in=["", *VoterRule.values],
                    quorum_counts__in=["", *QuorumCount.values],
                    blank_proxies__in=["", *BlankProxyRule.values],
                    college_rule__in=["", *CollegeRule.values],
                ),
                name="assemblies_statutes_known_values",
            ),
            models.CheckConstraint(
                condition=Q(quorum_numerator__isnull=True) | Q(quorum_numerator__lte=F("quorum_denominator")),
                name="assemblies_statutes_quorum",
                violation_error_message="Un quorum ne dépasse pas la totalité.",
            ),
            models.CheckConstraint(
                condition=Q(second_quorum_numerator__isnull=True)
                | Q(second_quorum_numerator__lte=F("second_quorum_denominator")),
                name="assemblies_statutes_second_quorum",
                violation_error_message="Un quorum ne dépasse pas la totalité.",
            ),
        ]
        triggers = [
            # Assemblies were convened under them: what changes is another version.
            pgtrigger.Protect(
                name="statutes_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__adopted_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def quorum(self) -> Fraction:
        """Once answered."""
        return Fraction(self.quorum_numerator or 0, self.quorum_denominator or 1)

    @property
    def second_quorum(self) -> Fraction:
        return Fraction(self.second_quorum_numerator or 0, self.second_quorum_denominator or 1)


class MajorityRule(BaseModel):
    """The majority that one kind of resolution needs: an exact fraction of a base."""

    statutes = models.ForeignKey(Statutes, on_delete=models.CASCADE, related_name="majorities")
    kind = models.CharField("pour", max_length=12, choices=ResolutionKind.choices)
    base = models.CharField("part de", max_length=10, choices=MajorityBase.choices)
    comparison = models.CharField("comparaison", max_length=10, choices=Comparison.choices)
    numerator = models.PositiveSmallIntegerField("numérateur")
    denominator = models.PositiveSmallIntegerField("dénominateur", validators=[MinValueValidator(1)])
    tie = models.CharField("à égalité", max_length=8, choices=TieRule.choices, default=TieRule.FAILS)

    class Meta:
        db_table = "assemblies_majorityrule"
        verbose_name = "règle de majorité"
        verbose_name_plural = "règles de majorité"
        constraints = [
            models.UniqueConstraint(fields=["statutes", "kind"], name="assemblies_majority_once"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=ResolutionKind.values,
                    base__in=MajorityBase.values,
                    comparison__in=Comparison.values,
                    tie__in=TieRule.values,
                ),
                name="assemblies_majority_known_values",
            ),
            models.CheckConstraint(
                condition=Q(numerator__gt=0, numerator__lte=F("denominator")),
                name="assemblies_majority_fraction",
                violation_error_message="Une majorité va de plus que zéro à la totalité.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_comparison_display()} {self.numerator}/{self.denominator}"

    @property
    def threshold(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)


class College(BaseModel):
    """Members who vote apart: who they are is a question over declared facts, as lists of members are."""

    statutes = models.ForeignKey(Statutes, on_delete=models.CASCADE, related_name="colleges")
    position = models.PositiveSmallIntegerField("rang")
    name = models.CharField("nom", max_length=80)
    #: Of the whole: what the college brings where votes are combined.
    numerator = models.PositiveSmallIntegerField("part, numérateur", default=1)
    denominator = models.PositiveSmallIntegerField(
        "part, dénominateur", default=1, validators=[MinValueValidator(1)]
    )
    #: As `milliard.letters.segments` stores them; a member is of the first college whose conditions hold.
    conditions = models.JSONField("conditions", default=list)

    class Meta:
        db_table = "assemblies_college"
        verbose_name = "collège"
        verbose_name_plural = "collèges"
        constraints = [
            models.UniqueConstraint(fields=["statutes", "position"], name="assemblies_college_order"),
            models.UniqueConstraint(fields=["statutes", "name"], name="assemblies_college_name"),
            models.CheckConstraint(
                condition=Q(numerator__gt=0, numerator__lte=F("denominator")),
                name="assemblies_college_share",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def share(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)
