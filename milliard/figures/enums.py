"""Stored values of the app: reviewed like an API."""

from django.db import models


class DatasetSource(models.TextChoices):
    """Where a frozen dataset comes from."""

    COLLECTION = "collection", "collecte de la plateforme"
    FILE = "file", "fichier importé"


class Display(models.TextChoices):
    """How a figure is shown. Its table is always there too."""

    BARS = "bars", "Graphique"
    NUMBER = "number", "Un grand nombre"
    TABLE = "table", "Tableau seul"


class ShownKind(models.TextChoices):
    """What a published figure is made of."""

    FIGURE = "figure", "un chiffre"
    SHARES = "shares", "plusieurs parts comparées"
    NUMBERS = "numbers", "une bande de chiffres clés"
    SUM = "sum", "un total et ses parties"


class RowCount(models.TextChoices):
    """Numbers that need no estimate: how many took part."""

    BEGUN = "begun", "Réponses commencées"
    COMPLETE = "complete", "Réponses complètes"
