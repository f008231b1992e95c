"""What an installation must say before it starts."""

from typing import Any

from django.conf import settings
from django.core.checks import Error


def mail_goes_to_said_people(**kwargs: Any) -> list[Error]:
    """A copy of the real data on a trial machine must not write to real people by mistake."""
    if settings.IS_DEMONSTRATION or settings.MAIL_ALLOWED:
        return []
    return [
        Error(
            "MAIL_ALLOWED n’est pas réglé\u00a0: on ne sait pas à qui ce site peut écrire.",
            hint="En production, MAIL_ALLOWED=*. Ailleurs, les adresses de l’équipe\u00a0:"
            " MAIL_ALLOWED=camille@exemple.fr,@exemple.org. Rien n’est envoyé d’ici là.",
            id="core.E001",
        )
    ]
