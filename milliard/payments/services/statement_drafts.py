"""A bank's file that waits, for a day at most, between its preview and the decision to import it."""

from dataclasses import dataclass

from django.core.files.base import File

from milliard.accounts.models import User
from milliard.core.access import authorize
from milliard.core.held_files import HeldFile, HeldFiles
from milliard.payments.policies import can_keep_books
from milliard.payments.services.statements import StatementFile

_HELD = HeldFiles("statements")


@dataclass(frozen=True, slots=True)
class StatementDraft:
    """The file, and the text that opens it again."""

    held: str
    file: StatementFile


def keep_draft(*, upload: File, by: User) -> StatementDraft:  # type: ignore[type-arg] # bytes
    """Keep a file for ``by``, for a day."""
    authorize(by, can_keep_books)
    return _draft(_HELD.keep(upload, {"account": ""}), by)


def of_account(*, draft: StatementDraft, account: str, by: User) -> StatementDraft:
    """The same file, said to be of an account."""
    authorize(by, can_keep_books)
    return _draft(HeldFile(draft.file.name, draft.file.path, {"account": account}), by)


def open_draft(*, held: str, by: User) -> StatementDraft:
    """The file kept. Raises `NoHeldFile`."""
    authorize(by, can_keep_books)
    return _draft(_HELD.open(held, owner=by.pk), by)


def forget_draft(*, draft: StatementDraft) -> None:
    """Remove the file, once imported."""
    _HELD.forget(draft.file.path)


def forget_abandoned() -> int:
    """Delete, after commit, the files nobody decided about within the day; returns how many."""
    return _HELD.forget_abandoned()


def _draft(held: HeldFile, by: User) -> StatementDraft:
    file = StatementFile(held.name, held.path, account=held.said["account"], is_upload=True)
    return StatementDraft(_HELD.ticket(held, owner=by.pk), file)
