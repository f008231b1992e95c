"""Stored values of the app: reviewed like an API."""

from django.db import models


class AmountStatus(models.TextChoices):
    """Where the amounts of the way to the billion come from, until the ledger computes them."""

    DECLARED = "declared", "déclaré par le mouvement"
    SIMULATED = "simulated", "simulé, pour la démonstration"
