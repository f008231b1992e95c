"""The advisory locks of collections: answers share them, whatever changes a collection takes them whole.

Always in this order, so that nobody waits for whom they keep waiting: the advisory lock, the response, its
invitation. An invitation without a response is held alone. The row of a collection is held ``no_key``: a new
response refers to it, and must not wait for a freezing.
"""

from django.db import connection

from milliard.core.prepared import planned_cursor

#: First number of the advisory locks of this app; the second is the collection's id.
LOCK_SPACE = 7_201


def lock_for_answer(collection_id: int) -> None:
    """Wait for a closing under way, and make the next one wait for this transaction."""
    with planned_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [LOCK_SPACE, collection_id])


def lock_for_change(collection_id: int) -> None:
    """Wait for the answers being saved, and make the next ones wait for this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, collection_id])
