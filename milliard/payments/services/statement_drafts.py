"""A bank's file that waits, for a day at most, between its preview and the decision to import it.

Kept in the private storage under a random name; the page holds that name signed, so that only who put the
file in can go on with it.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from django.core import signing
from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core.access import authorize
from milliard.core.received_files import safe_name
from milliard.core.refusals import Refused
from milliard.payments.policies import can_keep_books
from milliard.payments.services.statements import StatementFile

GOOD_FOR = timedelta(days=1)
FOLDER = "statements"
_SALT = "payments.statements"


class NoStatementDraft(Refused):
    """The preview is older than a day, was already used, or is somebody else's."""

    message = "Cette vérification n’est plus valable\u00a0: choisissez le fichier à nouveau."


@dataclass(frozen=True, slots=True)
class StatementDraft:
    """The file, and the text that opens it again."""

    held: str
    file: StatementFile


def keep_draft(*, upload: File, by: User) -> StatementDraft:  # type: ignore[type-arg] # bytes
    """Keep a file for ``by``, for a day."""
    authorize(by, can_keep_books)
    name = secrets.token_hex(16)
    _storage().save(f"{FOLDER}/{name}", upload)
    return _draft(name, safe_name(upload.name or ""), "", by)


def of_account(*, draft: StatementDraft, account: str, by: User) -> StatementDraft:
    """The same file, said to be of an account."""
    authorize(by, can_keep_books)
    return _draft(draft.file.path.name, draft.file.name, account, by)


def open_draft(*, held: str, by: User) -> StatementDraft:
    """The file kept. Raises `NoStatementDraft`."""
    authorize(by, can_keep_books)
    try:
        name, owner, file_name, account = signing.loads(held, salt=_SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError) as error:
        raise NoStatementDraft from error
    draft = _draft(name, file_name, account, by)
    if owner != by.pk or not draft.file.path.is_file():
        raise NoStatementDraft
    return draft


def forget_draft(*, draft: StatementDraft) -> None:
    """Remove the file, once imported."""
    transaction.on_commit(partial(draft.file.path.unlink, missing_ok=True))


def forget_abandoned() -> int:
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


def _draft(name: str, file_name: str, account: str, by: User) -> StatementDraft:
    held = signing.dumps([name, by.pk, file_name, account], salt=_SALT)
    path = Path(_storage().path(f"{FOLDER}/{name}"))
    return StatementDraft(held, StatementFile(file_name, path, account=account, is_upload=True))


def _storage() -> Storage:
    return storages["private"]
