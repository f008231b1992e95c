"""Text that only this installation can read again: what must be stored for a while and not be legible there.

Fernet (AES-128-CBC and HMAC-SHA-256) under a key derived from ``SECRET_KEY`` and a purpose; former keys in
``SECRET_KEY_FALLBACKS`` still open what they sealed.
"""

import base64
import hashlib
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal(text: str, *, purpose: str) -> str:
    """The sealed text, in ASCII. What was sealed for one purpose does not open for another."""
    return _cipher(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """The text again. Raises ``cryptography.fernet.InvalidToken``."""
    return _cipher(purpose).decrypt(sealed.encode()).decode()


def _cipher(purpose: str) -> MultiFernet:
    return _cipher_of(purpose, (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)))


@lru_cache(maxsize=64)
def _cipher_of(purpose: str, keys: tuple[str, ...]) -> MultiFernet:
    digests = (hashlib.sha256(f"{purpose}|{key}".encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
