"""Answers and addresses are kept until a day that was said, then go; frozen data stays, which names nobody.

Nothing goes that was not announced `WARNED_BEFORE` earlier to whoever runs the collection: a day set late, or
a housekeeping that did not run, puts the day off. Frozen datasets hold no name, no address, no free text.
"""

from collections.abc import Iterator

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from french import format_date
from milliard.core import journal
from milliard.core.mail import queue_mail
from milliard.core.screens import screen_url
from milliard.surveys.emails import RETENTION_NOTICE
from milliard.surveys.models import Attachment, Collection
from milliard.surveys.models.collections import WARNED_BEFORE
from milliard.surveys.services.attachments import forget_file
from milliard.surveys.services.locks import lock_for_change

#: Responses deleted by one statement.
_BATCH = 1_000


def retention_words(collection: Collection) -> str:
    """Until when answers are kept, for the first page and for the team."""
    if collection.purged_at is not None:
        day = format_date(timezone.localdate(collection.purged_at))
        return f"Effacées le {day}\u00a0: il n’en reste que des données figées, sans nom ni adresse"
    until = collection.answers_kept_until
    return f"Jusqu’au {format_date(until)}" if until else "Un an après la fermeture du questionnaire"


def listed_retentions() -> Iterator[tuple[str, str]]:
    """(title, until when) of the collections anybody may see, for the privacy page."""
    for collection in Collection.objects.opened().filter(invitation_only=False).order_by("-opens_at"):
        yield collection.title, retention_words(collection)


@transaction.atomic
def announce_ends() -> int:
    """Write, once, to whoever runs a collection whose answers go soon; of how many collections."""
    today, count = timezone.localdate(), 0
    for collection in _ended().filter(retention_announced_on=None):
        until = collection.answers_kept_until
        if until is None or until - WARNED_BEFORE > today:
            continue
        collection.retention_announced_on = today
        collection.save(update_fields=["retention_announced_on", "updated_at"])
        queue_mail(
            RETENTION_NOTICE,
            to=collection.contact_email or settings.CONTACT_EMAIL,
            context={"collection": collection, "url": settings.SITE_URL + screen_url(collection)},
        )
        journal.record("surveys.retention.announced", collection, by=None)
        count += 1
    return count


@transaction.atomic
def purge_ended() -> int:
    """Delete the answers, files, consents and addresses whose last day has passed; how many responses."""
    today, count = timezone.localdate(), 0
    for collection in _ended().filter(retention_announced_on__lt=today):
        until = collection.answers_kept_until
        if until is not None and until < today:
            count += _purge(collection)
    return count


def delete_answers(collection: Collection) -> dict[str, int]:
    """Delete every response, file and invitation of a collection locked for change; how many went.

    Inside a transaction; whoever calls has checked that they may go.
    """
    for attachment in Attachment.objects.filter(response__collection=collection):
        forget_file(attachment)
    addresses = collection.invitations.all().delete()[0]
    count = collection.responses.count()
    while pks := list(collection.responses.values_list("pk", flat=True)[:_BATCH]):
        collection.responses.filter(pk__in=pks).only("pk").delete()
    return {"responses": count, "invitations": addresses}


def _purge(collection: Collection) -> int:
    lock_for_change(collection.pk)
    data = delete_answers(collection)
    collection.purged_at = timezone.now()
    collection.save(update_fields=["purged_at", "updated_at"])
    journal.record("surveys.answers.purged", collection, by=None, data=data)
    return data["responses"]


def _ended() -> QuerySet[Collection]:
    """Closed, by somebody or by their date, and not purged yet."""
    return Collection.objects.ended().filter(purged_at=None)
