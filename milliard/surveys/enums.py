"""Stored values of the app: reviewed like an API."""

from django.db import models


class Origin(models.TextChoices):
    """How a response reached us."""

    WEB = "web", "en ligne"
    PAPER = "paper", "papier, saisi par l’équipe"
    IMPORT = "import", "fichier importé"


class Audience(models.TextChoices):
    """Who answers: decides the words («votre organisation» or «vous»)."""

    ORGANISATION = "organisation", "organisations"
    PERSON = "person", "personnes"


class CollectionState(models.TextChoices):
    """Where a collection stands; told from its dates, never stored."""

    DRAFT = "draft", "brouillon"
    PLANNED = "planned", "ouverture programmée"
    OPEN = "open", "ouverte"
    ENDED = "ended", "fermée"


class Purpose(models.TextChoices):
    """What a respondent consents to, each apart."""

    STATISTICS = "statistics", "statistiques"
    QUOTATION = "quotation", "être cité·e, sans son nom"
    CONTACT = "contact", "être recontacté·e"
    DIRECTORY = "directory", "figurer dans l’annuaire"
    NEEDS = "needs", "y montrer ses besoins"
    NEED_AMOUNTS = "need_amounts", "y montrer leurs montants"
