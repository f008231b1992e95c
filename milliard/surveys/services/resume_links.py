"""The link that leads back to one's answers, by mail, on any device."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from milliard.surveys.emails import send_receipt, send_resume_link
from milliard.surveys.errors import NoMailHere
from milliard.surveys.models import Collection, Response
from milliard.surveys.services.access import Holder, holder_of
from milliard.surveys.services.locks import lock_for_answer
from milliard.surveys.services.mail_limits import LINKS_OF_A_RESPONSE, ensure_may_mail


@transaction.atomic
def send_link(*, collection: Collection, key: str, email: str) -> Response:
    """Mail the resume link. The address stays with the response, for this use only.

    Raises ``ValidationError`` (a bad address), ``NoMailHere``, ``TooManyMails``, ``UnknownToken``,
    ``NotYourSection``.
    """
    lock_for_answer(collection.pk)
    response = _note_address(holder_of(collection, key, lock=True), email)
    send_resume_link.enqueue(response.pk)
    return response


@transaction.atomic
def send_receipt_of(*, collection: Collection, key: str, email: str) -> Response:
    """Mail the receipt of a finished response, with the same link. Raises what :func:`send_link` does."""
    lock_for_answer(collection.pk)
    response = _note_address(holder_of(collection, key, lock=True), email)
    send_receipt.enqueue(response.pk)
    return response


def _note_address(holder: Holder, email: str) -> Response:
    address = email.strip().lower()
    validate_email(address)
    if len(address) > 254:
        raise ValidationError("Cette adresse est trop longue.")
    response = holder.response
    if response.collection.is_anonymous:
        raise NoMailHere
    holder.ensure_began("Votre lien est dans l’e-mail que vous avez reçu.")
    ensure_may_mail(response=response, address=address, limit=LINKS_OF_A_RESPONSE)
    response.resume_email = address
    response.save(update_fields=["resume_email"])
    return response
