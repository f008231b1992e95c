"""What is counted at night, so that no page counts a million rows."""

from django.db import models
from django.utils import timezone

from milliard.core.models import BaseModel


class MemberCount(models.Model):
    """How many had their dues paid on a day, days of grace included: the same who have a valid card."""

    counted_on = models.DateField("le", unique=True)
    members = models.PositiveIntegerField("membres à jour")

    class Meta:
        verbose_name = "nombre de membres"
        verbose_name_plural = "nombres de membres"

    def __str__(self) -> str:
        return f"{self.members} le {self.counted_on:%d/%m/%Y}"


class DeskCount(BaseModel):
    """What the organiser's desk says of a crowd: counted at night, shown with its age. One row."""

    counted_at = models.DateTimeField("compté le")
    newcomers = models.PositiveIntegerField("nouvelles et nouveaux")
    #: [[department, how many], …], the most first.
    by_department = models.JSONField("par département", default=list)
    ending = models.PositiveIntegerField("finissent bientôt")
    began = models.PositiveIntegerField("ont commencé sans payer")
    duplicates = models.PositiveIntegerField("doublons possibles")
    #: [[which, how many], …].
    reminders = models.JSONField("rappels", default=list)

    class Meta:
        verbose_name = "comptes de la semaine"
        verbose_name_plural = "comptes de la semaine"

    def __str__(self) -> str:
        return f"comptes du {timezone.localtime(self.counted_at):%d/%m/%Y %H:%M}"
