"""The ledger of attendance: who came, who left, in the hall or far away."""

import datetime as dt
from uuid import UUID, uuid4

from django.db import transaction

from milliard.accounts.models import User
from milliard.assemblies import policies
from milliard.assemblies.enums import AssemblyState, AttendanceMode, MarkKind
from milliard.assemblies.models import AttendanceMark, RollEntry, last_mark
from milliard.assemblies.services.locks import AssemblyMovedOn, lock_entries, share_assembly
from milliard.assemblies.services.proxies import end_proxy_of
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.clock import database_now
from milliard.core.refusals import Refused
from milliard.letters.segments import still_here


class NoLongerMember(Refused):
    message = "Cette personne n’est plus membre\u00a0: elle ne peut plus prendre part à l’assemblée."


class RemoteRefused(Refused):
    message = "Les statuts ne permettent pas d’assister à distance."


class NotYetTheDay(Refused):
    message = "L’accueil ouvre douze heures avant l’assemblée."


#: The desk opens so long before the announced beginning.
_DOORS = dt.timedelta(hours=12)


@transaction.atomic
def mark_arrival(
    *,
    entry: RollEntry,
    mode: AttendanceMode = AttendanceMode.HALL,
    key: UUID | None = None,
    claimed_at: dt.datetime | None = None,
    by: User | None,
) -> AttendanceMark:
    """Write that somebody is there. The proxy they gave ends: they vote themselves.

    ``key``: of the request, so that the same one sent twice writes one line. Somebody already there in the
    same
    way is written once. ``claimed_at``: when a desk without network noted it.

    Raises
    ------
    NotAllowed, AssemblyMovedOn, NotYetTheDay, NoLongerMember, RemoteRefused
    """
    authorize(by, policies.can_mark_attendance, entry)
    assembly = share_assembly(entry.assembly)
    if assembly.state not in (AssemblyState.CONVENED, AssemblyState.OPEN):
        raise AssemblyMovedOn
    if mode == AttendanceMode.REMOTE and not assembly.statutes.remote_allowed:
        raise RemoteRefused
    lock_entries(entry)
    now = database_now()
    if now < assembly.held_at - _DOORS and assembly.state == AssemblyState.CONVENED:
        raise NotYetTheDay
    if not still_here().filter(pk=entry.member_id).exists():
        raise NoLongerMember
    last = last_mark(entry)
    if known := _written(entry, key):
        return known
    if last is not None and last.kind == MarkKind.ARRIVED and last.mode == mode:
        return last
    end_proxy_of(entry)
    return _write(entry, MarkKind.ARRIVED, mode, now, key, claimed_at, by)


@transaction.atomic
def mark_leaving(
    *, entry: RollEntry, key: UUID | None = None, claimed_at: dt.datetime | None = None, by: User | None
) -> AttendanceMark | None:
    """Write that somebody left; None when they were not there. Raises `NotAllowed`, `AssemblyMovedOn`.

    What they already voted stands. Votes opened before keep their mandates.
    """
    authorize(by, policies.can_mark_attendance, entry)
    assembly = share_assembly(entry.assembly)
    if assembly.state not in (AssemblyState.CONVENED, AssemblyState.OPEN):
        raise AssemblyMovedOn
    lock_entries(entry)
    if known := _written(entry, key):
        return known
    last = last_mark(entry)
    if last is None or last.kind == MarkKind.LEFT:
        return last
    return _write(entry, MarkKind.LEFT, AttendanceMode(last.mode), database_now(), key, claimed_at, by)


def _written(entry: RollEntry, key: UUID | None) -> AttendanceMark | None:
    """The line that this very request already wrote."""
    if key is None:
        return None
    return AttendanceMark.objects.filter(assembly=entry.assembly_id, entry=entry, key=key).first()


def _write(
    entry: RollEntry,
    kind: MarkKind,
    mode: AttendanceMode,
    at: dt.datetime,
    key: UUID | None,
    claimed_at: dt.datetime | None,
    by: User | None,
) -> AttendanceMark:
    is_self = by is not None and policies.can_act_as(by, entry)
    mark = AttendanceMark.objects.create(
        assembly_id=entry.assembly_id,
        entry=entry,
        kind=kind,
        mode=mode,
        marked_at=at,
        claimed_at=claimed_at,
        by=None if is_self else by,
        key=key or uuid4(),
    )
    if not is_self and by is not None:
        journal.record("assemblies.attendance.marked", entry.assembly, by=by, data={"number": entry.number})
    return mark
