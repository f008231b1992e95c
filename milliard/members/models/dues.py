"""Dues: the dated rules, what one person is asked, the periods that were paid."""

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from milliard.core.fields import CentsField
from milliard.core.models import BaseModel
from milliard.core.prepared import PreparedQuery, Slot
from milliard.members.enums import PeriodRule
from milliard.members.models.people import Member
from milliard.members.periods import Rule
from milliard.payments.models import PaymentRequest

#: «MM-DD», a day that every year has.
_EVERY_YEAR = (
    r"^((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|1\d|2[0-8]))$"
)


class DuesRatesQuerySet(models.QuerySet["DuesRates"]):
    def in_force(self, on: dt.date) -> "DuesRates":
        """The rules of that day. Raises `DuesRates.DoesNotExist` before the first."""
        found = _IN_FORCE.first(on=on)
        if found is None:
            raise DuesRates.DoesNotExist
        return found

    def to_read(self, on: dt.date) -> "DuesRates":
        """What states of a day are read with: before the first rules, the first; without any, usual days."""
        in_force = self.filter(valid_from__lte=on).order_by("-valid_from").first()
        return in_force or self.order_by("valid_from").first() or DuesRates()


class DuesRates(BaseModel):
    """What is asked and for how long, from a date until the next rules."""

    valid_from = models.DateField("à partir du", unique=True)
    suggested_cents = ArrayField(CentsField(), verbose_name="montants proposés")
    solidarity_cents = CentsField("prix solidaire")
    floor_cents = CentsField("montant libre à partir de")
    period_rule = models.CharField("période", max_length=8, choices=PeriodRule.choices)
    #: For a calendar year: «09-01» is the first of September; never the 29th of February.
    year_starts = models.CharField("début de l’année", max_length=5, default="01-01")
    grace_days = models.PositiveSmallIntegerField("jours de grâce", default=30)
    due_soon_days = models.PositiveSmallIntegerField("jours d’annonce", default=45)

    objects = DuesRatesQuerySet.as_manager()

    class Meta:
        verbose_name = "règles de cotisation"
        verbose_name_plural = "règles de cotisation"
        constraints = [
            models.CheckConstraint(
                condition=Q(floor_cents__gt=0, solidarity_cents__gte=F("floor_cents")),
                name="members_rates_floor",
            ),
            models.CheckConstraint(
                condition=Q(period_rule__in=PeriodRule.values), name="members_rates_known_rule"
            ),
            models.CheckConstraint(
                condition=Q(year_starts__regex=_EVERY_YEAR),
                name="members_rates_year_starts",
                violation_error_message="Le mois et le jour, ainsi\u00a0: 09-01 pour le 1er septembre.",
            ),
        ]

    def __str__(self) -> str:
        return f"à partir du {self.valid_from:%d/%m/%Y}"

    @property
    def rule(self) -> Rule:
        """How long dues count."""
        return Rule(PeriodRule(self.period_rule), self.grace_days, self.year_starts)


_IN_FORCE = PreparedQuery(
    lambda: DuesRates.objects.filter(valid_from__lte=Slot("on", models.DateField())).order_by("-valid_from")[
        :1
    ]
)


class DuesRequest(BaseModel):
    """What one person is asked for one period; open until paid or given up."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="dues_requests")
    payment_request = models.OneToOneField(
        PaymentRequest, on_delete=models.PROTECT, related_name="dues_request"
    )
    rates = models.ForeignKey(DuesRates, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField("demandée le")
    #: The day it was paid or given up.
    closed_on = models.DateField("close le", null=True, blank=True)

    class Meta:
        verbose_name = "cotisation demandée"
        verbose_name_plural = "cotisations demandées"
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(closed_on__isnull=True), name="members_one_open_dues"
            )
        ]

    def __str__(self) -> str:
        return f"{self.payment_request}, {self.member}"


class MembershipPeriodQuerySet(models.QuerySet["MembershipPeriod"]):
    def valid_on(self, on: dt.date) -> "MembershipPeriodQuerySet":
        """Those not cancelled as seen on that day."""
        return self.filter(Q(cancelled_on__isnull=True) | Q(cancelled_on__gt=on))


class MembershipPeriod(BaseModel):
    """Days paid for, both ends included. Never two at once for one person."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="periods", db_index=False)
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    #: None for what was paid before the platform, or given by the team with a reason in the register.
    dues_request = models.ForeignKey(
        DuesRequest, on_delete=models.PROTECT, related_name="periods", null=True, blank=True
    )
    #: The day the money came: before a period begins, it counts from then on as one that follows another.
    opened_on = models.DateField("payée le", null=True, blank=True)
    #: The money went back: the period no longer counts from that day on.
    cancelled_on = models.DateField("annulée le", null=True, blank=True)

    objects = MembershipPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "période d’adhésion"
        verbose_name_plural = "périodes d’adhésion"
        indexes = [
            models.Index(fields=["member", "-ends_on"], name="members_period_last"),
            models.Index(fields=["ends_on", "id"], name="members_period_ending"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="members_period_order"),
            models.UniqueConstraint(
                fields=["dues_request"],
                condition=Q(cancelled_on__isnull=True),
                name="members_period_one_by_request",
            ),
            ExclusionConstraint(
                name="members_period_apart",
                expressions=[
                    ("member", RangeOperators.EQUAL),
                    (
                        Func(F("starts_on"), F("ends_on"), Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(cancelled_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"du {self.starts_on:%d/%m/%Y} au {self.ends_on:%d/%m/%Y}"


class Reminder(BaseModel):
    """A letter about renewing was queued: three at most for a period, each once."""

    period = models.ForeignKey(MembershipPeriod, on_delete=models.PROTECT, related_name="reminders")
    step = models.PositiveSmallIntegerField("rappel")

    class Meta:
        verbose_name = "rappel"
        verbose_name_plural = "rappels"
        constraints = [
            models.UniqueConstraint(fields=["period", "step"], name="members_reminder_once"),
            models.CheckConstraint(condition=Q(step__gte=1, step__lte=3), name="members_reminder_three"),
        ]

    def __str__(self) -> str:
        return f"rappel {self.step}, {self.period}"
