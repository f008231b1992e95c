"""A file of members written at once, by the rules of the door.

Money that the file says was paid stays in the accounts where it was received: only the days it paid are
written (docs/decisions/0019).
"""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.members.enums import EntryKind
from milliard.members.member_files import FileRead
from milliard.members.models import (
    ImportedRow,
    Member,
    MemberImport,
    MembershipPeriod,
    PossibleDuplicate,
    RegisterEntry,
)
from milliard.members.policies import can_keep_register
from milliard.members.services.cards import draw_cards, draw_code
from milliard.members.services.duplicates import pair_of
from milliard.members.services.import_drafts import ImportDraft, forget_draft
from milliard.members.services.import_plans import plan_rows
from milliard.members.services.import_verdicts import ImportPlan, PlannedRow, RowDecision, RowVerdict
from milliard.members.services.joining import hold_door

_BATCH = 1_000


class NoOrigin(Refused):
    """Nobody said where the persons come from."""

    message = "Dites d’où viennent ces personnes\u00a0: la loi demande de le leur dire."


def import_draft(
    *, draft: ImportDraft, decisions: Mapping[int, str], others: str, by: User
) -> MemberImport | None:
    """Write the file that waits, by what was decided; it waits no more. Raises what `import_members` does."""
    authorize(by, can_keep_register)
    read = draft.file.read()
    with transaction.atomic():
        done = import_members(
            file_name=draft.file.name,
            read=read,
            origin=draft.origin,
            joined_on=draft.file.joined_on,
            decisions=decisions,
            others=others,
            by=by,
        )
        forget_draft(draft=draft)
    return done


@transaction.atomic
def import_members(
    *,
    file_name: str,
    read: FileRead,
    origin: str,
    joined_on: dt.date | None = None,
    decisions: Mapping[int, str] | None = None,
    others: str = RowDecision.LATER,
    by: User | None,
) -> MemberImport | None:
    """Write the rows that are sound and surely of somebody; None when the file tells nothing new.

    Rows are judged again, now that nobody joins: what changed since the preview counts. A row that looks
    like somebody and about which nobody decided is left aside. All or nothing.

    Raises
    ------
    NotAllowed, NoOrigin
    """
    authorize(by, can_keep_register)
    if not origin.strip():
        raise NoOrigin
    hold_door()
    if by is not None:  # who imports signs in elsewhere: the other way round, each would wait for the other
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
    plan = plan_rows(read, joined_on=joined_on, decisions=decisions, others=others, is_locking=True)
    rows = plan.of(RowVerdict.NEW, RowVerdict.RENEWED)
    if not rows:
        return None
    done = MemberImport.objects.create(
        file_name=file_name[-200:], origin=origin.strip(), rows_read=len(read.rows), imported_by=by
    )
    _write(done, rows, by)
    _put_aside(plan, by)
    counts = {verdict.value: count for verdict, count in plan.counts().items()}
    journal.record("members.import.applied", done, by=by, data=counts)
    return done


def _write(done: MemberImport, rows: Sequence[PlannedRow], by: User | None) -> None:
    """Persons, their days, the lines of the register: what `create_member` and `give_period` would write."""
    new = [row.member for row in rows if row.verdict == RowVerdict.NEW]
    for member in new:
        member.card_code = draw_code()
    Member.objects.bulk_create(new, batch_size=_BATCH)
    draw_cards([row.member for row in rows])
    by_day = sorted(((row.days, row) for row in rows if row.days), key=lambda pair: pair[0])
    periods = MembershipPeriod.objects.bulk_create(
        (
            MembershipPeriod(
                member=row.member, starts_on=days.starts_on, ends_on=days.ends_on, opened_on=row.row.joined_on
            )
            for days, row in by_day
        ),
        batch_size=_BATCH,
    )
    _write_entries(done, periods, by)
    ImportedRow.objects.bulk_create(
        (_imported(done, row, period) for (_, row), period in zip(by_day, periods, strict=True)),
        batch_size=_BATCH,
    )
    done.members_written, done.periods_written = len(new), len(periods)
    done.save()


def _imported(done: MemberImport, row: PlannedRow, period: MembershipPeriod) -> ImportedRow:
    return ImportedRow(
        member_import=done,
        line=row.row.line,
        member=row.member,
        period=period,
        is_new_member=row.verdict == RowVerdict.NEW,
        person_digest=row.person_digest,
        row_digest=row.row_digest,
        amount_cents=row.row.amount_cents,
    )


def _write_entries(done: MemberImport, periods: Sequence[MembershipPeriod], by: User | None) -> None:
    """One line a period; the first of a person is their entry."""
    numbers = {period.member_id for period in periods}
    entered = set(
        RegisterEntry.objects.filter(member__in=numbers, kind=EntryKind.ENTERED).values_list(
            "member", flat=True
        )
    )
    entries = []
    for period in periods:
        kind = EntryKind.RENEWED if period.member_id in entered else EntryKind.ENTERED
        entered.add(period.member_id)
        entries.append(entry_of(period.member_id, kind, period.starts_on, reason_of(done), by))
    RegisterEntry.objects.bulk_create(entries, batch_size=_BATCH)


def entry_of(member: int, kind: EntryKind, on: dt.date, reason: str, by: User | None) -> RegisterEntry:
    """A line to write among many; `write_entry` writes one."""
    return RegisterEntry(member_id=member, kind=kind, effective_on=on, recorded_by=by, reason=reason)


def reason_of(done: MemberImport) -> str:
    """What the lines of an import say."""
    return f"import {done.pk}, {done.origin}"


def _put_aside(plan: ImportPlan, by: User | None) -> None:
    """Who was said to be somebody else is not proposed again as the same."""
    pairs = [
        pair_of(row.member, other, likeness)
        for row in plan.of(RowVerdict.NEW)
        for other, likeness in row.likely
        if other.pk != row.member.pk
    ]
    for pair in pairs:
        pair.dismissed_at, pair.dismissed_by = timezone.now(), by
    PossibleDuplicate.objects.bulk_create(pairs, ignore_conflicts=True, batch_size=_BATCH)
