"""When somebody writes to the team about their own response: find it by its number, correct it, erase it.

Nobody of the team reads the answers here: a request shows when it was begun and finished, nothing else.
"""

import re

from django.db import transaction
from django.db.models import QuerySet

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.surveys.models import Collection, Response
from milliard.surveys.policies import can_handle_requests
from milliard.surveys.services import erasure
from milliard.surveys.services import resume_links as resuming
from milliard.surveys.services.access import response_key

_NUMBER = re.compile(r"[0-9a-f]{8,32}")


class UnknownNumber(Refused):
    """No response of this collection has that number, or several do."""

    message = "Aucune réponse de cette collecte ne porte ce numéro."


class NoAddressLeft(Refused):
    """Whoever answered left no address; another one would let whoever reads it open their answers."""

    message = (
        "Cette personne n’a pas laissé d’adresse\u00a0: seul le lien qu’elle a gardé rouvre ses réponses. "
        "Vous pouvez effacer la réponse à sa demande."
    )


def find_response(*, collection: Collection, number: str, by: User) -> Response:
    """The response of this number, without its answers. Raises :class:`UnknownNumber`, ``NotAllowed``.

    number: the identifier in whole or at least its first eight characters, as on the receipt.
    """
    authorize(by, can_handle_requests, collection)
    wanted = re.sub(r"[\s\-]", "", number).lower()
    if not _NUMBER.fullmatch(wanted):
        raise UnknownNumber("Un numéro de réponse compte au moins huit chiffres ou lettres de a à f.")
    found = list(_starting_with(collection, wanted)[:2])
    if len(found) > 1:
        raise UnknownNumber("Plusieurs réponses commencent ainsi\u00a0: demandez le numéro en entier.")
    if not found:
        raise UnknownNumber
    return found[0]


@transaction.atomic
def erase_on_request(*, collection: Collection, number: str, by: User) -> None:
    """Erase a response because its author asks the team to; the journal says who did it, not whose it was.

    Raises :class:`UnknownNumber`, ``NotAllowed``.
    """
    response = find_response(collection=collection, number=number, by=by)
    erasure.erase_response(collection=collection, key=response_key(response), by=by)


@transaction.atomic
def send_correction_link(*, collection: Collection, number: str, by: User) -> None:
    """Mail its author the link to their response, so that they correct it themselves.

    It goes to the address they left and nowhere else: the link opens their answers, which nobody of the team
    reads. Raises :class:`UnknownNumber`, :class:`NoAddressLeft`, ``Refused``, ``NotAllowed``.
    """
    response = find_response(collection=collection, number=number, by=by)
    if not response.resume_email:
        raise NoAddressLeft
    key = response_key(response)
    resuming.send_link(collection=collection, key=key, email=response.resume_email)
    journal.record("surveys.correction_link.sent", collection, by=by)


def _starting_with(collection: Collection, digits: str) -> QuerySet[Response]:
    """Identifiers between the lowest and the highest that begin so: no text comparison, no cast."""
    low, high = digits.ljust(32, "0"), digits.ljust(32, "f")
    return Response.objects.filter(collection=collection, public_id__gte=low, public_id__lte=high).defer(
        "answers", "off_path"
    )
