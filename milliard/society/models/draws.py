"""Draws by lot: what is drawn for, who volunteered, what a panel must look like, each lottery made."""

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from milliard.core.models import BaseModel, PublicIdModel
from milliard.core.prepared import Slot
from milliard.members.enums import Trait
from milliard.members.models import Member
from milliard.society.enums import NAMED, DrawState, EntryState, MandateKind, RoundState
from milliard.territories.models import Department, Region


class DrawQuerySet(models.QuerySet["Draw"]):
    """Reads of draws."""

    def public(self) -> "DrawQuerySet":
        """All that was ever announced: a draw given up keeps its page, which says why."""
        return self.filter(opened_at__isnull=False)

    def calling(self, on: dt.date | Slot | None = None) -> "DrawQuerySet":
        """Those one can volunteer for on a day."""
        return self.filter(state=DrawState.OPEN, closes_on__gte=on or timezone.localdate())


class Draw(PublicIdModel):
    """One draw: its call, its targets, its panel. What it asks is fixed once the call is open."""

    title = models.CharField("titre", max_length=120)
    purpose = models.TextField("pour quoi faire", max_length=2_000)
    asked = models.TextField("ce qui est demandé", max_length=1_000)
    seats = models.PositiveSmallIntegerField("places")
    features = ArrayField(
        models.CharField(max_length=12, choices=Trait.choices), default=list, verbose_name="critères"
    )
    one_by_household = models.BooleanField("une personne par foyer", default=True)
    #: Whom the panel stands for: a region, a department, or all France when both are empty.
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="région"
    )
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="département",
    )
    mandate_kind = models.CharField(
        "mandat", max_length=8, choices=MandateKind.choices, default=MandateKind.PANELLIST
    )
    mandate_until = models.DateField("mandat jusqu’au")
    closes_on = models.DateField("volontaires jusqu’au")
    state = models.CharField("état", max_length=8, choices=DrawState.choices, default=DrawState.DRAFT)
    opened_at = models.DateTimeField("appel ouvert le", null=True, blank=True)
    frozen_at = models.DateTimeField("volontaires arrêté·es le", null=True, blank=True)
    drawn_at = models.DateTimeField("tiré le", null=True, blank=True)
    cancelled_why = models.CharField("pourquoi abandonné", max_length=300, blank=True)
    #: A draw is never done again: another one is made, which says why.
    redraw_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="redraws", null=True, blank=True, verbose_name="refait"
    )
    redraw_reason = models.CharField("pourquoi refait", max_length=300, blank=True)

    objects = DrawQuerySet.as_manager()

    class Meta:
        verbose_name = "tirage au sort"
        verbose_name_plural = "tirages au sort"
        indexes = [models.Index(fields=["-opened_at", "-id"], name="society_draw_latest")]
        constraints = [
            models.CheckConstraint(condition=Q(seats__gte=2), name="society_draw_seats"),
            models.CheckConstraint(
                condition=Q(state__in=DrawState.values, mandate_kind__in=MandateKind.values),
                name="society_draw_known_values",
            ),
            models.CheckConstraint(
                condition=Q(region__isnull=True) | Q(department__isnull=True),
                name="society_draw_one_territory",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[DrawState.DRAFT, DrawState.CANCELLED]) | Q(opened_at__isnull=False),
                name="society_draw_opened",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[DrawState.FROZEN, DrawState.DRAWN]) | Q(frozen_at__isnull=False),
                name="society_draw_frozen",
            ),
            models.CheckConstraint(
                condition=(Q(state=DrawState.DRAWN) & Q(drawn_at__isnull=False))
                | (~Q(state=DrawState.DRAWN) & Q(drawn_at__isnull=True)),
                name="society_draw_drawn",
            ),
            models.CheckConstraint(
                condition=Q(redraw_of__isnull=True) | ~Q(redraw_reason=""),
                name="society_draw_redraw_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("society:draw", args=[self.public_id])

    @property
    def territory(self) -> str:
        """«France», «Bretagne», «Finistère»."""
        return str(self.department or self.region or "France")

    @property
    def is_calling(self) -> bool:
        return self.state == DrawState.OPEN and self.closes_on >= timezone.localdate()

    @property
    def last_round(self) -> "DrawRound | None":
        """Without its texts, which weigh megabytes."""
        return self.rounds.light().order_by("-number").first()


class DrawTarget(models.Model):
    """From how many to how many people of the panel have a value of a trait."""

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="targets")
    trait = models.CharField("critère", max_length=12, choices=Trait.choices)
    value = models.CharField("valeur", max_length=8)
    low = models.PositiveSmallIntegerField("au moins")
    high = models.PositiveSmallIntegerField("au plus")

    class Meta:
        verbose_name = "cible"
        verbose_name_plural = "cibles"
        constraints = [
            models.UniqueConstraint(fields=["draw", "trait", "value"], name="society_target_once"),
            models.CheckConstraint(condition=Q(low__lte=F("high")), name="society_target_order"),
        ]

    def __str__(self) -> str:
        return f"{self.trait} = {self.value}\u00a0: {self.low} à {self.high}"


