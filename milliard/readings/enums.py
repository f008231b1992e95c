"""Stored values of the app: reviewed like an API."""

from django.db import models


class TextState(models.TextChoices):
    """What may be done with a text. «To read» is never stored: nobody decided, or the text changed since."""

    TO_READ = "to_read", "à lire"
    QUOTABLE = "quotable", "citable"
    CUT = "cut", "citable après coupe"
    REFUSED = "refused", "non citable"


DECISIONS = (TextState.QUOTABLE, TextState.CUT, TextState.REFUSED)
QUOTED = (TextState.QUOTABLE, TextState.CUT)


class RefusalReason(models.TextChoices):
    """Why a text is not quoted."""

    NAMES = "names", "nomme quelqu’un"
    RECOGNISABLE = "recognisable", "laisse reconnaître quelqu’un"
    ACCUSES = "accuses", "blesse ou accuse"
    OFF_TOPIC = "off_topic", "hors sujet"
    OTHER = "other", "autre raison"
