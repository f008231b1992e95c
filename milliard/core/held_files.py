"""A file that waits, for a day at most, between its preview and the decision to use it.

Kept in the private storage under a random name; the page holds that name signed, with what was said about
the file meanwhile, so that only who put it in can go on with it.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.core import signing
from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.utils import timezone

from milliard.core.received_files import safe_name
from milliard.core.refusals import Refused

GOOD_FOR = timedelta(days=1)


class NoHeldFile(Refused):
    """The preview is older than a day, was already used, or is somebody else's."""

    message = "Cette vérification n’est plus valable\u00a0: choisissez le fichier à nouveau."


@dataclass(frozen=True, slots=True)
class HeldFile:
    """The file, as its owner named it, and what they said about it."""

    name: str
    path: Path
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HeldFiles:
    """The files of one purpose; ``folder`` names it."""

    folder: str

    def keep(self, upload: File, said: Mapping[str, Any]) -> HeldFile:  # type: ignore[type-arg] # bytes
        """Keep a file for a day."""
        name = secrets.token_hex(16)
        _storage().save(f"{self.folder}/{name}", upload)
        return HeldFile(safe_name(upload.name or ""), self._path(name), said)

    def ticket(self, file: HeldFile, *, owner: int) -> str:
        """What opens it again, for its owner."""
        values = [file.path.name, owner, file.name, dict(file.said)]
        return signing.dumps(values, salt=f"core.held_files.{self.folder}", compress=True)

    def open(self, ticket: str, *, owner: int) -> HeldFile:
        """The file kept. Raises `NoHeldFile`."""
        try:
            name, kept_for, file_name, said = signing.loads(
                ticket, salt=f"core.held_files.{self.folder}", max_age=GOOD_FOR
            )
        except (signing.BadSignature, ValueError) as error:
            raise NoHeldFile from error
        path = self._path(name)
        if kept_for != owner or not path.is_file():
            raise NoHeldFile
        return HeldFile(file_name, path, said)

    def say(self, file: HeldFile, **said: Any) -> HeldFile:
        """The same file, with more said about it."""
        return replace(file, said={**file.said, **said})

    def forget(self, path: Path) -> None:
        """Remove the file after commit, once used."""
        transaction.on_commit(partial(path.unlink, missing_ok=True))

    def forget_abandoned(self) -> int:
        """Delete, after commit, the files nobody decided about within the day; returns how many."""
        storage = _storage()
        try:
            _, names = storage.listdir(self.folder)
        except FileNotFoundError:
            return 0
        limit = timezone.now() - GOOD_FOR
        paths = (f"{self.folder}/{name}" for name in names)
        old = [path for path in paths if storage.get_modified_time(path) < limit]
        for path in old:
            transaction.on_commit(partial(storage.delete, path))
        return len(old)

    def _path(self, name: str) -> Path:
        return Path(_storage().path(f"{self.folder}/{name}"))


def _storage() -> Storage:
    return storages["private"]