class DrawEntry(BaseModel):
    """Somebody in a draw. Deleting the row is what forgets them: a report knows a number, and no row then."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="entries")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="draw_entries")
    state = models.CharField("état", max_length=12, choices=EntryState.choices, default=EntryState.IN)
    #: What they read and agreed to when they volunteered.
    wording = models.CharField("texte lu", max_length=600)
    volunteered_at = models.DateTimeField("volontaire depuis le")
    #: Their number in the report, drawn by chance when the pool is frozen.
    number = models.CharField("numéro", max_length=8, blank=True)
    #: Of the million tickets, how many draw them; None before the lottery is made.
    tickets = models.PositiveIntegerField("billets", null=True, blank=True)
    answered_at = models.DateTimeField("réponse le", null=True, blank=True)

    class Meta:
        verbose_name = "participation à un tirage"
        verbose_name_plural = "participations à des tirages"
        indexes = [models.Index(fields=["draw", "state"], name="society_entry_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["draw", "member"], name="society_entry_once"),
            models.UniqueConstraint(
                fields=["draw", "number"], condition=~Q(number=""), name="society_entry_number"
            ),
            models.CheckConstraint(
                condition=Q(state__in=EntryState.values), name="society_entry_known_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}, {self.member}"

    @property
    def is_named(self) -> bool:
        """Whether the draw named this person."""
        return self.state in NAMED

    @property
    def chance(self) -> float | None:
        return None if self.tickets is None else self.tickets / 1_000_000


class DrawRoundQuerySet(models.QuerySet["DrawRound"]):
    def light(self) -> "DrawRoundQuerySet":
        """Without the texts of the lottery and of the report."""
        return self.defer("lottery", "report")


class DrawRound(BaseModel):
    """One lottery: number 0 draws the panel, the next ones those who replace."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField("tour")
    state = models.CharField("état", max_length=8, choices=RoundState.choices, default=RoundState.PREPARING)
    seats = models.PositiveSmallIntegerField("places")
    #: SHA-256 of the seed, published at once; the seed itself, sealed until the draw, then in the open.
    commitment = models.CharField("engagement", max_length=64)
    sealed_seed = models.TextField(blank=True)
    seed = models.CharField("graine", max_length=64, blank=True)
    #: Announced before it happens: «les numéros du Loto du 3 juin, dans l’ordre croissant».
    public_source = models.CharField("valeur publique annoncée", max_length=300)
    public_on = models.DateField("connue le")
    public_value = models.CharField("valeur publique", max_length=200, blank=True)
    #: Digests of the people and targets, known when the pool is frozen, and of the lottery, once it is made.
    pool_digest = models.CharField("empreinte des volontaires", max_length=64)
    lottery_digest = models.CharField("empreinte de la loterie", max_length=64, blank=True)
    #: JSON of the engine, as text: what is published is this, byte for byte.
    lottery = models.TextField("loterie")
    report = models.TextField("rapport", blank=True)
    #: Per cent of the lottery made.
    progress = models.PositiveSmallIntegerField("avancement", default=0)
    problem = models.CharField("ce qui empêche", max_length=600, blank=True)
    prepared_at = models.DateTimeField("préparé le", null=True, blank=True)
    drawn_at = models.DateTimeField("tiré le", null=True, blank=True)

    objects = DrawRoundQuerySet.as_manager()

    class Meta:
        verbose_name = "tour d’un tirage"
        verbose_name_plural = "tours de tirages"
        constraints = [
            models.UniqueConstraint(fields=["draw", "number"], name="society_round_once"),
            models.CheckConstraint(
                condition=Q(state__in=RoundState.values), name="society_round_known_state"
            ),
            models.CheckConstraint(
                condition=~Q(state=RoundState.DRAWN) | (~Q(report="") & ~Q(seed="")),
                name="society_round_drawn_says_all",
            ),
            models.CheckConstraint(
                condition=Q(state=RoundState.DRAWN) | Q(seed=""), name="society_round_seed_kept_secret"
            ),
        ]

    def __str__(self) -> str:
        return f"tour {self.number} de {self.draw}"

    @property
    def is_known(self) -> bool:
        """Whether the announced value may be known today."""
        return self.public_on <= timezone.localdate()
