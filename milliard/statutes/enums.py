"""Stored values of the app: reviewed like an API."""

from django.db import models


class VoterRule(models.TextChoices):
    """Which members are on the roll, by their dues on the reference date."""

    PAID = "paid", "à jour de cotisation ce jour-là"
    GRACE = "grace", "à jour ce jour-là, délai de renouvellement compris"


class QuorumCount(models.TextChoices):
    """Who is counted towards a quorum."""

    PRESENT = "present", "les personnes présentes"
    REPRESENTED = "represented", "les personnes présentes ou représentées"


class ResolutionKind(models.TextChoices):
    """What is decided: each kind has its majority in the statutes."""

    ORDINARY = "ordinary", "décision ordinaire"
    STATUTES = "statutes", "modification des statuts"
    DISSOLUTION = "dissolution", "dissolution"


class MajorityBase(models.TextChoices):
    """Of what a majority is a share."""

    CAST = "cast", "voix pour et contre"
    EXPRESSED = "expressed", "voix pour, contre et bulletins blancs"
    PRESENT = "present", "personnes présentes ou représentées à l’ouverture du vote"
    ALL = "all", "tous les membres de la liste"


class Comparison(models.TextChoices):
    AT_LEAST = "at_least", "au moins"
    MORE_THAN = "more_than", "plus de"


class TieRule(models.TextChoices):
    """What becomes of as many for as against."""

    FAILS = "fails", "le texte est rejeté"
    CHAIR = "chair", "la voix de la présidence de séance départage"


class BlankProxyRule(models.TextChoices):
    """Whom a proxy without a name goes to."""

    REFUSED = "refused", "ils ne sont pas acceptés"
    CHAIR = "chair", "à la présidence de séance, dans la limite du plafond"
    SHARED = "shared", "aux personnes présentes, à tour de rôle, dans la limite du plafond"


class CollegeRule(models.TextChoices):
    """How the votes of colleges make one decision."""

    COMBINED = "combined", "chaque collège apporte sa part"
    EACH = "each", "chaque collège doit adopter"
