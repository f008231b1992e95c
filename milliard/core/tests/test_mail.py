import pytest
from django.core.mail import EmailMessage

from milliard.core.mail import OutboxBackend, queue_mail
from milliard.core.models import OutboxMail

pytestmark = pytest.mark.django_db


def test_a_queued_mail_is_sent_by_the_worker(mailoutbox) -> None:
    queue_mail(to="awa@example.org", subject="Votre\ncode", body="123456", reply_to="bonjour@example.org")
    (mail,) = mailoutbox
    assert (mail.to, mail.subject, mail.body) == (["awa@example.org"], "Votre code", "123456")
    assert mail.reply_to == ["bonjour@example.org"]


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
