"""Stored values of the app: reviewed like an API."""

from django.db import models


class Lane(models.TextChoices):
    """News need an agreement and can be stopped; notices are owed to every member."""

    NEWS = "news", "nouvelles"
    LEGAL = "legal", "avis statutaire"


class LetterState(models.TextChoices):
    DRAFT = "draft", "brouillon"
    SCHEDULED = "scheduled", "programmée"
    SENDING = "sending", "en cours d’envoi"
    SENT = "sent", "envoyée"
    CANCELLED = "cancelled", "annulée"


class DeliveryState(models.TextChoices):
    """What became of one message to one person."""

    QUEUED = "queued", "en file"
    #: A worker holds it: its connection to the mail server is open.
    CLAIMED = "claimed", "en cours"
    #: All was said to the server, its answer was not read: it may have been accepted.
    UNCERTAIN = "uncertain", "incertain"
    ACCEPTED = "accepted", "accepté par le serveur"
    REFUSED = "refused", "refusé"
    SKIPPED = "skipped", "non envoyé"
    WAITING = "waiting", "gardé pour la prochaine lettre groupée"
    #: Its text left inside another letter (`Delivery.gathered_in`), which has its own row.
    GATHERED = "gathered", "parti dans une lettre groupée"


class EventKind(models.TextChoices):
    """What a provider or a bounce message tells of a delivery."""

    DELIVERED = "delivered", "remis dans la boîte"
    HARD = "hard", "revenu\u00a0: adresse morte"
    SOFT = "soft", "revenu\u00a0: refus passager"
    COMPLAINED = "complained", "signalé comme indésirable"
    UNSUBSCRIBED = "unsubscribed", "désinscription chez le fournisseur"


class AddressTrouble(models.TextChoices):
    """Why an address is not written to, or not for news."""

    OPTED_OUT = "opted_out", "désinscrite"
    HARD_BOUNCE = "hard_bounce", "adresse morte"
    SOFT_BOUNCE = "soft_bounce", "refus passager"
    COMPLAINED = "complained", "signalée comme indésirable"


class Rhythm(models.TextChoices):
    AT_ONCE = "at_once", "dès qu’elles partent"
    WEEKLY = "weekly", "une fois par semaine"
    MONTHLY = "monthly", "une fois par mois"
