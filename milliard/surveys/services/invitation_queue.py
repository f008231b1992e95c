"""Which invitations still have a mail to be queued: noted with them by the request, taken by the worker.

A request that writes to 20,000 people notes it in one statement. The queue then gets their mails a batch at
a time (`milliard.surveys.tasks.send_invitations`): it holds a few hundred of them, as long as the mail
server takes them.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils import timezone

from milliard.surveys import tokens
from milliard.surveys.invited_person import FIELDS, InvitedPerson
from milliard.surveys.models import Collection, Invitation

#: Mails queued by one task: a few tenths of a second, during which a code to sign in waits.
BATCH = 200

# By hand: the ORM needs five seconds to write 20,000 rows, this a third of one.
_ADD = """
INSERT INTO surveys_invitation (public_id, created_at, updated_at, collection_id, email, given_name,
    family_name, organisation, token_digest, reminders, is_waiting, is_refused, is_opened, is_spent)
SELECT gen_random_uuid(), %(now)s, %(now)s, %(collection)s, email, given_name,
    family_name, organisation, digest, 0, true, false, false, false
FROM unnest(%(email)s::text[], %(given_name)s::text[], %(family_name)s::text[], %(organisation)s::text[],
    %(digests)s::bytea[]) AS new (email, given_name, family_name, organisation, digest)
"""


def add_waiting(*, collection: Collection, people: Sequence[InvitedPerson]) -> None:
    """Invite these people, whose addresses are valid and none invited yet; their mails wait to be queued."""
    values: dict[str, Any] = {
        "now": timezone.now(),
        "collection": collection.pk,
        "digests": [tokens.new_digest() for _ in people],
        **{name: [getattr(person, name) for person in people] for name in FIELDS},
    }
    with connection.cursor() as cursor:
        cursor.execute(_ADD, values)


def take_waiting(*, collection_id: int) -> list[tuple[int, bool]]:
    """The next invitations whose mail is to be queued, as (number, is it a reminder); no more than ``BATCH``.

    Inside the transaction that queues them: they are taken once, by one worker. Those a collection closed
    meanwhile left waiting are not sent the day it opens again.
    """
    collection = Collection.objects.filter(pk=collection_id).first()
    waiting = Invitation.objects.filter(collection=collection_id).waiting()
    if collection is None or not collection.is_open():
        waiting.update(is_waiting=False)
        return []
    # Skipped: what another worker takes, and whoever is answering right now (the next batch finds them).
    locked = waiting.select_for_update(skip_locked=True, no_key=True).order_by("pk")
    taken = [(pk, sent_at is not None) for pk, sent_at in locked.values_list("pk", "sent_at")[:BATCH]]
    Invitation.objects.filter(pk__in=[pk for pk, _ in taken]).update(is_waiting=False)
    return taken


def is_anyone_waiting(*, collection_id: int) -> bool:
    """Whether mails of this collection remain to be queued."""
    return Invitation.objects.filter(collection=collection_id).waiting().exists()
