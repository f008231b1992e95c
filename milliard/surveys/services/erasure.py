"""Erasing a response because the person asks: answers, files, people, consents; nothing stays.

Frozen datasets made before keep their rows, which hold no name, no address and no free text.
"""

from django.db import transaction

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.erasures import ErasureList, remember_erasure
from milliard.surveys.models import Collection, Invitation, Response
from milliard.surveys.policies import can_handle_requests
from milliard.surveys.services.access import holder_of, response_key
from milliard.surveys.services.attachments import forget_file
from milliard.surveys.services.locks import lock_for_answer


@transaction.atomic
def erase_response(*, collection: Collection, key: str, by: User | None = None) -> None:
    """Delete everything the response holds; allowed before and after closing.

    Its invitation is kept as spent, so that no reminder follows (in an anonymous collection nobody can tell
    which it is: it stays as it was). The journal says that a response of
    the collection was erased, not which; ``by``: who of the team did it on request. Raises
    ``UnknownToken``, ``NotYourSection`` for a contributor, ``NotAllowed``.
    """
    authorize(by, can_handle_requests, collection)
    lock_for_answer(collection.pk)
    holder = holder_of(collection, key, lock=True)
    holder.ensure_began("Seule la personne qui a commencé peut tout effacer.")
    response = holder.response
    for attachment in response.attachments.all():
        forget_file(attachment)
    Invitation.objects.filter(response=response).update(is_spent=True)
    journal.record("surveys.response.erased", response.collection, by=by)
    remember_erasure("response", response.public_id)
    response.delete()


def erase_responses_again(erased: ErasureList) -> list[tuple[str, int]]:
    """Those of the list that a restored backup brought back."""
    back = [
        response
        for response in Response.objects.select_related("collection").defer("answers").iterator()
        if erased.holds("response", response.public_id)
    ]
    for response in back:
        erase_response(collection=response.collection, key=response_key(response))
    return [("réponses effacées de nouveau", len(back))]
