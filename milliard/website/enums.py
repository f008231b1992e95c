"""Stored values of the app: reviewed like an API."""

from django.db import models


class AmountStatus(models.TextChoices):
    """Where the amounts of the way to the billion come from, until the ledger computes them."""

    DECLARED = "declared", "déclaré par le mouvement"
    SIMULATED = "simulated", "simulé, pour la démonstration"


class MessageSubject(models.TextChoices):
    """What a message to the movement is about."""

    QUESTION = "question", "une question"
    JOINING = "joining", "mon adhésion, ma cotisation"
    PLACE = "place", "un lieu, une organisation"
    PRESS = "press", "la presse, la recherche"
    DATA = "data", "mes données personnelles"
    ERROR = "error", "une erreur ou un obstacle sur le site"
