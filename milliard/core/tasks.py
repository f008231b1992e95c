"""Work done after the answer, by a worker on any machine. Safe to run twice."""

import json
import smtplib

from django.core.mail import EmailMessage
from django_tasks import task

from milliard.core.sealing import unseal

MAIL_PURPOSE = "core.mail"


class MailNotSent(RuntimeError):
    """A mail could not be delivered; says which kind of failure, and neither to whom nor what."""


class MailDelayed(MailNotSent):
    """The same, for a reason that may pass: ``services.try_delayed_mail_again`` does."""


@task()  # type: ignore[untyped-decorator]
def send_mail_task(*, sealed: str) -> None:
    """Send one sealed text mail. Running twice sends it twice: a second code or receipt harms nobody."""
    letter = json.loads(unseal(sealed, purpose=MAIL_PURPOSE))
    deliver(EmailMessage(letter["subject"], letter["body"], to=[letter["to"]], reply_to=letter["reply_to"]))


def deliver(message: EmailMessage) -> None:
    """Send now. Raises :class:`MailNotSent`, or its kind :class:`MailDelayed` when another try may help.

    The failure of a task is written down with its words, and a mail server's words quote the address: they
    stop here.
    """
    try:
        message.send()
    except Exception as error:  # noqa: BLE001 (every kind of failure has words)
        failure = MailDelayed if may_pass(error) else MailNotSent
        raise failure(f"{type(error).__module__}.{type(error).__qualname__}") from None


def may_pass(error: Exception) -> bool:
    """Whether the same mail may go through later: the server is away, busy, or its account is being set up.

    SMTP says so by a code in the 400s (RFC 5321, 4.2.1), the interfaces of providers by HTTP's 429 and 500s.
    """
    status: int | None = getattr(error, "status_code", None)  # django-anymail's
    if status is not None:
        return status == 429 or status >= 500
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(400 <= code < 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return 400 <= error.smtp_code < 500 or isinstance(error, smtplib.SMTPAuthenticationError)
    return isinstance(error, smtplib.SMTPServerDisconnected) or (
        isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException)
    )
