"""Work of the queue. Arguments are row numbers only: no address, no link, is ever kept in it."""

from datetime import timedelta

from django.db import OperationalError, transaction
from django.utils import timezone
from django_tasks import task

from milliard.core.mail import MailDelayed
from milliard.surveys.emails import send_invitation
from milliard.surveys.models import Collection
from milliard.surveys.services.invitation_queue import is_anyone_waiting, take_waiting
from milliard.surveys.version_change.responses import convert_batch

#: How long those somebody holds (they are answering) are left alone when nobody else waits.
HELD_FOR = timedelta(minutes=1)


@task(priority=-10)  # type: ignore[untyped-decorator]
def send_invitations(collection_id: int) -> None:
    """Queue the next mails of a collection, then itself behind them while others wait.

    One transaction: a worker killed on the way has queued nothing, one killed after it finds them taken.
    A database that restarts delays the rest as a mail server that is away would.
    """
    try:
        with transaction.atomic():
            _queue_a_batch(collection_id)
    except OperationalError as error:
        raise MailDelayed(type(error).__qualname__) from None


def _queue_a_batch(collection_id: int) -> None:
    taken = take_waiting(collection_id=collection_id)
    for invitation_id, is_reminder in taken:
        send_invitation.enqueue(invitation_id, is_reminder=is_reminder)
    if is_anyone_waiting(collection_id=collection_id):
        following = send_invitations if taken else send_invitations.using(run_after=timezone.now() + HELD_FOR)
        following.enqueue(collection_id)


@task()  # type: ignore[untyped-decorator]
def convert_responses_left(collection_id: int) -> None:
    """Every response to the version its collection follows now, a batch a transaction. Safe to run twice."""
    collection = Collection.objects.get(pk=collection_id)
    while convert_batch(collection=collection):
        pass
