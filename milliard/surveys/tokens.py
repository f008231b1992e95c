"""What lets a respondent back in without an account: random tokens, signed links, nothing kept in clear.

Three forms, all checked on the server:

- a *fresh token* is embedded, signed and dated, in the page a newcomer opens; nothing is written until
  the page comes back. It is good for 48 hours and one collection.
- the *token* itself then lives in the person's cookie; the database holds only its SHA-256.
- a *link* is what mails carry: kind, row number and the first bytes of that SHA-256, signed. It is made
  when the mail is sent, so that neither the database nor the queue ever holds one; giving the row a new
  digest revokes every link made before.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.core import signing

from milliard.surveys.errors import ExpiredToken, UnknownToken

FRESH_FOR = timedelta(hours=48)
LINK_FOR = timedelta(days=400)
_MARK_BYTES = 12


class LinkKind(StrEnum):
    """What a link opens. Values are in the links people received: reviewed like an API."""

    RESPONSE = "r"
    CONTRIBUTOR = "c"
    INVITATION = "i"


@dataclass(frozen=True, slots=True)
class Link:
    """A link whose signature is right; whether its row still exists is the caller's question."""

    kind: LinkKind
    pk: int
    mark: str

    def matches(self, digest: bytes | memoryview) -> bool:
        """Whether the row still has the digest it had when the link was made."""
        return secrets.compare_digest(self.mark, _mark(digest))


def digest(token: str) -> bytes:
    """SHA-256 of a token, as stored."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def new_digest() -> bytes:
    """A digest for a row that is only ever reached by links."""
    return secrets.token_bytes(32)


def fresh_token(slug: str) -> str:
    """A signed, dated, unused token for the collection ``slug``."""
    return _signer(slug).sign(secrets.token_urlsafe(18))


def read_fresh_token(signed: str, slug: str) -> str:
    """The token inside. Raises :class:`ExpiredToken` after 48 h, :class:`UnknownToken` when forged."""
    try:
        return _signer(slug).unsign(signed, max_age=FRESH_FOR)
    except signing.SignatureExpired as error:
        raise ExpiredToken from error
    except signing.BadSignature as error:
        raise UnknownToken from error


def make_link(kind: LinkKind, pk: int, row_digest: bytes | memoryview) -> str:
    """What to put in a mail for this row."""
    return _link_signer().sign(f"{kind}{pk}.{_mark(row_digest)}")


def read_link(text: str) -> Link:
    """Check signature and age. Raises :class:`ExpiredToken` or :class:`UnknownToken`."""
    try:
        value = _link_signer().unsign(text, max_age=LINK_FOR)
        number, _, mark = value[1:].partition(".")
        return Link(LinkKind(value[0]), int(number), mark)
    except signing.SignatureExpired as error:
        raise ExpiredToken("Ce lien est trop ancien.") from error
    except (signing.BadSignature, ValueError, IndexError) as error:
        raise UnknownToken from error


def is_link(text: str) -> bool:
    """Whether a cookie holds a link rather than a token (tokens have no separator)."""
    return ":" in text


def _mark(row_digest: bytes | memoryview) -> str:
    return base64.urlsafe_b64encode(bytes(row_digest)[:_MARK_BYTES]).decode()


def _signer(slug: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"surveys.fresh.{slug}")


def _link_signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="surveys.link")
