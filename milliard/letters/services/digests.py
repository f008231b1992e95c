"""Letters that waited, gathered in one for those who chose to be written to once a week or a month.

Those whose waiting letters are the same receive the same digest: a letter made by the platform, sent by the
queue as any other, so once to each person. The rhythm is counted from the last digest.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from french import plural
from milliard.letters.enums import DeliveryState, Lane, LetterState, Rhythm
from milliard.letters.models import Delivery, Letter, Subscription
from milliard.letters.services.letters import keep_links
from milliard.letters.tasks import send_letter_at
from milliard.members.models import Member

#: First key of the advisory lock: one process gathers at a time.
_LOCK = 7_203
_DUE = """
    CREATE TEMPORARY TABLE letters_due ON COMMIT DROP AS
    SELECT waiting.member_id, min(lower(member.email)) AS address,
           array_agg(waiting.letter_id ORDER BY waiting.letter_id) AS letters
    FROM {delivery} waiting
    JOIN {subscription} subscribed ON subscribed.member_id = waiting.member_id AND subscribed.is_on
    JOIN {member} member ON member.id = waiting.member_id AND member.email <> ''
    JOIN {letter} letter ON letter.id = waiting.letter_id AND letter.scheduled_at <= %(now)s
    WHERE waiting.state = %(waiting)s AND (subscribed.last_sent_at IS NULL OR subscribed.last_sent_at <=
        %(now)s - CASE subscribed.rhythm WHEN %(weekly)s THEN interval '7 days'
                                       WHEN %(monthly)s THEN interval '1 month' ELSE interval '0' END)
    GROUP BY waiting.member_id
"""
_INSERT = """
    INSERT INTO {delivery} (letter_id, member_id, address, state, reply, attempts)
    SELECT %(digest)s, member_id, address, %(queued)s, '', 0 FROM letters_due
    WHERE letters = %(letters)s::bigint[] ORDER BY member_id
"""
_GATHER = """
    UPDATE {delivery} AS waiting SET state = %(gathered)s, gathered_in_id = %(digest)s, settled_at = %(now)s
    FROM letters_due AS due
    WHERE due.letters = %(letters)s::bigint[] AND waiting.member_id = due.member_id
      AND waiting.state = %(waiting)s AND waiting.letter_id = ANY (%(letters)s::bigint[])
"""
_NOTE = """
    UPDATE {subscription} AS subscribed SET last_sent_at = %(now)s FROM letters_due AS due
    WHERE due.letters = %(letters)s::bigint[] AND subscribed.member_id = due.member_id
"""


@transaction.atomic
def gather_waiting() -> int:
    """Make the digests whose time has come and queue them; how many. Safe to run twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [_LOCK])
        cursor.execute("DROP TABLE IF EXISTS letters_due")
        cursor.execute(
            _sql(_DUE),
            {
                "now": timezone.now(),
                "waiting": DeliveryState.WAITING,
                "weekly": Rhythm.WEEKLY,
                "monthly": Rhythm.MONTHLY,
            },
        )
        cursor.execute("SELECT DISTINCT letters FROM letters_due ORDER BY letters")
        sets = [letters for (letters,) in cursor.fetchall()]
    for letters in sets:
        _make_digest(letters)
    return len(sets)


def _make_digest(numbers: Sequence[int]) -> None:
    digest = _compose(list(Letter.objects.filter(pk__in=numbers).order_by("pk")))
    values: dict[str, Any] = {
        "now": digest.scheduled_at,
        "digest": digest.pk,
        "letters": list(numbers),
        "queued": DeliveryState.QUEUED,
        "gathered": DeliveryState.GATHERED,
        "waiting": DeliveryState.WAITING,
    }
    with connection.cursor() as cursor:
        for statement in (_INSERT, _GATHER, _NOTE):
            cursor.execute(_sql(statement), values)
    keep_links(digest)
    send_letter_at(digest, digest.scheduled_at)


def _compose(letters: Sequence[Letter]) -> Letter:
    """One letter of all; of a single one, the same words."""
    first, *others = letters
    subject, source = first.subject, first.source
    if others:
        subject = f"{first.subject}, et {plural(len(others), 'autre lettre', 'autres lettres')}"
        source = "\n\n---\n\n".join(f"## {letter.subject}\n\n{letter.source}" for letter in letters)
    now = timezone.now()
    return Letter.objects.create(
        subject=subject[:150],
        source=source,
        lane=Lane.NEWS,
        is_digest=True,
        state=LetterState.SCHEDULED,
        frozen_at=now,
        scheduled_at=now,
    )


def _sql(statement: str) -> str:
    return statement.format(
        delivery=Delivery._meta.db_table,
        subscription=Subscription._meta.db_table,
        letter=Letter._meta.db_table,
        member=Member._meta.db_table,
    )
