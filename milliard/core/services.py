"""Housekeeping of the foundation's own tables."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from milliard.core import rate_limit
from milliard.core.declarations import declared
from milliard.core.mail import MailDelayed
from milliard.core.models import OutboxMail

#: Failed tasks, and those whose worker was stopped: kept just long enough to look into it.
_KEPT_TASKS = dt.timedelta(days=2)
_KEPT_MAILS = dt.timedelta(days=30)
#: How long a mail waits after each try its server could not take; after the last one it has failed.
TRY_AGAIN_AFTER = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))


@dataclass(frozen=True, slots=True)
class Tidied:
    """Rows deleted, by kind; ``others``: what the apps above forgot, where there was something."""

    limits: int
    cached: int
    sessions: int
    mails: int
    tasks: int
    others: tuple[tuple[str, int], ...] = ()


@transaction.atomic
def tidy_up() -> Tidied:
    """Delete what is over: limits, cache entries, sessions, old mails of the demonstration, tasks.

    The apps above do the same with theirs (`housekeeping` in their `AppConfig`).

    Safe to run twice: the second run finds nothing.
    """
    now = timezone.now()
    over = DBTaskResult.objects.filter(
        Q(status=TaskResultStatus.SUCCESSFUL)
        | Q(status=TaskResultStatus.FAILED, finished_at__lt=now - _KEPT_TASKS)
        | Q(status=TaskResultStatus.RUNNING, started_at__lt=now - _KEPT_TASKS)
    )
    return Tidied(
        limits=rate_limit.forget_expired(),
        cached=_forget_cached(),
        sessions=Session.objects.filter(expire_date__lt=now).delete()[0],
        mails=OutboxMail.objects.filter(sent_at__lt=now - _KEPT_MAILS).delete()[0],
        tasks=over.delete()[0],
        others=_forgotten_above(),
    )


def forget_shown_mails(*, addresses: Collection[str]) -> None:
    """What the demonstration «sent» to these addresses is shown no more. Elsewhere there is nothing."""
    OutboxMail.objects.filter(recipient__in=addresses).delete()


def sweep_dead_rows() -> None:
    """Give back the places of rows that are gone: until then they can be read, in their old order.

    PostgreSQL does it by itself for fifty dead rows and more, so never in a small collection.
    """
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (SKIP_LOCKED)")


def _forgotten_above() -> tuple[tuple[str, int], ...]:
    return tuple((label, count) for forget in declared("housekeeping") for label, count in forget() if count)


def forget_task_done(task_result: Any, **kwargs: Any) -> None:
    """Receiver of ``task_finished``: a task that went well leaves nothing behind, a moment after its success.

    Nobody reads results; whom a reminder went to, and when, is nobody's business afterwards.
    """
    row = getattr(task_result, "db_result", None)
    if row is not None and task_result.status == TaskResultStatus.SUCCESSFUL:
        DBTaskResult.objects.filter(pk=row.pk).delete()


def try_delayed_mail_again(task_result: Any, **kwargs: Any) -> None:
    """Receiver of ``task_finished``: a mail its server could not take goes back in the queue, for later."""
    row = getattr(task_result, "db_result", None)
    if row is None or row.exception_class_path != f"{MailDelayed.__module__}.{MailDelayed.__qualname__}":
        return
    tries = len(row.worker_ids)
    if tries <= len(TRY_AGAIN_AFTER):
        failed = DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.FAILED)
        failed.update(
            status=TaskResultStatus.READY,
            started_at=None,
            finished_at=None,
            run_after=timezone.now() + TRY_AGAIN_AFTER[tries - 1],
        )


def _forget_cached() -> int:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_cache WHERE expires < now()")
        return int(cursor.rowcount)
