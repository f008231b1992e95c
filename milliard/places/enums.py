"""Stored values of the app: reviewed like an API."""

from django.db import models


class PlaceKind(models.TextChoices):
    FARM = "farm", "ferme"
    THIRD_PLACE = "third", "tiers-lieu"
    COOPERATIVE = "coop", "coopérative"
    PEOPLE_HOUSE = "people", "maison du peuple"
    SOCIAL_CENTRE = "social", "centre social"
    YOUTH_CENTRE = "mjc", "MJC"
    LIBRARY = "library", "bibliothèque"
    CAFE = "cafe", "café associatif"
    OTHER = "other", "autre lieu"


class PlaceStage(models.TextChoices):
    """How far along a place is. Applied and declined ones are seen by their hosts and the team alone."""

    APPLIED = "applied", "candidature"
    DECLINED = "declined", "candidature refusée"
    PILOT = "pilot", "lieu pilote"
    REFERENT = "referent", "lieu référent"
    CLOSED = "closed", "lieu fermé"


#: Stages in which a place welcomes people.
WELCOMING = (PlaceStage.PILOT, PlaceStage.REFERENT)
#: Stages in which anybody sees its page: closed places keep theirs, which says so.
PUBLIC = (*WELCOMING, PlaceStage.CLOSED)


class HostRole(models.TextChoices):
    LEAD = "lead", "référent·e du lieu"
    HOST = "host", "hôte"
    HELPER = "helper", "coup de main"


class Access(models.TextChoices):
    """What makes a place usable by everybody; only what is there is said."""

    STEP_FREE = "step_free", "accès de plain-pied"
    TOILETS = "toilets", "toilettes adaptées"
    HEARING_LOOP = "loop", "boucle magnétique"
    PARKING = "parking", "stationnement adapté"
    TRANSIT = "transit", "transports en commun à pied"
    CHILDREN = "children", "coin pour les enfants"
    QUIET = "quiet", "espace calme"
