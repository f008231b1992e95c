"""One thing seen of the mail, and how grave it is."""

import smtplib
import ssl
from dataclasses import dataclass
from enum import StrEnum


class MailVerdict(StrEnum):
    """What a finding asks of whoever reads it."""

    WORKS = "marche"
    #: Nothing here can tell: a person looks.
    BY_HAND = "à voir"
    BROKEN = "en panne"


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence, and lines to type or to compare under it."""

    verdict: MailVerdict
    words: str
    lines: tuple[str, ...] = ()


def works(words: str, *lines: str) -> Finding:
    return Finding(MailVerdict.WORKS, words, lines)


def by_hand(words: str, *lines: str) -> Finding:
    return Finding(MailVerdict.BY_HAND, words, lines)


def broken(words: str, *lines: str) -> Finding:
    return Finding(MailVerdict.BROKEN, words, lines)


def reason(error: Exception) -> str:
    """Why a server could not be talked to, for whoever installs the site."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificat refusé\u00a0: {error.verify_message}"
    if isinstance(error, TimeoutError):
        return "pas de réponse à temps"
    words = " ".join(_text(part) for part in error.args if isinstance(part, str | bytes))
    return words or type(error).__name__


def _text(words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return " ".join(text.split())
