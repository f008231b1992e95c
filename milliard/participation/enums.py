"""Stored values of the app: reviewed like an API."""

from django.db import models


class GroupDoor(models.TextChoices):
    OPEN = "open", "ouvert à tous les membres"
    ON_REQUEST = "request", "sur demande"


class SeatState(models.TextChoices):
    """Of somebody in a group."""

    ASKED = "asked", "demande à entrer"
    IN = "in", "dans le groupe"
    LEFT = "left", "parti·e"
    REFUSED = "refused", "demande refusée"


class EventState(models.TextChoices):
    DRAFT = "draft", "brouillon"
    PUBLISHED = "published", "annoncé"
    CANCELLED = "cancelled", "annulé"


class RsvpState(models.TextChoices):
    GOING = "going", "inscrit·e"
    WAITING = "waiting", "sur la liste d’attente"
    WITHDRAWN = "withdrawn", "désinscrit·e"


class Recurrence(models.TextChoices):
    """How an event comes back, after its first date."""

    WEEKLY = "weekly", "chaque semaine"
    FORTNIGHTLY = "fortnight", "toutes les deux semaines"
    MONTHLY_DAY = "monthday", "chaque mois, à la même date"
    MONTHLY_WEEKDAY = "weekday", "chaque mois, le même jour de la même semaine"


class MissionKind(models.TextChoices):
    CALL = "call", "appeler"
    MEET = "meet", "rencontrer"
    WRITE = "write", "écrire"
    COUNT = "count", "compter"
    HOST = "host", "animer"
    WELCOME = "welcome", "accueillir"
    MAKE = "make", "fabriquer"
    SPREAD = "spread", "faire connaître"
    OTHER = "other", "autre"


class MissionState(models.TextChoices):
    DRAFT = "draft", "brouillon"
    OPEN = "open", "ouverte"
    CLOSED = "closed", "terminée"


class Proof(models.TextChoices):
    """What is asked to say that a mission is done."""

    NONE = "none", "rien"
    WORDS = "words", "quelques mots"
    NUMBER = "number", "un nombre"


class AssignmentState(models.TextChoices):
    """Where one person stands with one mission."""

    PROPOSED = "proposed", "proposée"
    ACCEPTED = "accepted", "acceptée"
    DONE = "done", "faite"
    THANKED = "thanked", "faite, merci dit"
    DECLINED = "declined", "déclinée"
    GIVEN_UP = "given_up", "rendue"


#: States in which a mission's slot is taken.
HOLDING = (AssignmentState.ACCEPTED, AssignmentState.DONE, AssignmentState.THANKED)
#: States of what was done.
FINISHED = (AssignmentState.DONE, AssignmentState.THANKED)
