"""Work of the queue. Arguments are row numbers only."""

from django.db import transaction
from django_tasks import task

from milliard.society import emails
from milliard.society.models import Draw
from milliard.society.reports.pools import eligible
from milliard.society.services import lottery

#: Mails queued in one transaction.
_SLICE = 500


@task()  # type: ignore[untyped-decorator]
def prepare_lottery(round_id: int) -> None:
    """Make the lottery of a round. Safe to run twice."""
    lottery.make_round(round_id=round_id)


@task(priority=-5)  # type: ignore[untyped-decorator]
def write_to_whoever_wished(draw_id: int, after: int) -> None:
    """Queue the call to members who wish to be drawn, after a row number; then go on by another task.

    The slice and the task that goes on are written together: a worker that dies writes neither.
    """
    draw = Draw.objects.get(pk=draw_id)
    with transaction.atomic():
        found = eligible(draw).filter(pk__gt=after).exclude(email="").order_by("pk")
        rows = list(found[:_SLICE])
        emails.write_call(draw, rows)
        if len(rows) == _SLICE:
            write_to_whoever_wished.enqueue(draw_id, rows[-1].pk)
