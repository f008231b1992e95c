"""Mail: each kind declared once, written from its template, sent by a worker; this is the only door.

`queue_mail` writes now and keeps the text sealed in the queue. Where a link or an address must not wait
there, even sealed, a task of the app's `emails.py` receives a row number and calls `send_mail`, which writes
and sends at once. The demonstration's twin keeps every mail in a table.
"""

import json
import logging
import smtplib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from functools import lru_cache
from itertools import chain
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template import Context, Engine, Template
from django_tasks import task

from milliard.core.declarations import declared
from milliard.core.flat_templates import Hole, flat_parts
from milliard.core.models import OutboxMail
from milliard.core.queue import enqueue_each
from milliard.core.sealing import seal, unseal

_PURPOSE = "core.mail"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MailKind:
    """A mail the platform writes; an app declares its own (`mails` in its `AppConfig`)."""

    #: «app.name», the last part of its preview's address.
    code: str
    #: What the team calls it, in French.
    label: str
    #: When it is sent, in one French sentence.
    sent_when: str
    #: Who receives it, in French.
    recipient: str
    #: Name of the template of the text.
    template: str
    #: Template of the subject, one line.
    subject: str
    #: What the preview fills both with: clearly invented.
    example: Mapping[str, Any]


class MailNotSent(RuntimeError):
    """A mail could not be delivered; tells which kind of failure, and neither to whom nor what."""


class AddressRefused(MailNotSent):
    """A mail server said, for good, that it does not take mail for this address."""


class MailDelayed(MailNotSent):
    """The same, for a reason that may pass: `core.services.try_delayed_mail_again` sends it later."""


