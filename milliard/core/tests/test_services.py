import datetime as dt
from dataclasses import replace

import pytest
import time_machine
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from milliard.core.models import OutboxMail
from milliard.core.rate_limit import Limit, is_exceeded
from milliard.core.services import Tidied, tidy_up

pytestmark = pytest.mark.django_db


def make_old_and_new_rows() -> None:
    with time_machine.travel(timezone.now() - dt.timedelta(days=40)):
        SessionStore().save()
        OutboxMail.objects.create(recipient="a@example.org", subject="ancien", body="")
    SessionStore().save()
    OutboxMail.objects.create(recipient="a@example.org", subject="récent", body="")
    is_exceeded(RequestFactory().get("/"), Limit("ancien", 1))
    cache.set("ancien", 1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_rate_limit SET expires_at = now() - interval '1 minute'")
        cursor.execute("UPDATE core_cache SET expires = now() - interval '1 minute'")
    is_exceeded(RequestFactory().get("/"), Limit("récent", 1))
    for status, days in (
        (TaskResultStatus.SUCCESSFUL, 0),  # its worker stopped just before forgetting it
        (TaskResultStatus.FAILED, 3),
        (TaskResultStatus.FAILED, 1),
        (TaskResultStatus.RUNNING, 3),
    ):
        DBTaskResult.objects.create(
            status=status,
            args_kwargs={"args": [], "kwargs": {}},
            task_path="milliard.core.mail.send_mail_task",
            backend_name="default",
            started_at=timezone.now() - dt.timedelta(days=days),
            finished_at=timezone.now() - dt.timedelta(days=days),
            exception_class_path="",
            traceback="",
        )


def test_what_is_over_is_forgotten_and_a_second_run_finds_nothing() -> None:
    make_old_and_new_rows()
    assert replace(tidy_up(), others=()) == Tidied(limits=1, cached=1, sessions=1, mails=1, tasks=3)
    assert replace(tidy_up(), others=()) == Tidied(limits=0, cached=0, sessions=0, mails=0, tasks=0)
    assert [mail.subject for mail in OutboxMail.objects.all()] == ["récent"]
    assert Session.objects.count() == 1
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED


def test_the_command_changes_nothing_without_apply(capsys: pytest.CaptureFixture[str]) -> None:
    make_old_and_new_rows()
    call_command("daily")
    assert OutboxMail.objects.count() == 2
    assert "Rien n’a été écrit" in capsys.readouterr().out
    call_command("daily", apply=True)
    call_command("daily", apply=True)
    assert OutboxMail.objects.count() == 1
