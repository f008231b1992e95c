"""Lines of the register: written beside what they tell, never edited."""

import datetime as dt
from collections.abc import Sequence

from milliard.accounts.models import User
from milliard.core.bulk_rows import insert_rows, write_rows
from milliard.members.enums import EntryKind
from milliard.members.models import Member, RegisterEntry


def write_entry(
    *,
    member: Member,
    kind: EntryKind,
    effective_on: dt.date,
    by: User | None = None,
    reason: str = "",
    fields: Sequence[str] = (),
) -> RegisterEntry:
    """Add a line, inside the transaction of what it tells."""
    entry = RegisterEntry(
        member=member,
        kind=kind,
        effective_on=effective_on,
        recorded_by=by,
        reason=reason,
        fields=list(fields),
    )
    return write_entries([entry])[0]


def write_plain_entries(kind: EntryKind, told: Sequence[tuple[int, dt.date]]) -> None:
    """Add a line of one kind, that nobody wrote by hand, for each (number of the member, since when)."""
    members, days = [member for member, _ in told], [day for _, day in told]
    insert_rows(RegisterEntry, {"member_id": members, "effective_on": days}, same={"kind": kind.value})


def write_entries(entries: Sequence[RegisterEntry]) -> list[RegisterEntry]:
    """Add lines, by one statement for any number. Raises `ValidationError`."""
    for entry in entries:
        # Not the two persons: their rows were just read, and the database refuses others.
        entry.clean_fields(exclude={"member", "recorded_by"})
    return write_rows(entries)
