"""Housekeeping of the foundation's own tables."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from milliard.core import rate_limit
from milliard.core.models import OutboxMail

#: Finished tasks hold addresses of mails; they are kept long enough to look into a failure.
_KEPT_TASKS = dt.timedelta(days=7)
_KEPT_MAILS = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Tidied:
    """Rows deleted, by kind."""

    limits: int
    cached: int
    sessions: int
    mails: int
    tasks: int


@transaction.atomic
def tidy_up() -> Tidied:
    """Delete what is over: limits, cache entries, sessions, old mails of the demonstration, finished tasks.

    Safe to run twice: the second run finds nothing.
    """
    now = timezone.now()
    finished = DBTaskResult.objects.filter(
        status__in=(TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED), finished_at__lt=now - _KEPT_TASKS
    )
    return Tidied(
        limits=rate_limit.forget_expired(),
        cached=_forget_cached(),
        sessions=Session.objects.filter(expire_date__lt=now).delete()[0],
        mails=OutboxMail.objects.filter(sent_at__lt=now - _KEPT_MAILS).delete()[0],
        tasks=finished.delete()[0],
    )


def _forget_cached() -> int:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_cache WHERE expires < now()")
        return int(cursor.rowcount)
