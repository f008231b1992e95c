"""How many belong, day by day: counted at night, read by whoever opens the home page."""

from django.db import models


class MemberCount(models.Model):
    """How many had their dues paid on a day, days of grace included: the same who have a valid card."""

    counted_on = models.DateField("le", unique=True)
    members = models.PositiveIntegerField("membres à jour")

    class Meta:
        verbose_name = "nombre de membres"
        verbose_name_plural = "nombres de membres"

    def __str__(self) -> str:
        return f"{self.members} le {self.counted_on:%d/%m/%Y}"
