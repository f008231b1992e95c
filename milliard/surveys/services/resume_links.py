"""The link that leads back to one's answers, by mail, on any device."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from milliard.surveys.emails import send_resume_link
from milliard.surveys.errors import NoMailHere
from milliard.surveys.models import Collection, Response
from milliard.surveys.services.access import holder_of
from milliard.surveys.services.locks import lock_for_answer
from milliard.surveys.services.mail_limits import LINKS_OF_A_RESPONSE, ensure_may_mail


@transaction.atomic
def send_link(*, collection: Collection, key: str, email: str) -> Response:
    """Mail the resume link. The address stays with the response, for this use only.

    Raises ``ValidationError`` (a bad address), ``NoMailHere``, ``TooManyMails``, ``UnknownToken``,
    ``NotYourSection``.
    """
    address = email.strip().lower()
    validate_email(address)
    if len(address) > 254:
        raise ValidationError("Cette adresse est trop longue.")
    if collection.is_anonymous:
        raise NoMailHere
    lock_for_answer(collection.pk)
    holder = holder_of(collection, key, lock=True)
    holder.ensure_began("Votre lien est dans l’e-mail que vous avez reçu.")
    response = holder.response
    ensure_may_mail(response=response, address=address, limit=LINKS_OF_A_RESPONSE)
    response.resume_email = address
    response.save(update_fields=["resume_email"])
    send_resume_link.enqueue(response.pk)
    return response
