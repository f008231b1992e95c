"""Work of the queue. Arguments are row numbers only; running twice changes nothing more."""

import datetime as dt

from django.db import connection, transaction
from django_tasks import default_task_backend, task

from milliard.assemblies.models import ConfidentialBallot, PaperBallotCount, Resolution, VotingRight
from milliard.core.clock import database_now
from milliard.core.refusals import Refused


@task(priority=20)  # type: ignore[untyped-decorator]
def close_due_vote(resolution_id: int) -> None:
    """Close a vote whose announced end has come; ballots were refused from that moment on anyway."""
    from milliard.assemblies.services.votes import close_vote

    resolution = Resolution.objects.get(pk=resolution_id)
    if resolution.is_voting and resolution.is_closed_on_time(database_now()):
        try:
            close_vote(resolution=resolution, by=None)
        except Refused:  # papers must be counted first: the chair closes it from the console
            return


@task(priority=-20)  # type: ignore[untyped-decorator]
def clear_dead_rows() -> None:
    """Give back to the disk what a confidential vote left behind: rows in their order, papers apart."""
    if connection.in_atomic_block:  # a trial run: nothing stays anyway
        return
    with connection.cursor() as cursor:
        for model in (VotingRight, ConfidentialBallot, PaperBallotCount):
            cursor.execute(f"VACUUM {model._meta.db_table}")


def close_vote_at(resolution: Resolution, moment: dt.datetime) -> None:
    """Queue the closing. Lost, the chair closes it from the console: no ballot is taken any more."""
    if default_task_backend.supports_defer:
        close_due_vote.using(run_after=moment).enqueue(resolution.pk)


def forget_order_of_rows() -> None:
    """After the commit: dead rows still lie on the disk in the order people voted."""
    transaction.on_commit(lambda: clear_dead_rows.enqueue())
