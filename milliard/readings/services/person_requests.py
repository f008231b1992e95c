"""When somebody writes to the team about their own response: correct it, erase it."""

from django.db import transaction

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.surveys.models import Response
from milliard.surveys.policies import can_handle_requests
from milliard.surveys.services import erasure
from milliard.surveys.services import resume_links as resuming
from milliard.surveys.services.access import response_key


class NoAddressLeft(Refused):
    """Whoever answered left no address; another one would let whoever reads it open their answers."""

    message = (
        "Cette personne n’a pas laissé d’adresse\u00a0: seul le lien qu’elle a gardé rouvre ses réponses. "
        "Vous pouvez effacer la réponse à sa demande."
    )


@transaction.atomic
def erase_on_request(*, response: Response, by: User) -> None:
    """Erase a response because its author asks the team to; the journal says who did it, not whose it was."""
    collection = response.collection
    authorize(by, can_handle_requests, collection)
    erasure.erase_response(collection=collection, key=response_key(response), by=by)


@transaction.atomic
def send_correction_link(*, response: Response, by: User) -> None:
    """Mail its author the link to their response, so that they correct it themselves.

    It goes to the address they left and nowhere else: the link opens their answers. Raises `NoAddressLeft`,
    ``Refused``, ``NotAllowed``.
    """
    collection = response.collection
    authorize(by, can_handle_requests, collection)
    if not response.resume_email:
        raise NoAddressLeft
    key = response_key(response)
    resuming.send_link(collection=collection, key=key, email=response.resume_email)
    journal.record("surveys.correction_link.sent", collection, by=by)
