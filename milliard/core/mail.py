"""Mail: queued with the data it speaks of, sent by a worker; the demonstration's twin keeps it in a table."""

import json
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from milliard.core.models import OutboxMail
from milliard.core.sealing import seal
from milliard.core.tasks import MAIL_PURPOSE, send_mail_task


class OutboxBackend(BaseEmailBackend):
    """Keep every mail in :class:`OutboxMail`; deliver nothing."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        rows = [
            OutboxMail(recipient=recipient, subject=message.subject[:250], body=str(message.body))
            for message in email_messages
            for recipient in message.recipients()
        ]
        OutboxMail.objects.bulk_create(rows)
        return len(email_messages)


def queue_mail(*, to: str, subject: str, body: str, reply_to: str = "") -> None:
    """Send a text mail soon, and only if the surrounding transaction commits.

    A worker sends it: a slow mail server never keeps a person waiting, nor says by its slowness whether an
    address has an account. The queue holds it sealed: a code and an address are legible in the mail alone,
    whether it was sent or failed. The demonstration has nothing to deliver: its outbox is written at once.
    """
    line = " ".join(subject.split())
    if settings.IS_DEMONSTRATION:
        EmailMessage(line, body, settings.DEFAULT_FROM_EMAIL, [to]).send()
        return
    letter = {"to": to, "subject": line, "body": body, "reply_to": [reply_to] if reply_to else None}
    send_mail_task.enqueue(sealed=seal(json.dumps(letter), purpose=MAIL_PURPOSE))
