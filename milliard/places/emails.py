"""The mails of places."""

from django.conf import settings
from django.urls import reverse

from milliard.core.mail import MailKind, queue_mail
from milliard.places.enums import PlaceStage
from milliard.places.models import Place

_EXAMPLE = {
    "given_name": "Camille",
    "place": "La Grange inventée",
    "is_accepted": True,
    "note": "Bienvenue parmi les lieux pilotes.",
    "place_url": "https://exemple.invalid/lieux/la-grange-inventee/",
}
PROPOSED = MailKind(
    "places.proposed",
    "Lieu proposé",
    "Quand un membre propose un lieu.",
    "la personne qui propose",
    "places/email/proposed.txt",
    "Nous avons reçu votre proposition de lieu",
    _EXAMPLE,
)
DECIDED = MailKind(
    "places.decided",
    "Réponse à un lieu proposé",
    "Quand l’équipe accepte ou refuse un lieu.",
    "la personne qui a proposé",
    "places/email/decided.txt",
    "Votre lieu\u00a0: notre réponse",
    _EXAMPLE,
)
MAILS = (PROPOSED, DECIDED)


def acknowledge_proposal(place: Place) -> None:
    _write(PROPOSED, place)


def tell_decision(place: Place) -> None:
    _write(DECIDED, place)


def _write(kind: MailKind, place: Place) -> None:
    member = place.applied_by
    if not member.email:
        return
    context = {
        "given_name": member.given_name,
        "place": place.name,
        "is_accepted": place.stage == PlaceStage.PILOT,
        "note": place.decision_note,
        "place_url": settings.SITE_URL + reverse("places:place", args=[place.slug]),
    }
    queue_mail(kind, to=member.email, context=context)
