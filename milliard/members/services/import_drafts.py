"""A file of members between its preview and the decision to import it."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.core.files.base import File
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core.access import authorize
from milliard.core.apart import read_apart
from milliard.core.held_files import HeldFile, HeldFiles
from milliard.core.received_tables import ReceivedTable
from milliard.members.member_files import FileRead, MemberColumns, look_at_file, read_file
from milliard.members.policies import can_keep_register

_HELD = HeldFiles("member_files")


@dataclass(frozen=True, slots=True)
class MemberFile:
    """A file of members; read in a process apart, whoever gives it.

    ``columns``: which is what, when a person said it. ``joined_on``: for rows that say no day.
    """

    name: str
    path: Path
    columns: MemberColumns | None = None
    joined_on: dt.date | None = None

    def look(self) -> ReceivedTable:
        """Its titles and first rows. Raises `TableRefused`, `TooCostly`, `TooManyFiles`."""
        return read_apart(look_at_file, self.path.read_bytes())

    def read(self) -> FileRead:
        """Every row. Raises the same."""
        return read_apart(read_file, self.path.read_bytes(), self.columns, timezone.localdate())


@dataclass(frozen=True, slots=True)
class ImportDraft:
    """The file that waits, where it comes from, and the text that opens it again."""

    ticket: str
    file: MemberFile
    origin: str


def keep_draft(*, upload: File, origin: str, by: User) -> ImportDraft:  # type: ignore[type-arg] # bytes
    """Keep a file for ``by``, for a day. Raises `NotAllowed`."""
    authorize(by, can_keep_register)
    return _draft(_HELD.keep(upload, {"origin": origin}), by)


def say_columns(
    *, draft: ImportDraft, columns: MemberColumns, joined_on: dt.date | None, by: User
) -> ImportDraft:
    """The same file, read by these columns. Raises `NotAllowed`, `NoHeldFile`."""
    authorize(by, can_keep_register)
    held = _HELD.open(draft.ticket, owner=by.pk)
    day = joined_on.isoformat() if joined_on else ""
    return _draft(_HELD.say(held, columns=columns.stored(), joined_on=day), by)


def open_draft(*, ticket: str, by: User) -> ImportDraft:
    """The file kept. Raises `NotAllowed`, `NoHeldFile`."""
    authorize(by, can_keep_register)
    return _draft(_HELD.open(ticket, owner=by.pk), by)


def forget_draft(*, draft: ImportDraft) -> None:
    """Remove the file, once imported."""
    _HELD.forget(draft.file.path)


def forget_abandoned() -> int:
    """Delete the files nobody decided about within the day; returns how many."""
    return _HELD.forget_abandoned()


def _draft(held: HeldFile, by: User) -> ImportDraft:
    columns, day = held.said.get("columns"), held.said.get("joined_on")
    file = MemberFile(
        held.name,
        held.path,
        MemberColumns.of(columns) if columns else None,
        dt.date.fromisoformat(day) if day else None,
    )
    return ImportDraft(_HELD.ticket(held, owner=by.pk), file, held.said["origin"])
