"""An assembly, its agenda, its roll."""

import datetime as dt
from zoneinfo import ZoneInfo

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from milliard.assemblies.enums import AssemblyState
from milliard.core.models import BaseModel, PublicIdModel
from milliard.elections.models import ElectionSeries
from milliard.letters.models import Letter
from milliard.members.models import Member
from milliard.participation.models import ZONES
from milliard.places.models import Place
from milliard.statutes.models import College, Statutes


class AssemblyQuerySet(models.QuerySet["Assembly"]):
    """Reads of assemblies."""

    def public(self) -> "AssemblyQuerySet":
        """All that were ever convened: one that was cancelled keeps its page, which says so."""
        return self.filter(convened_at__isnull=False)


class Assembly(PublicIdModel):
    """One general assembly, under one version of the statutes."""

    title = models.CharField("titre", max_length=120)
    statutes = models.ForeignKey(
        Statutes, on_delete=models.PROTECT, related_name="assemblies", verbose_name="statuts"
    )
    held_at = models.DateTimeField("commence le")
    zone = models.CharField("heure", max_length=32, choices=ZONES, default=ZONES[0][0])
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="lieu"
    )
    address_line = models.CharField("adresse", max_length=300, blank=True)
    online_url = models.CharField(
        "lien de la visioconférence",
        max_length=300,
        blank=True,
        validators=[URLValidator(["https", "http"])],
    )
    #: Who is a member on this day, as the statutes say it, is on the roll.
    reference_on = models.DateField("date de référence")
    #: When the quorum of a first assembly was not reached.
    second_call_of = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        related_name="second_call",
        null=True,
        blank=True,
        verbose_name="seconde convocation de",
    )
    state = models.CharField("état", max_length=9, choices=AssemblyState.choices, default=AssemblyState.DRAFT)
    #: Digest of the roll: of numbers and of nothing that names anybody.
    roll_digest = models.CharField("empreinte de la liste", max_length=64, blank=True)
    roll_count = models.PositiveIntegerField("membres de la liste", null=True, blank=True)
    letter = models.OneToOneField(
        Letter, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="convocation"
    )
    #: What carries its secret votes: trustees, codes, spare elections.
    series = models.OneToOneField(
        ElectionSeries,
        on_delete=models.PROTECT,
        related_name="assembly",
        null=True,
        blank=True,
        verbose_name="série de scrutins secrets",
    )
    chair = models.ForeignKey(
        "assemblies.RollEntry",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="présidence de séance",
    )
    secretary = models.ForeignKey(
        "assemblies.RollEntry",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="secrétariat de séance",
    )
    rolled_at = models.DateTimeField("liste arrêtée le", null=True, blank=True)
    convened_at = models.DateTimeField("convoquée le", null=True, blank=True)
    opened_at = models.DateTimeField("ouverte le", null=True, blank=True)
    closed_at = models.DateTimeField("close le", null=True, blank=True)
    signed_at = models.DateTimeField("procès-verbal signé le", null=True, blank=True)
    cancelled_why = models.CharField("pourquoi annulée", max_length=300, blank=True)
    #: Raised by each act that people in the hall or far away should see: what their pages ask about.
    revision = models.PositiveIntegerField(default=0)

    objects = AssemblyQuerySet.as_manager()

    class Meta:
        verbose_name = "assemblée"
        verbose_name_plural = "assemblées"
        indexes = [models.Index(fields=["-held_at", "-id"], name="assemblies_assembly_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AssemblyState.values), name="assemblies_assembly_known_state"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[AssemblyState.DRAFT, AssemblyState.CANCELLED])
                | Q(rolled_at__isnull=False, roll_count__isnull=False),
                name="assemblies_assembly_rolled",
            ),
            models.CheckConstraint(
                condition=~Q(
                    state__in=[
                        AssemblyState.CONVENED,
                        AssemblyState.OPEN,
                        AssemblyState.CLOSED,
                        AssemblyState.SIGNED,
                    ]
                )
                | Q(convened_at__isnull=False),
                name="assemblies_assembly_convened",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("assemblies:assembly", args=[self.public_id])

    @property
    def clock(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def wall_held(self) -> dt.datetime:
        """When it begins on its own wall clock: what people read."""
        return timezone.localtime(self.held_at, self.clock).replace(tzinfo=None)

    @property
    def is_elsewhere(self) -> bool:
        return self.zone != ZONES[0][0]

    @property
    def is_open(self) -> bool:
        return self.state == AssemblyState.OPEN

    @property
    def is_second_call(self) -> bool:
        return self.second_call_of_id is not None

    @property
    def proxies_until(self) -> dt.datetime | None:
        """The last moment a proxy is received before the day; None: until the opening."""
        hours = self.statutes.proxy_until_hours
        return self.held_at - dt.timedelta(hours=hours) if hours else None


class AgendaItem(BaseModel):
    """One point of the agenda: what is told, discussed or decided, in which order."""

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField("rang")
    title = models.CharField("titre", max_length=160)
    text = models.TextField("présentation", blank=True, max_length=4_000)
    minutes = models.PositiveSmallIntegerField(
        "durée (minutes)",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
    )

    class Meta:
        verbose_name = "point de l’ordre du jour"
        verbose_name_plural = "points de l’ordre du jour"
        constraints = [
            models.UniqueConstraint(
                fields=["assembly", "position"],
                name="assemblies_agenda_order",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return self.title


class CollegeSeries(models.Model):
    """What carries the secret votes of one college: trustees, codes and elections on a roll of its own."""

    assembly = models.ForeignKey(
        Assembly, on_delete=models.PROTECT, related_name="college_series", db_index=False
    )
    college = models.ForeignKey(College, on_delete=models.PROTECT, related_name="+")
    series = models.OneToOneField(
        ElectionSeries,
        on_delete=models.PROTECT,
        related_name="assembly_college",
        verbose_name="série de scrutins secrets",
    )

    class Meta:
        verbose_name = "série de scrutins d’un collège"
        verbose_name_plural = "séries de scrutins des collèges"
        constraints = [
            models.UniqueConstraint(fields=["assembly", "college"], name="assemblies_series_of_college"),
        ]

    def __str__(self) -> str:
        return f"{self.college}, {self.series}"


class RollEntry(models.Model):
    """A member on the roll of one assembly, under a number: the roll is frozen, and never grows.

    A million rows: no dates of the base model.
    """

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="roll", db_index=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField("numéro")
    college = models.ForeignKey(
        College, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    #: What the QR code of the convocation holds, for the desk.
    code = models.CharField("code d’accueil", max_length=16)

    class Meta:
        verbose_name = "inscription sur une liste"
        verbose_name_plural = "inscriptions sur des listes"
        constraints = [
            models.UniqueConstraint(fields=["assembly", "number"], name="assemblies_roll_number"),
            models.UniqueConstraint(fields=["assembly", "member"], name="assemblies_roll_once"),
            models.UniqueConstraint(fields=["assembly", "code"], name="assemblies_roll_code"),
        ]
        triggers = [
            pgtrigger.Protect(name="roll_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="roll_entry_kept", fields=["assembly", "member", "number"]),
        ]

    def __str__(self) -> str:
        return f"n°\u00a0{self.number}"
