"""Cards that the team writes for «Agir avec vous», beside the live objects."""

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from milliard.core.models import PublicIdModel
from milliard.participation.words import time_in_words
from milliard.territories.models import Department


class EditorialCardQuerySet(models.QuerySet["EditorialCard"]):
    """Reads of cards."""

    def shown_on(self, day: dt.date) -> "EditorialCardQuerySet":
        in_time = Q(ends_on=None) | Q(ends_on__gte=day)
        return self.filter(in_time, starts_on__lte=day)

    def fitting(self, department: str, minutes: int | None) -> "EditorialCardQuerySet":
        """For a territory and the time one has; a card of all France is for everybody, of no time too."""
        found = self.filter(Q(department=None) | Q(department=department)) if department else self
        return found.filter(Q(minutes=None) | Q(minutes__lte=minutes)) if minutes else found

    def in_order(self) -> "EditorialCardQuerySet":
        return self.order_by("rank", "-starts_on", "-id")


class EditorialCard(PublicIdModel):
    """Something to do that is no mission, no event, no group: a page to read, a petition, a call."""

    #: What it is, above its title: «À lire», «Appel».
    kind = models.CharField("sorte", max_length=40)
    title = models.CharField("titre", max_length=80)
    text = models.CharField("texte", max_length=240)
    #: A path of the site, or the whole address of another.
    url = models.CharField("adresse", max_length=300)
    minutes = models.PositiveIntegerField(
        "durée en minutes",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60_000)],
    )
    #: None: for all of France.
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="département",
    )
    starts_on = models.DateField("montrée du")
    ends_on = models.DateField("au", null=True, blank=True)
    rank = models.PositiveSmallIntegerField("rang", default=100)

    objects = EditorialCardQuerySet.as_manager()

    class Meta:
        verbose_name = "carte"
        verbose_name_plural = "cartes"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="participation_card_order",
                violation_error_message="La fin vient après le début.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def duration(self) -> str:
        return time_in_words(self.minutes) if self.minutes else ""
