"""What a message of a bounce mailbox tells: delivery reports (RFC 3464) and complaints (RFC 5965).

Pure reading of bytes: nothing here knows the database. A report about a message we did not sign tells
nothing (`writing.delivery_of_message`): anybody may write to a mailbox.
"""

import email
import email.policy
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from milliard.letters.enums import EventKind

_STATUS = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")
#: Permanent, yet about the mailbox of the moment or about our message, not about the address: full, too big,
#: spam, policy (RFC 3463: 5.2.2, 5.2.3, 5.3.x, 5.6.x, 5.7.x).
_PASSES = re.compile(r"^5\.(2\.[23]|[367]\.)")


@dataclass(frozen=True, slots=True)
class Report:
    """One thing told about one message."""

    kind: EventKind
    #: Message-ID of ours it is about.
    message_id: str
    #: The server's words, one line.
    cause: str
    #: Tells this report from every other.
    identifier: str


def read_reports(raw: bytes) -> list[Report]:
    """What the message tells; nothing for a letter, an automatic answer, a report of good news we lack."""
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    original = _original_id(message)
    if not original:
        return []
    identifier = hashlib.sha256(raw).hexdigest()[:40]
    if _part(message, "message/feedback-report") is not None:
        return [Report(EventKind.COMPLAINED, original, "signalée comme indésirable", identifier)]
    return [
        Report(kind, original, cause, f"{identifier}.{place}")
        for place, (kind, cause) in enumerate(_statuses(message))
    ]


def _statuses(message: Message) -> Iterator[tuple[EventKind, str]]:
    """The groups of lines of a delivery report that are about a recipient."""
    status = _part(message, "message/delivery-status")
    groups = status.get_payload() if status is not None else []
    for group in groups if isinstance(groups, list) else []:
        if not isinstance(group, Message) or "action" not in group:
            continue
        action = str(group.get("action", "")).strip().lower()
        code, words = str(group.get("status", "")), " ".join(str(group.get("diagnostic-code", "")).split())
        found = _STATUS.search(code) or _STATUS.search(words)
        status_code = found.group() if found else ""
        cause = words.partition(";")[2].strip() or words or status_code
        if action in ("delivered", "relayed", "expanded"):
            yield EventKind.DELIVERED, cause
        elif action == "failed" and status_code.startswith("5") and not _PASSES.match(status_code):
            yield EventKind.HARD, cause
        elif action == "failed":
            yield EventKind.SOFT, cause


def _original_id(message: Message) -> str:
    """The Message-ID of the returned message, whole or its headers alone."""
    for part in message.walk():
        if part is message or part.get_content_type() == "message/delivery-status":
            continue
        if part.get_content_type() == "text/rfc822-headers":
            headers = email.message_from_bytes(part.get_payload(decode=True) or b"")  # type: ignore[arg-type]
            if headers.get("message-id"):
                return str(headers["message-id"]).strip()
        elif part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], Message):
                return str(inner[0].get("message-id", "")).strip()
    return ""


def _part(message: Message, content_type: str) -> Message | None:
    return next((part for part in message.walk() if part.get_content_type() == content_type), None)
