"""Missions, their steps, and who takes them."""

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from milliard.core.models import BaseModel, PublicIdModel
from milliard.core.prepared import Slot
from milliard.members.models import Member
from milliard.members.skills import SKILLS
from milliard.participation.enums import (
    FINISHED,
    HOLDING,
    AssignmentState,
    MissionKind,
    MissionState,
    Proof,
)
from milliard.participation.models.groups import WorkingGroup
from milliard.participation.words import time_in_words
from milliard.places.models import Place
from milliard.territories.models import Commune


class MissionQuerySet(models.QuerySet["Mission"]):
    """Reads of missions."""

    def open_on(self, day: dt.date | Slot) -> "MissionQuerySet":
        in_time = Q(deadline_on=None) | Q(deadline_on__gte=day)
        return self.filter(in_time, state=MissionState.OPEN)

    def with_progress(self) -> "MissionQuerySet":
        """Annotate ``taken`` (slots held) and ``reached`` (what was done, in the mission's unit)."""
        own = Assignment.objects.filter(mission=OuterRef("pk")).order_by().values("mission")
        held = own.filter(state__in=HOLDING).annotate(found=Count("pk")).values("found")
        done = own.filter(state__in=FINISHED).annotate(found=Sum("quantity")).values("found")
        return self.annotate(
            taken=Coalesce(Subquery(held), Value(0)),  # read for the rows shown alone
            reached=Coalesce(Subquery(done), Value(0)),
        )

    def in_department(self, code: str) -> "MissionQuerySet":
        return self.filter(commune__department=code)

    def with_room(self) -> "MissionQuerySet":
        """Those with a slot left; expects `with_progress`."""
        return self.filter(Q(slots=None) | Q(taken__lt=F("slots")))

    def soonest(self) -> "MissionQuerySet":
        return self.order_by(F("deadline_on").asc(nulls_last=True), "id")


