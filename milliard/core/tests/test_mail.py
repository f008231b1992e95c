import io
import logging
from smtplib import SMTPRecipientsRefused

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from milliard.core.mail import OutboxBackend, queue_mail
from milliard.core.models import OutboxMail

pytestmark = pytest.mark.django_db


def test_a_queued_mail_is_sent_by_the_worker(mailoutbox) -> None:
    queue_mail(to="awa@example.org", subject="Votre\ncode", body="123456", reply_to="bonjour@example.org")
    (mail,) = mailoutbox
    assert (mail.to, mail.subject, mail.body) == (["awa@example.org"], "Votre code", "123456")
    assert mail.reply_to == ["bonjour@example.org"]


@pytest.fixture
def written():
    """Everything the worker logs, through the handler of the settings itself."""
    (handler,) = (found for found in logging.getLogger().handlers if type(found) is logging.StreamHandler)
    stream = io.StringIO()
    previous = handler.setStream(stream)
    yield stream.getvalue
    handler.setStream(previous)


def run_as_the_worker_does(row: DBTaskResult) -> None:
    choices = {"queue_names": ["default"], "excluded_queue_names": [], "backend_name": "default"}
    Worker(**choices, interval=0, batch=True, startup_delay=False, max_tasks=1, worker_id="essai").run_task(
        row
    )


@pytest.mark.parametrize("works", [True, False])
def test_codes_and_addresses_are_legible_neither_waiting_nor_sent_nor_failed(
    works: bool, settings, monkeypatch, written, mailoutbox
) -> None:
    def refuse(self, messages):
        raise SMTPRecipientsRefused({"awa@example.org": (550, b"awa@example.org unknown, 314159")})

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    if not works:
        monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    queue_mail(to="awa@example.org", subject="Votre code", body="314159")
    (waiting,) = DBTaskResult.objects.values()
    run_as_the_worker_does(DBTaskResult.objects.get())
    after = list(DBTaskResult.objects.values())
    assert len(mailoutbox) == works
    assert [row["status"] for row in after] == ([] if works else ["FAILED"])
    text = f"{waiting}{after}{written()}"
    assert "send_mail_task" in text
    assert "SMTPRecipientsRefused" in text or works
    for secret in ("awa@", "example.org", "314159", "Votre code"):
        assert secret not in text


def test_the_demonstration_keeps_mails_in_its_table_at_once(settings) -> None:
    settings.IS_DEMONSTRATION = True
    settings.EMAIL_BACKEND = "milliard.core.mail.OutboxBackend"
    queue_mail(to="awa@example.org", subject="Votre code", body="123456")
    assert OutboxMail.objects.get().recipient == "awa@example.org"


def test_the_outbox_keeps_one_row_per_recipient_and_cuts_a_long_subject() -> None:
    sent = OutboxBackend().send_messages(
        [EmailMessage("x" * 300, "texte", to=["a@example.org", "b@example.org"])]
    )
    assert sent == 1
    assert {mail.recipient for mail in OutboxMail.objects.all()} == {"a@example.org", "b@example.org"}
    assert len(OutboxMail.objects.first().subject) == 250
