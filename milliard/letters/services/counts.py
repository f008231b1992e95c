"""Counts of letters that left, kept in parts by each connection: their sums take their place."""

from django.db import connection

from milliard.letters.models import DeliveryCount
from milliard.letters.models.counts import ADDED_UP

#: One statement: whoever counts sees the parts or their sums. A part that a sender is changing, or that is of
#: a letter somebody is changing, is left for another night: nobody is waited for while parts are held, and
#: whoever meets one never waits in a circle. What triggers write meanwhile is not seen, and stays.
_ADD_UP = """
    WITH free AS MATERIALIZED (
        SELECT part.id FROM letters_deliverycount AS part
        JOIN letters_letter AS letter ON letter.id = part.letter_id WHERE part.id = ANY(%s)
        FOR KEY SHARE OF letter SKIP LOCKED FOR UPDATE OF part SKIP LOCKED
    ), gone AS (
        DELETE FROM letters_deliverycount AS part USING free WHERE part.id = free.id
        RETURNING part.letter_id, part.state, part.messages
    ), sums AS (
        INSERT INTO letters_deliverycount AS known (letter_id, state, writer, messages)
        SELECT letter_id, state, %s::int, sum(messages) FROM gone
        GROUP BY letter_id, state HAVING sum(messages) <> 0 ORDER BY letter_id, state
        ON CONFLICT (letter_id, state, writer) DO UPDATE SET messages = known.messages + excluded.messages
    )
    SELECT count(*) FROM gone
"""


def add_up_counts(size: int) -> int:
    """One batch of the parts of letters that left; how many parts were. Safe while letters change."""
    parts = DeliveryCount.objects.parts_of_letters_that_left().order_by("letter", "state", "writer")
    numbers = list(parts.values_list("pk", flat=True)[:size])
    with connection.cursor() as cursor:
        cursor.execute(_ADD_UP, [numbers, ADDED_UP])
        (count,) = cursor.fetchone()
    return int(count)
