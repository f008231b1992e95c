"""Work done after the answer, by a worker on any machine. Safe to run twice."""

import json

from django.core.mail import EmailMessage
from django_tasks import task

from milliard.core.sealing import unseal

MAIL_PURPOSE = "core.mail"


class MailNotSent(RuntimeError):
    """A mail could not be delivered; says which kind of failure, and neither to whom nor what."""


@task()  # type: ignore[untyped-decorator]
def send_mail_task(*, sealed: str) -> None:
    """Send one sealed text mail. Running twice sends it twice: a second code or receipt harms nobody."""
    letter = json.loads(unseal(sealed, purpose=MAIL_PURPOSE))
    deliver(EmailMessage(letter["subject"], letter["body"], to=[letter["to"]], reply_to=letter["reply_to"]))


def deliver(message: EmailMessage) -> None:
    """Send now. The failure of a task is written down with its words, and a mail server's words quote the
    address: they stop here. Raises :class:`MailNotSent`."""
    try:
        message.send()
    except Exception as error:  # noqa: BLE001 (every kind of failure has words)
        raise MailNotSent(f"{type(error).__module__}.{type(error).__qualname__}") from None
