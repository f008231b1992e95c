"""What letters know of a person who has an account, and what becomes of it."""

from typing import Any

from milliard.accounts.models import User
from milliard.core.declarations import PersonData
from milliard.letters.enums import Lane
from milliard.letters.models import Delivery, Subscription


def _export(user: User) -> list[dict[str, Any]]:
    deliveries = Delivery.objects.filter(member__account=user).select_related("letter").order_by("pk")
    return [
        {
            "lettre": delivery.letter.subject,
            "adresse": delivery.address,
            "état": delivery.get_state_display(),
            "le": delivery.settled_at.isoformat() if delivery.settled_at else "",
        }
        for delivery in deliveries
    ]


def _erase(user: User) -> None:
    """Forget the rhythm and where news went; a notice keeps its proof, address included."""
    Subscription.objects.filter(member__account=user).delete()
    news = Delivery.objects.filter(member__account=user, letter__lane=Lane.NEWS)
    news.update(address="")


PERSON_DATA = PersonData(
    label="lettres",
    purpose="Les lettres envoyées, pour ne pas écrire deux fois et prouver qu’une convocation est partie.",
    kept="L’adresse où une convocation est partie, cinq ans\u00a0: c’est la preuve de son envoi.",
    export=_export,
    erase=_erase,
)
