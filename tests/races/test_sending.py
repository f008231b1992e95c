"""Two workers and somebody who answers, on one list of invitations: each mail queued once, nobody waits."""

from datetime import timedelta
from threading import Event
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from milliard.surveys import emails, tasks
from milliard.surveys.models import Invitation
from milliard.surveys.services.invitation_queue import BATCH
from milliard.surveys.services.invitations import invite
from milliard.surveys.tests import factories

PATIENCE_S = 60


def test_a_list_is_shared_and_who_is_answering_is_left_for_later(in_threads: Any, settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    collection = factories.open_collection()
    invite(collection=collection, emails=[f"p{n}@exemple.org" for n in range(BATCH + 20)], by=None)
    DBTaskResult.objects.all().delete()
    busy = Invitation.objects.latest("pk")
    held, queued = Event(), [Event(), Event()]

    def answer() -> None:
        with transaction.atomic():
            Invitation.objects.select_for_update().get(pk=busy.pk)
            held.set()
            assert all(event.wait(PATIENCE_S) for event in queued), "a worker waits for who is answering"

    def work(done: Event) -> None:
        assert held.wait(PATIENCE_S)
        for _ in range(2):
            tasks.send_invitations.call(collection.pk)
        done.set()

    results = in_threads(answer, *(lambda event=event: work(event) for event in queued))
    assert results == [None] * 3
    single = DBTaskResult.objects.filter(task_path=emails.send_invitation.module_path)
    numbers = [row.args_kwargs["args"][0] for row in single]
    assert len(numbers) == len(set(numbers)) == BATCH + 19
    assert list(Invitation.objects.waiting()) == [busy]
    later = DBTaskResult.objects.filter(task_path=tasks.send_invitations.module_path)
    limit = timezone.now() + timedelta(days=1)
    assert later.exclude(pk__in=DBTaskResult.objects.ready()).filter(run_after__lt=limit).exists()
