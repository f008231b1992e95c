"""The link that leads back to one's answers, by mail, on any device."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from milliard.surveys.errors import Refused
from milliard.surveys.models import Collection, Response
from milliard.surveys.services.holders import holder_of
from milliard.surveys.services.locks import lock_for_answer
from milliard.surveys.tasks import send_resume_link


class NoMailHere(Refused):
    """An anonymous collection keeps no address: the link is shown on the page instead."""

    message = "Ce questionnaire est anonyme\u00a0: gardez le lien affiché, nous ne gardons aucune adresse."


@transaction.atomic
def send_link(*, collection: Collection, key: str, email: str) -> Response:
    """Mail the resume link. The address stays with the response, for this use only.

    Raises ``ValidationError`` (a bad address), :class:`NoMailHere`, ``UnknownToken``.
    """
    address = email.strip().lower()
    validate_email(address)
    if len(address) > 254:
        raise ValidationError("Cette adresse est trop longue.")
    if collection.is_anonymous:
        raise NoMailHere
    lock_for_answer(collection.pk)
    holder = holder_of(collection, key, lock=True)
    response = holder.response
    if holder.contributor is not None:
        raise Refused("Votre lien est dans l’e-mail que vous avez reçu.")
    response.resume_email = address
    response.save(update_fields=["resume_email"])
    send_resume_link.enqueue(response.pk)
    return response