class Mission(PublicIdModel):
    """Something useful that one person can do, alone or beside others who do the same."""

    title = models.CharField("titre", max_length=120)
    summary = models.CharField("en une phrase", max_length=200)
    description = models.TextField("présentation", blank=True)
    kind = models.CharField("sorte", max_length=8, choices=MissionKind.choices)
    #: A code of `milliard.members.skills`, or "".
    skill = models.CharField("savoir-faire", max_length=24, choices=list(SKILLS.items()), blank=True)
    minutes = models.PositiveIntegerField(
        "durée en minutes", validators=[MinValueValidator(5), MaxValueValidator(60_000)]
    )
    is_remote = models.BooleanField("faisable de chez soi", default=False)
    commune = models.ForeignKey(
        Commune, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="commune"
    )
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="missions", null=True, blank=True, verbose_name="lieu"
    )
    group = models.ForeignKey(
        WorkingGroup,
        on_delete=models.PROTECT,
        related_name="missions",
        null=True,
        blank=True,
        verbose_name="groupe",
    )
    #: None: as many as want.
    slots = models.PositiveIntegerField("places", null=True, blank=True, validators=[MinValueValidator(1)])
    #: Done by several together, from so many on; None: alone, beside others who do the same.
    team_size = models.PositiveSmallIntegerField(
        "en équipe, à partir de",
        null=True,
        blank=True,
        validators=[MinValueValidator(2), MaxValueValidator(50)],
    )
    deadline_on = models.DateField("jusqu’au", null=True, blank=True)
    proof = models.CharField("ce qui dit que c’est fait", max_length=6, choices=Proof.choices)
    #: «organisations appelées»: what `quantity` counts; with the goal, the collective progress.
    unit = models.CharField("ce que l’on compte", max_length=60, blank=True)
    goal = models.PositiveIntegerField("objectif commun", null=True, blank=True)
    #: Proposed to whoever joins.
    is_starter = models.BooleanField("pour commencer", default=False)
    state = models.CharField("état", max_length=6, choices=MissionState.choices, default=MissionState.DRAFT)

    objects = MissionQuerySet.as_manager()

    class Meta:
        verbose_name = "mission"
        verbose_name_plural = "missions"
        indexes = [
            models.Index(
                fields=["deadline_on", "id"],
                condition=Q(state=MissionState.OPEN),
                name="participation_mission_soonest",
            ),
            models.Index(fields=["commune"], name="participation_mission_commune"),
            models.Index(
                fields=["id"],
                condition=Q(state=MissionState.OPEN, is_starter=True),
                name="participation_mission_starter",
            ),
            models.Index(
                fields=["skill", "deadline_on", "id"],
                condition=Q(state=MissionState.OPEN),
                name="participation_mission_skill",
            ),
            models.Index(
                fields=["deadline_on", "id"],
                condition=Q(state=MissionState.OPEN, is_remote=True),
                name="participation_mission_remote",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=MissionKind.values, state__in=MissionState.values, proof__in=Proof.values
                ),
                name="participation_mission_known_values",
            ),
            models.CheckConstraint(
                condition=Q(is_remote=True) | Q(commune__isnull=False) | Q(place__isnull=False),
                name="participation_mission_somewhere",
                violation_error_message="Dites où\u00a0: une commune, un lieu, ou faisable de chez soi.",
            ),
            models.CheckConstraint(
                condition=Q(team_size__isnull=True) | Q(slots__isnull=True) | Q(slots__gte=F("team_size")),
                name="participation_mission_team_fits",
                violation_error_message="Il faut au moins autant de places que de personnes dans l’équipe.",
            ),
            models.CheckConstraint(
                condition=Q(goal__isnull=True) | ~Q(unit=""),
                name="participation_mission_goal_of_something",
                violation_error_message="Un objectif compte quelque chose\u00a0: dites quoi.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def time_said(self) -> str:
        return time_in_words(self.minutes)

    def missing_from_team(self, taken: int) -> int:
        """How many a team still lacks, once so many took the mission."""
        return max(0, (self.team_size or 0) - taken)

    @property
    def is_open(self) -> bool:
        """Whether it can be taken today, slots apart."""
        is_late = self.deadline_on is not None and self.deadline_on < timezone.localdate()
        return self.state == MissionState.OPEN and not is_late


class MissionStep(models.Model):
    """One step, in order; those who do the mission tick it."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="steps")
    place = models.PositiveSmallIntegerField("rang")
    text = models.CharField("étape", max_length=200)

    class Meta:
        verbose_name = "étape"
        verbose_name_plural = "étapes"
        ordering = ("place",)
        constraints = [models.UniqueConstraint(fields=["mission", "place"], name="participation_step_order")]

    def __str__(self) -> str:
        return self.text


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def finished(self) -> "AssignmentQuerySet":
        return self.filter(state__in=FINISHED)

    def holding(self) -> "AssignmentQuerySet":
        return self.filter(state__in=HOLDING)


class Assignment(BaseModel):
    """One person and one mission: proposed, accepted, done, thanked; or declined, or given up."""

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="assignments")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="assignments")
    state = models.CharField("état", max_length=8, choices=AssignmentState.choices)
    #: Why it was proposed, as it was said; see `milliard.participation.suggestions`.
    reason = models.CharField("raison", max_length=200, blank=True)
    steps_done = ArrayField(
        models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name="étapes faites"
    )
    accepted_at = models.DateTimeField("acceptée le", null=True, blank=True)
    done_at = models.DateTimeField("faite le", null=True, blank=True)
    minutes_spent = models.PositiveIntegerField(
        "temps passé (minutes)", null=True, blank=True, validators=[MaxValueValidator(60_000)]
    )
    quantity = models.PositiveIntegerField("combien", null=True, blank=True)
    words = models.TextField("quelques mots", max_length=1000, blank=True)
    thanks = models.CharField("merci", max_length=300, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "mission confiée"
        verbose_name_plural = "missions confiées"
        indexes = [
            models.Index(fields=["member", "state"], name="participation_assigned_member"),
            models.Index(
                fields=["done_at"], condition=Q(state__in=FINISHED), name="participation_assigned_done"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["mission", "member"], name="participation_assigned_once"),
            models.CheckConstraint(
                condition=Q(state__in=AssignmentState.values), name="participation_assigned_known_state"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=FINISHED) | Q(done_at__isnull=False, minutes_spent__isnull=False),
                name="participation_assigned_done_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mission}, {self.member}"


class VolunteerRate(BaseModel):
    """What an hour given is worth in the yearly accounts, from a day on, with where the rule comes from."""

    valid_from = models.DateField("à partir du", unique=True)
    hour_cents = models.PositiveIntegerField("centimes par heure")
    source = models.CharField("source", max_length=200)

    class Meta:
        verbose_name = "valorisation du bénévolat"
        verbose_name_plural = "valorisations du bénévolat"

    def __str__(self) -> str:
        return f"à partir du {self.valid_from:%d/%m/%Y}"
