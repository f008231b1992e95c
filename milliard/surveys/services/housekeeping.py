"""Once a day: files that belong to nobody any more, and what the database itself tells of an order.

*Files.* A transaction that is rolled back, or a machine that stops at the wrong moment, leaves a file without
a row. Its age decides: younger than a day, its row may be about to be committed. In an anonymous collection
a file's date would tell when somebody answered; :func:`hide_age` replaces it after the commit, so that a file
with the hidden date and no row is one whose row is gone: it needs no age. (The file system keeps a date of
change of its own, which root can read and no backup by copy keeps.)

*Invitations.* A row just written stands at the end of its table under the number of its transaction, which
the response completed by the same transaction also has. :func:`mix_invitations` writes the invitations of
anonymous collections again, all at once, in the order of random digests.

*Mails.* Those a task that failed left waiting are queued again.

*Names.* Those of invited people go thirty days after the closing.

*Answers.* Those whose last day has passed go: see `retention`.
"""

from datetime import timedelta
from functools import partial

from django.core.files.storage import storages
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from milliard.core.file_dates import HIDDEN_AGE, date_of, hide_age, names_by_folder
from milliard.surveys.models import Attachment
from milliard.surveys.services.invitations import go_on_sending
from milliard.surveys.services.invited_people import forget_names
from milliard.surveys.services.retention import announce_ends, purge_ended

ORPHAN_AFTER = timedelta(days=1)
FOLDER = "attachments"

# All rows of a collection in one command: one transaction number, and places that follow the digests.
_MIX = """
WITH one_by_one AS (
    SELECT i.collection_id FROM surveys_invitation AS i JOIN surveys_collection AS c ON c.id = i.collection_id
    WHERE c.is_anonymous GROUP BY i.collection_id HAVING count(DISTINCT i.xmin::text) > 1
), taken AS (
    DELETE FROM surveys_invitation WHERE collection_id IN (SELECT collection_id FROM one_by_one) RETURNING *
)
INSERT INTO surveys_invitation SELECT * FROM taken ORDER BY token_digest
"""


def sweep() -> list[tuple[str, int]]:
    """Run every sweep of this app, inside the caller's transaction."""
    return [
        ("fichiers sans réponse", sweep_files()),
        ("invitations remêlées", mix_invitations()),
        ("envois repris", go_on_sending()),
        ("noms d’invitations effacés", forget_names()),
        ("effacements annoncés", announce_ends()),
        ("réponses effacées à leur date", purge_ended()),
    ]


def sweep_files() -> int:
    """Delete, after commit, the files no row names; hide the age of those of anonymous collections."""
    storage, limit, count = storages["private"], timezone.now() - ORPHAN_AFTER, 0
    for names in names_by_folder(storage, FOLDER):
        # Dates before rows: a file whose date is hidden has had its row committed before we look for it.
        dated = {name: date for name in names if (date := date_of(storage, name)) is not None}
        rows = dict(
            Attachment.objects.filter(file__in=dated).values_list(
                "file", "response__collection__is_anonymous"
            )
        )
        for name, date in dated.items():
            if name not in rows and (date == HIDDEN_AGE or date < limit):
                count += 1
                transaction.on_commit(partial(storage.delete, name))
            elif rows.get(name) and date != HIDDEN_AGE:
                transaction.on_commit(partial(hide_age, storage, name))
    return count


@transaction.atomic
def mix_invitations() -> int:
    """Take away what tells in which order invitations of anonymous collections were spent; how many rows.

    Nobody spends one meanwhile. Left for tomorrow when the table is busy for five seconds.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '5s'")
            cursor.execute("LOCK TABLE surveys_invitation IN EXCLUSIVE MODE")
            cursor.execute(_MIX)
            return int(cursor.rowcount)
    except OperationalError:
        return 0
