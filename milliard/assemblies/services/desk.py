"""The desk: arrivals kept by a phone without network, and a trace of who opened the roll or took it away."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import registry

from french import format_time
from milliard.accounts.models import User
from milliard.assemblies import policies
from milliard.assemblies.enums import AttendanceMode, MarkKind
from milliard.assemblies.models import Assembly, AttendanceMark, RollEntry
from milliard.assemblies.services.attendance import mark_arrival, mark_leaving
from milliard.assemblies.services.locks import lock_entries, share_assembly
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.clock import database_now
from milliard.core.refusals import Refused

#: The same person at the same roll within this time is one visit.
ONE_VISIT = dt.timedelta(hours=1)


class MarkFate(StrEnum):
    """What became of a line that a phone kept."""

    WRITTEN = "written"
    #: This very line was written before: the network lost our answer.
    KNOWN = "known"
    #: Another desk wrote the same thing: nothing is to be done.
    SAME = "same"
    #: Another desk wrote something else since: somebody must say which holds.
    CONFLICT = "conflict"
    REFUSED = "refused"
    #: Nobody has this number here.
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class KeptMark:
    """One line as the phone kept it. ``ago``: how long before it was sent, by the phone's own clock."""

    number: int
    kind: MarkKind
    key: UUID
    mode: AttendanceMode = AttendanceMode.HALL
    ago: dt.timedelta = dt.timedelta(0)
    #: Somebody saw the conflict, and says that this line holds, from now on.
    is_decided: bool = False


@dataclass(frozen=True, slots=True)
class MarkVerdict:
    """What became of one line; ``why`` in French for people to read, "" when it is as they wanted."""

    key: UUID
    fate: MarkFate
    why: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether the phone may forget the line."""
        return self.fate in (MarkFate.WRITTEN, MarkFate.KNOWN, MarkFate.SAME)


def receive_marks(*, assembly: Assembly, marks: Iterable[KeptMark], by: User) -> list[MarkVerdict]:
    """Write the lines a desk kept without network, in the order they were noted; each gets its verdict.

    Each line is a transaction of its own: one that is refused keeps none of the others back. In a conflict
    what the ledger holds stays, and the line is named, for somebody to decide. Raises `NotAllowed`.
    """
    authorize(by, policies.can_run_session, assembly)
    ordered = sorted(marks, key=lambda mark: -mark.ago)
    return [_receive(assembly, mark, by) for mark in ordered]


@transaction.atomic
def _receive(assembly: Assembly, mark: KeptMark, by: User) -> MarkVerdict:
    rows = RollEntry.objects.filter(assembly=assembly, number=mark.number)
    entry = rows.select_related("assembly__statutes", "member").first()
    if entry is None:
        return MarkVerdict(mark.key, MarkFate.UNKNOWN, f"Personne n’a le numéro {mark.number}.")
    share_assembly(assembly)
    lock_entries(entry)
    known = AttendanceMark.objects.filter(assembly=assembly, key=mark.key)
    whose = known.values_list("entry", flat=True).first()
    if whose is not None:
        return _of_a_known_key(mark, is_same=whose == entry.pk)
    ledger = AttendanceMark.objects.filter(entry=entry)
    claimed_at = database_now() - max(mark.ago, dt.timedelta(0))
    last = ledger.order_by("-pk").first()
    if _says_the_same(last, mark):
        return MarkVerdict(mark.key, MarkFate.SAME)
    if last is not None and not mark.is_decided and _noted_at(last) > claimed_at:
        return MarkVerdict(mark.key, MarkFate.CONFLICT, _conflict(last))
    return _write(entry, mark, claimed_at, by)


def _of_a_known_key(mark: KeptMark, *, is_same: bool) -> MarkVerdict:
    if is_same:
        return MarkVerdict(mark.key, MarkFate.KNOWN)
    said = "Cette ligne porte le repère d’une autre\u00a0: notez-la de nouveau."
    return MarkVerdict(mark.key, MarkFate.REFUSED, said)


def _says_the_same(last: AttendanceMark | None, mark: KeptMark) -> bool:
    if last is None:
        return mark.kind == MarkKind.LEFT
    return last.kind == mark.kind and (mark.kind == MarkKind.LEFT or last.mode == mark.mode)


def _noted_at(last: AttendanceMark) -> dt.datetime:
    """When somebody saw it: the one moment that two desks without network can be compared by."""
    return last.claimed_at or last.marked_at


def _conflict(last: AttendanceMark) -> str:
    said = "arrivée" if last.kind == MarkKind.ARRIVED else "départ"
    where = ", à distance" if last.mode == AttendanceMode.REMOTE else ""
    moment = format_time(timezone.localtime(_noted_at(last)))
    return f"Un autre accueil a noté depuis\u00a0: {said}{where} à {moment}."


def _write(entry: RollEntry, mark: KeptMark, claimed_at: dt.datetime, by: User) -> MarkVerdict:
    try:
        with transaction.atomic():
            if mark.kind == MarkKind.ARRIVED:
                mark_arrival(entry=entry, mode=mark.mode, key=mark.key, claimed_at=claimed_at, by=by)
            else:
                mark_leaving(entry=entry, key=mark.key, claimed_at=claimed_at, by=by)
    except Refused as refusal:
        return MarkVerdict(mark.key, MarkFate.REFUSED, refusal.message)
    return MarkVerdict(mark.key, MarkFate.WRITTEN)


@transaction.atomic
def record_roll_opening(*, assembly: Assembly, by: User) -> bool:
    """Write that somebody opened the roll with its names; False within the same visit."""
    authorize(by, policies.can_run_session, assembly)
    return _record(assembly, "assemblies.roll.opened", "", by)


@transaction.atomic
def record_roll_export(*, assembly: Assembly, what: str, by: User) -> bool:
    """Write that somebody takes the roll away («desk», «sheet», «roll»); False within the same visit."""
    authorize(by, policies.can_run_session, assembly)
    return _record(assembly, "assemblies.roll.exported", what, by)


def _record(assembly: Assembly, code: str, what: str, by: User) -> bool:
    lines = registry.get_logs_for_instance(assembly).filter(action=code, user=by)
    lines = lines.filter(timestamp__gte=timezone.now() - ONE_VISIT)
    if any(line.data.get("what", "") == what for line in lines):
        return False
    journal.record(code, assembly, by=by, data={"what": what} if what else {})
    return True