class OutboxBackend(BaseEmailBackend):
    """Keep every mail in `OutboxMail`; deliver nothing."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        rows = [
            OutboxMail(recipient=recipient, subject=message.subject[:250], body=str(message.body))
            for message in email_messages
            for recipient in message.recipients()
        ]
        OutboxMail.objects.bulk_create(rows)
        return len(email_messages)


class AllowedOnlyBackend(BaseEmailBackend):
    """Outside production: what goes to an address of ``MAIL_ALLOWED`` is carried, the rest is dropped.

    The log counts what was dropped, without addresses.
    """

    def __init__(self, fail_silently: bool = False, **options: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        self._carrier = get_connection(settings.MAIL_CARRIER, fail_silently=fail_silently, **options)

    def open(self) -> bool | None:
        is_new: bool | None = self._carrier.open()
        return is_new

    def close(self) -> None:
        self._carrier.close()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        kept, dropped = [], 0
        for message in email_messages:
            dropped += len(message.recipients())
            for name in ("to", "cc", "bcc"):
                setattr(message, name, [one for one in getattr(message, name) if is_mail_allowed(one)])
            dropped -= len(message.recipients())
            if message.recipients():
                kept.append(message)
        if dropped:
            _log.warning("mail_dropped", extra={"recipients": dropped})
        # Those dropped count as sent: whoever tries the site out must not meet an error.
        return len(email_messages) - len(kept) + ((self._carrier.send_messages(kept) or 0) if kept else 0)


def is_mail_allowed(recipient: str) -> bool:
    """Whether ``MAIL_ALLOWED`` lets a mail go to this address."""
    if f"{__name__}.{AllowedOnlyBackend.__name__}" != settings.EMAIL_BACKEND:
        return True
    address = parseaddr(recipient)[1].lower()
    allowed = {one.strip().lower() for one in settings.MAIL_ALLOWED}
    return address in allowed or "@" + address.rpartition("@")[2] in allowed


def mail_kinds() -> Iterator[MailKind]:
    """Every kind of mail the apps declare, lowest app first."""
    return chain.from_iterable(declared("mails"))


def write_mail(
    kind: MailKind, *, to: str, context: Mapping[str, Any], reply_to: str = "", unsubscribe: str = ""
) -> EmailMessage:
    """Write the mail: text only, nothing escaped, a subject of one line. ``contact``: who answers.

    unsubscribe: the address where a mail program posts that no such mail is wanted any more (RFC 8058).
    """
    answers_to = reply_to or settings.CONTACT_EMAIL
    engine, words = Engine.get_default(), {**context, "contact": answers_to}
    subject = " ".join(_written(_subject(engine, kind.subject), words).splitlines()).strip()
    body = _written(engine.get_template(kind.template), words).strip()
    headers = {}
    if unsubscribe:
        headers["List-Unsubscribe"] = f"<{unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return EmailMessage(subject, body, to=[to], reply_to=[answers_to], headers=headers)


def _written(template: Template, words: Mapping[str, Any]) -> str:
    """What ``template.render`` gives, nothing escaped; texts with holes, as most are, six times faster."""
    parts = flat_parts(template)
    if parts is not None:
        said = [words.get(part.name) if isinstance(part, Hole) else part for part in parts]
        texts = [one for one in said if type(one) is str]
        if len(texts) == len(said):
            return "".join(texts)
    return str(template.render(Context(words, autoescape=False)))


@lru_cache(maxsize=256)
def _subject(engine: Engine, text: str) -> Template:
    return engine.from_string(text)


def queue_mail(kind: MailKind, *, to: str, context: Mapping[str, Any], reply_to: str = "") -> None:
    """Send a mail soon, and only if the surrounding transaction commits.

    A worker sends it: a slow mail server never keeps a person waiting, nor tells by its slowness whether an
    address has an account. The queue holds it sealed: a code and an address are legible in the mail alone,
    whether it was sent or failed. The demonstration has nothing to deliver: its outbox is written at once.
    """
    queue_mails(kind, [(to, context)], reply_to=reply_to)


def queue_mails(
    kind: MailKind, addressed: Sequence[tuple[str, Mapping[str, Any]]], *, reply_to: str = ""
) -> None:
    """`queue_mail` to each (address, context), queued by one statement."""
    messages = [write_mail(kind, to=to, context=context, reply_to=reply_to) for to, context in addressed]
    if settings.IS_DEMONSTRATION:
        get_connection().send_messages(messages)
        return
    enqueue_each(send_mail_task, [{"sealed": _sealed(message)} for message in messages])


def _sealed(message: EmailMessage) -> str:
    parts = {name: getattr(message, name) for name in ("subject", "body", "to", "reply_to")}
    return seal(json.dumps(parts), purpose=_PURPOSE)


def send_mail(
    kind: MailKind, *, to: str, context: Mapping[str, Any], reply_to: str = "", unsubscribe: str = ""
) -> None:
    """Write and send now, from a task; ``unsubscribe`` as `write_mail` has it.

    Raises `MailNotSent`: `MailDelayed` when another try may help, `AddressRefused` when none will.
    """
    _deliver(write_mail(kind, to=to, context=context, reply_to=reply_to, unsubscribe=unsubscribe))


@task()  # type: ignore[untyped-decorator]
def send_mail_task(*, sealed: str) -> None:
    """Send one sealed mail. Running twice sends it twice: a second code or receipt harms nobody."""
    _deliver(EmailMessage(**json.loads(unseal(sealed, purpose=_PURPOSE))))


def _deliver(message: EmailMessage) -> None:
    # The failure of a task is written down with its words, and a mail server's words quote the address.
    try:
        message.send()
    except Exception as error:  # noqa: BLE001 (every kind of failure has words)
        is_refused = isinstance(error, smtplib.SMTPRecipientsRefused)
        failure = MailDelayed if may_pass(error) else AddressRefused if is_refused else MailNotSent
        raise failure(f"{type(error).__module__}.{type(error).__qualname__}") from None


def may_pass(error: Exception) -> bool:
    """Whether the same mail may go through later: the server is away, busy, or its account is being set up.

    SMTP tells by a code in the 400s (RFC 5321, 4.2.1), the interfaces of providers by HTTP's 429 and 500s.
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
