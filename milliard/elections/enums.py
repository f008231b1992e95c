"""Stored values of the app: reviewed like an API."""

from django.db import models


class SeriesState(models.TextChoices):
    """Where the preparation of a series stands. A restart goes back to the ceremony."""

    PREPARING = "preparing", "en préparation"
    CEREMONY = "ceremony", "cérémonie des clés"
    READY = "ready", "clés prêtes"
    ENDED = "ended", "terminée"


class KeySharing(models.TextChoices):
    """How many trustees open the sums."""

    THRESHOLD = "threshold", "un seuil suffit"
    ALL = "all", "tous et toutes sont nécessaires"


class CodeSource(models.TextChoices):
    """Who hands out voting codes: what eligibility rests on."""

    REGISTRAR = "registrar", "une personne ou une organisation extérieure à la plateforme"
    PLATFORM = "platform", "la plateforme"


class TrusteeState(models.TextChoices):
    INVITED = "invited", "réponse attendue"
    ACCEPTED = "accepted", "a accepté"
    DECLINED = "declined", "a décliné"


class CeremonyStep(models.TextChoices):
    """Messages of a ceremony, in order. ``VINPUT`` is made by the platform, of the letters of all."""

    KEY = "key", "clé publique"
    CERTIFICATE = "certificate", "certificat"
    POLYNOMIAL = "polynomial", "polynôme"
    VINPUT = "vinput", "lettres triées"
    VOUTPUT = "voutput", "clé partagée"


class ElectionKind(models.TextChoices):
    """How a ballot is filled in: each becomes questions that are counted by sums."""

    MOTION = "motion", "une proposition"
    CHOICE = "choice", "un choix parmi plusieurs"
    JUDGMENT = "judgment", "jugement majoritaire"
    APPROVAL = "approval", "approbation de projets"


class ElectionState(models.TextChoices):
    OPEN = "open", "ouvert"
    COUNTING = "counting", "addition des bulletins chiffrés"
    DECRYPTING = "decrypting", "dépositaires attendu·es"
    DECIDED = "decided", "dépouillé"
    TOO_FEW = "too_few", "trop peu de bulletins"
    ABANDONED = "abandoned", "abandonné"


#: States in which nothing more is to come.
OVER = (ElectionState.DECIDED, ElectionState.TOO_FEW, ElectionState.ABANDONED)
