"""Work of the queue. Arguments are row numbers and codes only."""

from django.db import transaction
from django_tasks import task

from milliard.participation import emails
from milliard.participation.enums import RsvpState
from milliard.participation.models import Rsvp

#: Mails queued in one transaction.
_SLICE = 500


@task(priority=-5)  # type: ignore[untyped-decorator]
def write_to_everybody(event_id: int, code: str, after: int) -> None:
    """Queue a mail to those who come or wait, after a row number; then the next slice, by another task.

    The slice and the task that goes on are written together: a worker that dies writes neither.
    """
    kind = emails.TO_ALL[code]
    states = [RsvpState.GOING] if kind is emails.REMINDER else [RsvpState.GOING, RsvpState.WAITING]
    with transaction.atomic():
        found = Rsvp.objects.filter(event=event_id, state__in=states, pk__gt=after).order_by("pk")
        rows = list(found.select_related("member", "event__place", "event__commune__department")[:_SLICE])
        for rsvp in rows:
            emails.write_about_event(kind, rsvp)
        if len(rows) == _SLICE:
            write_to_everybody.enqueue(event_id, code, rows[-1].pk)
