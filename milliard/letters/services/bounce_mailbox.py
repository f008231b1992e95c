"""Reading the bounce mailbox over IMAP."""

import imaplib
import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from milliard.core.refusals import Refused
from milliard.letters.bounces import read_reports
from milliard.letters.services.events import record_event
from milliard.letters.writing import delivery_of_message

_log = logging.getLogger(__name__)


class MailboxAway(Refused):
    """The mailbox does not answer, or refuses."""

    message = "La boîte de retours ne répond pas. Rien n’est perdu."

    def __init__(self, cause: str = "") -> None:
        super().__init__()
        #: What happened, in the words of the machine.
        self.cause = cause


@dataclass(slots=True)
class Read:
    """How many messages: told something new, already known, not about ours."""

    new: int = 0
    known: int = 0
    others: int = 0


def is_set_up() -> bool:
    return bool(settings.BOUNCE_IMAP_HOST)


def read_mailbox(*, apply: bool) -> Read:
    """Read what is unread. What is about our messages is marked as read once written down, the rest flagged.

    Stopped anywhere and begun again, it writes nothing twice. Raises `MailboxAway`.
    """
    read = Read()
    with _opened() as box:
        for number in _unread(box):
            raw = _message(box, number)
            with transaction.atomic():
                is_ours = read_bounce(raw, read=read)
                transaction.set_rollback(not apply)
            if apply:
                box.store(number.decode(), "+FLAGS", r"\Seen" if is_ours else r"\Flagged")
    return read


def look_into_mailbox() -> int:
    """How many messages wait to be read; none is touched. Raises `MailboxAway`."""
    with _opened() as box:
        return len(_unread(box))


@transaction.atomic
def read_bounce(raw: bytes, *, read: Read) -> bool:
    """Write down what one message tells; whether it is about ours."""
    is_ours = False
    for report in read_reports(raw):
        delivery = delivery_of_message(report.message_id)
        if delivery is None:
            continue
        is_ours = True
        is_new = record_event(
            source="imap",
            external_id=report.identifier,
            kind=report.kind,
            address=delivery.address,
            delivery=delivery,
            cause=report.cause,
        )
        read.new += is_new
        read.known += not is_new
    read.others += not is_ours
    return is_ours


@contextmanager
def _opened() -> Iterator[imaplib.IMAP4]:
    """The mailbox, on its folder. Raises `MailboxAway`, whatever happens to it meanwhile."""
    try:
        box = _open()
        try:
            yield box
        finally:
            box.logout()
    except (OSError, imaplib.IMAP4.error) as error:
        _log.warning("mailbox_away", extra={"error": type(error).__name__})
        raise MailboxAway(str(error) or type(error).__name__) from None


def _open() -> imaplib.IMAP4:
    host, port = settings.BOUNCE_IMAP_HOST, settings.BOUNCE_IMAP_PORT
    box: imaplib.IMAP4
    if settings.BOUNCE_IMAP_TLS:
        box = imaplib.IMAP4_SSL(
            host, port, ssl_context=ssl.create_default_context(), timeout=settings.EMAIL_TIMEOUT
        )
    else:
        box = imaplib.IMAP4(host, port, timeout=settings.EMAIL_TIMEOUT)
    try:
        box.login(settings.BOUNCE_IMAP_USER, settings.BOUNCE_IMAP_PASSWORD)
        if box.select(settings.BOUNCE_IMAP_FOLDER)[0] != "OK":
            raise MailboxAway(f"le dossier {settings.BOUNCE_IMAP_FOLDER} ne s’ouvre pas")
    except (OSError, imaplib.IMAP4.error, MailboxAway):
        box.shutdown()
        raise
    return box


def _unread(box: imaplib.IMAP4) -> list[bytes]:
    """Numbers of the messages nobody looked at, a program or a person."""
    numbers: list[bytes] = box.search(None, "UNSEEN UNFLAGGED")[1][0].split()
    return numbers


def _message(box: imaplib.IMAP4, number: bytes) -> bytes:
    """The whole message, without marking it as read."""
    _, parts = box.fetch(number.decode(), "(BODY.PEEK[])")
    return next((part[1] for part in parts if isinstance(part, tuple)), b"")
