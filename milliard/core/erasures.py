"""What people had erased, remembered outside the database: a backup that is restored brings nobody back.

One line for each, in `PRIVATE_ROOT`: a keyed digest of what was erased, which tells nothing to who reads it.
`manage.py erase_again` erases once more what a restored database holds of it.
"""

import hashlib
import hmac
import os
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

#: In `PRIVATE_ROOT`. Lines are only ever added: two lists are joined by putting one after the other.
FILE = "effacements.txt"


def remember_erasure(kind: str, identifier: object) -> None:
    """Write down, once the transaction is committed, that this was erased."""
    write = partial(_write, _digest(kind, identifier, settings.SECRET_KEY))
    transaction.on_commit(write, robust=True)  # it is erased: a full disk must not say otherwise


class ErasureList:
    """The list as it stands."""

    def __init__(self) -> None:
        path = _path()
        self._digests = frozenset(path.read_text().split()) if path.exists() else frozenset()

    def holds(self, kind: str, identifier: object) -> bool:
        """Whether this was erased, whichever key was in use then."""
        keys = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
        return any(_digest(kind, identifier, key) in self._digests for key in keys)


def _write(digest: str) -> None:
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, f"{digest}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _path() -> Path:
    return Path(settings.PRIVATE_ROOT) / FILE


def _digest(kind: str, identifier: object, key: str) -> str:
    # Not `salted_hmac`: lines written years ago must still be found.
    return hmac.new(key.encode(), f"erasure|{kind}|{identifier}".encode(), hashlib.sha256).hexdigest()
