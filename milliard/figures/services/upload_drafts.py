"""Two files waiting, for a day at most, between their preview and the decision to import them.

Kept in the private storage under a random name; the page holds that name signed, so that only who
uploaded the files can import them.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core.access import authorize
from milliard.core.received_files import NoRoomForFile
from milliard.core.refusals import Refused
from milliard.figures.policies import can_import_dataset

GOOD_FOR = timedelta(days=1)
FOLDER = "imports"
_SALT = "surveys.pending"


class NoUploadDraft(Refused):
    """The preview is older than a day, was already used, or is somebody else's."""

    message = "Cette vérification n’est plus valable\u00a0: choisissez les fichiers à nouveau."


@dataclass(frozen=True, slots=True)
class UploadDraft:
    """What was uploaded."""

    csv_bytes: bytes
    codebook_bytes: bytes


def keep_draft(*, files: UploadDraft, by: User) -> str:
    """Keep the files; the text returned opens them again, for ``by``, for a day. Raises `NoRoomForFile`."""
    authorize(by, can_import_dataset)
    forget_old()
    storage = _storage()
    name = secrets.token_hex(16)
    try:
        storage.save(_path(name, "csv"), ContentFile(files.csv_bytes))
        storage.save(_path(name, "codebook"), ContentFile(files.codebook_bytes))
    except OSError as error:
        raise NoRoomForFile from error
    return signing.dumps([name, by.pk], salt=_SALT)


def read_draft(*, held: str, by: User) -> UploadDraft:
    """The files kept. Raises `NoUploadDraft`."""
    name, storage = _name(held, by), _storage()
    try:
        with (
            storage.open(_path(name, "csv")) as answers,
            storage.open(_path(name, "codebook")) as codebook,
        ):
            return UploadDraft(answers.read(), codebook.read())
    except FileNotFoundError as error:
        raise NoUploadDraft from error


def forget_draft(*, held: str, by: User) -> None:
    """Remove the files, once imported."""
    name, storage = _name(held, by), _storage()
    for kind in ("csv", "codebook"):
        storage.delete(_path(name, kind))


def forget_abandoned() -> list[tuple[str, int]]:
    """Delete the files nobody decided about, every day."""
    return [("imports abandonnés", forget_old())]


def forget_old() -> int:
    """Delete, after commit, the files nobody decided about within the day; returns how many."""
    storage = _storage()
    try:
        _, names = storage.listdir(FOLDER)
    except FileNotFoundError:
        return 0
    limit = timezone.now() - GOOD_FOR
    old = [path for path in (f"{FOLDER}/{name}" for name in names) if storage.get_modified_time(path) < limit]
    for path in old:
        transaction.on_commit(partial(storage.delete, path))
    return len(old)


def _name(held: str, by: User) -> str:
    authorize(by, can_import_dataset)
    try:
        name, owner = signing.loads(held, salt=_SALT, max_age=GOOD_FOR)
    except signing.BadSignature as error:
        raise NoUploadDraft from error
    if owner != by.pk:
        raise NoUploadDraft
    return str(name)


def _path(name: str, kind: str) -> str:
    return f"{FOLDER}/{name}.{kind}"


def _storage() -> Storage:
    return storages["private"]
