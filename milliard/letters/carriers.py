"""How a message leaves: over SMTP in two steps, or by Django's backend (a provider, the demonstration).

The moment that matters is just before the server is told that the message is whole: until then a killed
sender has sent nothing, after it the message may have been accepted. ``before_end`` is called at that moment.
"""

import smtplib
import socket
import ssl
from collections.abc import Callable
from email.utils import parseaddr
from typing import Protocol

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.message import EmailMultiAlternatives

from milliard.core.mail import is_mail_allowed

BeforeEnd = Callable[[], None]


class RecipientRefused(Exception):
    """The server will not take this message for this address; ``reply`` is its answer."""

    def __init__(self, code: int, reply: str) -> None:
        super().__init__(code)
        self.code, self.reply = code, reply

    @property
    def may_pass(self) -> bool:
        """Whether the server asks to try again later (RFC 5321, 4.2.1)."""
        return 400 <= self.code < 500


class ServerLost(Exception):
    """The connection ended, or the server refuses everything: nothing is said about the address."""


class Carrier(Protocol):
    """One open way to the mail server; used by one thread."""

    def send(self, message: EmailMultiAlternatives, *, before_end: BeforeEnd) -> str:
        """Send to one person; the server's reply. Raises `RecipientRefused`, `ServerLost`."""
        ...

    def close(self) -> None: ...


def open_carrier() -> Carrier:
    """The carrier of the settings. Raises `ServerLost`."""
    if settings.EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend":
        return SmtpCarrier()
    return BackendCarrier()


class SmtpCarrier:
    """SMTP with its last dot apart."""

    def __init__(self) -> None:
        try:
            self._smtp = smtplib.SMTP(
                settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=settings.EMAIL_TIMEOUT
            )
            # The dot is sent apart, after the message: held until the message is acknowledged, which takes a
            # server 40 ms, it would make 25 messages a second of a connection.
            if self._smtp.sock is not None:
                self._smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if settings.EMAIL_USE_TLS:
                self._smtp.starttls(context=ssl.create_default_context())
            if settings.EMAIL_HOST_USER:
                self._smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
            self._smtp.ehlo_or_helo_if_needed()
        except (OSError, smtplib.SMTPException) as error:
            raise ServerLost(type(error).__name__) from None

    def send(self, message: EmailMultiAlternatives, *, before_end: BeforeEnd) -> str:
        (recipient,) = map(_ascii, message.to)
        try:
            self._ask(self._smtp.mail(envelope_sender()), message_wide=True)
            self._ask(self._smtp.rcpt(recipient))
            self._ask(self._smtp.docmd("DATA"), wanted=354)
            # Lines that begin with a dot are doubled (RFC 5321, 4.5.2).
            lines = message.message().as_bytes(linesep="\r\n").split(b"\r\n")
            self._smtp.send(b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines))
            before_end()
            self._smtp.send(b"\r\n.\r\n")
            return self._ask(self._smtp.getreply())
        except smtplib.SMTPServerDisconnected:
            raise ServerLost("disconnected") from None
        except OSError as error:
            raise ServerLost(type(error).__name__) from None

    def _ask(self, answer: tuple[int, bytes], *, wanted: int = 250, message_wide: bool = False) -> str:
        code, reply = answer
        if code == wanted or (wanted == 250 and code == 251):
            return f"{code} {reply.decode(errors='replace')}"
        self._smtp.rset()
        if code == 421 or message_wide:
            raise ServerLost(str(code))
        raise RecipientRefused(code, f"{code} {reply.decode(errors='replace')}")

    def close(self) -> None:
        try:
            self._smtp.quit()
        except (OSError, smtplib.SMTPException):
            self._smtp.close()


class BackendCarrier:
    """Django's backend: the whole call is the moment that matters."""

    def __init__(self) -> None:
        self._connection = get_connection(fail_silently=False)

    def send(self, message: EmailMultiAlternatives, *, before_end: BeforeEnd) -> str:
        if not is_mail_allowed(message.to[0]):
            raise RecipientRefused(550, "550 hors de MAIL_ALLOWED")
        message.connection = self._connection
        before_end()
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused as error:
            code, reply = next(iter(error.recipients.values()))
            raise RecipientRefused(code, f"{code} {reply.decode(errors='replace')}") from None
        except Exception as error:  # noqa: BLE001 (every provider has its own)
            status: int | None = getattr(error, "status_code", None)  # django-anymail's
            if status is not None and 400 <= status < 500 and status != 429:
                raise RecipientRefused(550, f"refus {status}") from None
            raise ServerLost(type(error).__name__) from None
        anymail_id = getattr(getattr(message, "anymail_status", None), "message_id", "") or ""
        return f"remis {anymail_id}".strip()

    def close(self) -> None:
        self._connection.close()


def envelope_sender() -> str:
    """Where what cannot be delivered returns: the «MAIL FROM» of every letter."""
    return settings.BOUNCE_EMAIL or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def _ascii(address: str) -> str:
    """The address as SMTP says it. Raises `RecipientRefused` for one that needs an extension (RFC 6531)."""
    name, _, domain = address.rpartition("@")
    try:
        return f"{name.encode('ascii').decode()}@{domain.encode('idna').decode()}"
    except UnicodeError:
        raise RecipientRefused(553, "553 caractères que le courrier ne porte pas") from None
