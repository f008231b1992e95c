"""Work of the queue. Arguments are row numbers only; running twice sends nothing twice."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django_tasks import default_task_backend, task

from milliard.core.batches import run_steps
from milliard.letters.models import Letter

#: How long one task sends before it makes place for others.
_SLICE_S = 20.0


@task(priority=-10)  # type: ignore[untyped-decorator]
def send_letter(letter_id: int) -> None:
    """Send for a while, then queue the rest: now, or when the server asked to come back.

    `MailDelayed` goes through: core tries the task again, later each time.
    """
    from milliard.letters import queue  # its services queue this task

    letter = Letter.objects.get(pk=letter_id)
    if queue.send_slice(letter, seconds=_SLICE_S):
        send_letter_at(letter, queue.next_try_at(letter))


@task(priority=-20)  # type: ignore[untyped-decorator]
def forget_old_letters() -> None:
    """Forget for a while what is kept no longer, then queue the rest."""
    from milliard.letters.services import retention  # it queues this task

    if run_steps(retention.STEPS, seconds=_SLICE_S):
        forget_old_letters.enqueue()


def send_letter_at(letter: Letter, moment: dt.datetime | None) -> None:
    """Queue the sending. What cannot wait here, or is lost, `manage.py send_letters` finds again."""
    if moment is None or moment <= timezone.now():
        transaction.on_commit(lambda: send_letter.enqueue(letter.pk))
    elif default_task_backend.supports_defer:
        send_letter.using(run_after=moment).enqueue(letter.pk)
