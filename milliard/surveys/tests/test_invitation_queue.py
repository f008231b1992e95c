"""Thousands of invitations, through real rows of the queue: each mail once, whatever stops on the way."""

import smtplib
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from milliard.accounts.emails import PROOF_CODE
from milliard.core.mail import queue_mail
from milliard.core.services import tidy_up
from milliard.surveys import tasks, tokens
from milliard.surveys.models import Collection, Invitation, Response
from milliard.surveys.services import invitation_queue as sending
from milliard.surveys.services.invitations import invite, send_reminders, spend
from milliard.surveys.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def queue(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The queue of the platform, and batches small enough for several."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(sending, "BATCH", 2)


def addresses(count: int) -> list[str]:
    return [f"p{number}@exemple.org" for number in range(count)]


def run_one() -> str:
    """What a worker does next; the name of the task, or nothing."""
    row = DBTaskResult.objects.ready().get_locked()
    if row is None:
        return ""
    row.claim("essai")
    choices = {"queue_names": ["default"], "excluded_queue_names": [], "backend_name": "default"}
    Worker(**choices, interval=0, batch=True, startup_delay=False, max_tasks=1, worker_id="essai").run_task(
        row
    )
    return str(row.task_name)


def run_all() -> None:
    for _ in range(100):
        if not run_one():
            return
    pytest.fail("the queue never ends")


def recipients() -> list[str]:
    return [address for message in mail.outbox for address in message.to]


def test_each_is_written_to_once_by_batches_and_the_queue_knows_numbers_only() -> None:
    collection = factories.open_collection()
    invite(collection=collection, emails=addresses(3), by=None)
    invite(collection=collection, emails=addresses(5), by=None)
    assert [row.args_kwargs for row in DBTaskResult.objects.all()] == [
        {"args": [collection.pk], "kwargs": {}}
    ] * 2
    assert run_one() == "send_invitations"
    assert DBTaskResult.objects.count() == 4  # the other list's, a batch of two, and what goes on behind them
    assert "exemple" not in str(list(DBTaskResult.objects.values()))
    run_all()
    assert sorted(recipients()) == addresses(5)
    assert not Invitation.objects.filter(sent_at=None).exists()
    assert not DBTaskResult.objects.exists()


def test_asking_for_many_takes_no_more_queries_than_for_few() -> None:
    counts = []
    for number in (2, 40):
        collection = factories.open_collection()
        with CaptureQueriesContext(connection) as invited:
            invite(collection=collection, emails=addresses(number), by=None)
        Invitation.objects.update(sent_at=timezone.now() - timedelta(days=5), is_waiting=False)
        with CaptureQueriesContext(connection) as reminded:
            assert send_reminders(collection=collection, by=None) == number
        counts.append((len(invited), len(reminded)))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("is_reminder", [False, True])
def test_a_batch_done_again_by_another_worker_queues_nothing_twice(is_reminder: bool) -> None:
    collection = factories.open_collection()
    invite(collection=collection, emails=addresses(5), by=None)
    if is_reminder:
        run_all()
        mail.outbox.clear()
        Invitation.objects.update(sent_at=timezone.now() - timedelta(days=5))
        send_reminders(collection=collection, by=None)
    tasks.send_invitations.call(collection.pk)  # its worker is killed before it says so: the row stays
    run_all()
    assert sorted(recipients()) == addresses(5)
    assert send_reminders(collection=collection, by=None) == 0


def test_one_bad_address_stops_nobody_and_a_busy_server_delays_one(
    monkeypatch: pytest.MonkeyPatch, time_machine: Any
) -> None:
    time_machine.move_to("2026-11-23T08:00:00+00:00", tick=False)
    send = EmailBackend.send_messages
    codes = {"p0@exemple.org": 550, "p1@exemple.org": 450}

    def refuse(self: EmailBackend, messages: list[Any]) -> int:
        (address,) = messages[0].to
        if address in codes:
            raise smtplib.SMTPRecipientsRefused({address: (codes[address], b"")})
        return int(send(self, messages))

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    invite(collection=factories.open_collection(), emails=addresses(5), by=None)
    run_all()
    assert sorted(recipients()) == ["p2@exemple.org", "p3@exemple.org", "p4@exemple.org"]
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["READY"]
    assert Invitation.objects.get(is_refused=True).email == "p0@exemple.org"
    codes.clear()
    time_machine.shift(timedelta(minutes=1))
    run_all()
    assert recipients()[3:] == ["p1@exemple.org"]
    assert Invitation.objects.get(is_refused=True).email == "p0@exemple.org"  # still, and alone


def test_a_code_to_sign_in_passes_before_what_is_left_of_the_list() -> None:
    invite(collection=factories.open_collection(), emails=addresses(5), by=None)
    run_one()
    queue_mail(PROOF_CODE, to="awa@exemple.org", context={"code": "314159"})
    assert run_one() == "send_mail_task"


def test_who_finishes_meanwhile_gets_no_reminder_and_keeps_no_trace_of_it() -> None:
    collection = factories.open_collection(is_anonymous=True)
    invite(collection=collection, emails=addresses(5), by=None)
    Invitation.objects.update(sent_at=timezone.now() - timedelta(days=5), is_waiting=False)
    DBTaskResult.objects.all().delete()
    send_reminders(collection=collection, by=None)
    last = Invitation.objects.latest("pk")
    link = tokens.make_link(tokens.LinkKind.INVITATION, last.pk, last.token_digest)
    spend(collection=collection, response=Response(collection=collection), invitation_key=link)
    last.refresh_from_db()
    assert (last.is_waiting, last.reminders, last.reminded_at) == (False, 0, None)
    run_all()
    assert sorted(recipients()) == addresses(4)


def test_a_collection_closed_meanwhile_sends_nothing_even_opened_again() -> None:
    collection = factories.open_collection()
    invite(collection=collection, emails=addresses(5), by=None)
    Collection.objects.update(closed_at=timezone.now())
    run_all()
    Collection.objects.update(closed_at=None)
    tidy_up()
    # The night has the search read again; nothing else is left to do.
    assert (run_one(), run_one(), recipients()) == ("rebuild_task", "", [])


def test_a_database_that_restarts_delays_and_a_task_lost_is_found_again(
    monkeypatch: pytest.MonkeyPatch, time_machine: Any
) -> None:
    time_machine.move_to("2026-11-23T08:00:00+00:00", tick=False)

    def break_down(**kwargs: Any) -> None:
        raise OperationalError("the connection to 10.0.0.1 is lost")

    invite(collection=factories.open_collection(), emails=addresses(3), by=None)
    with monkeypatch.context() as broken:
        broken.setattr(tasks, "take_waiting", break_down)
        run_all()
    row = DBTaskResult.objects.get()
    assert (row.status, row.run_after) == ("READY", timezone.now() + timedelta(minutes=1))
    row.delete()
    assert ("envois repris", 1) in tidy_up().others
    run_all()
    assert sorted(recipients()) == addresses(3)
    assert "envois repris" not in dict(tidy_up().others)
