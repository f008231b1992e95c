"""The demonstration's in-memory twin of a mail provider, except that it survives in a table."""

from collections.abc import Sequence

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage

from milliard.core.models import OutboxMail


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
