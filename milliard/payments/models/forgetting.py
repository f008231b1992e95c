"""The exercises whose names are forgotten, and how many rows said one."""

from django.db import models

from milliard.core.models import BaseModel


class ForgottenYear(BaseModel):
    """One closed exercise (a calendar year), once its names are kept no longer. Counts, and nobody."""

    year = models.PositiveSmallIntegerField("exercice", unique=True)
    requests = models.PositiveIntegerField("demandes", default=0)
    payments = models.PositiveIntegerField("paiements", default=0)
    reversals = models.PositiveIntegerField("reprises", default=0)
    bank_lines = models.PositiveIntegerField("lignes de relevé", default=0)
    tax_receipts = models.PositiveIntegerField("reçus fiscaux", default=0)
    rulings = models.PositiveIntegerField("rescrits", default=0)

    class Meta:
        verbose_name = "exercice dont les noms sont oubliés"
        verbose_name_plural = "exercices dont les noms sont oubliés"

    def __str__(self) -> str:
        return f"jusqu’à l’exercice {self.year}"
