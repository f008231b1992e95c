"""Stored values of the app: reviewed like an API."""

from django.db import models


class MandateKind(models.TextChoices):
    SPOKESPERSON = "spokes", "porte-parole"
    AMBASSADOR = "ambass", "ambassadeur·rice"
    PANELLIST = "panel", "membre d’un panel"


class DrawState(models.TextChoices):
    """Where a draw stands. Drafts are seen by the team alone."""

    DRAFT = "draft", "brouillon"
    OPEN = "open", "appel ouvert"
    FROZEN = "frozen", "volontaires arrêté·es"
    DRAWN = "drawn", "tiré"
    CANCELLED = "cancel", "abandonné"


class RoundState(models.TextChoices):
    """Of one lottery of a draw: the first, then those of replacements."""

    PREPARING = "prepare", "en préparation"
    READY = "ready", "prêt à tirer"
    FAILED = "failed", "impossible à préparer"
    DRAWN = "drawn", "tiré"


class EntryState(models.TextChoices):
    """Of somebody in a draw."""

    IN = "in", "volontaire"
    WITHDRAWN = "withdrawn", "retiré·e"
    ASIDE = "aside", "plus dans les conditions"
    NOT_DRAWN = "not_drawn", "non tiré·e"
    DRAWN = "drawn", "tiré·e, réponse attendue"
    ACCEPTED = "accepted", "a accepté"
    DECLINED = "declined", "a décliné"


#: States of those whom a draw named, whatever they answered.
NAMED = (EntryState.DRAWN, EntryState.ACCEPTED, EntryState.DECLINED)
