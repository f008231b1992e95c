"""An assembly from its draft to its minutes: written, rolled, convened, opened, closed, signed, cancelled."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from french import format_date
from milliard.accounts.models import User
from milliard.assemblies import policies
from milliard.assemblies.enums import AssemblyState, ResolutionState
from milliard.assemblies.models import AgendaItem, Assembly, Resolution, RollEntry
from milliard.assemblies.reports.quorums import quorum_of
from milliard.assemblies.services.chain import append_line
from milliard.assemblies.services.locks import AssemblyMovedOn, lock_assembly, raise_revision
from milliard.assemblies.services.proxies import assign_blank_proxies
from milliard.assemblies.services.resolutions import copy_undecided
from milliard.assemblies.services.rolls import write_roll
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.clock import database_now
from milliard.core.refusals import Refused
from milliard.places.models import Place
from milliard.statutes.models import Statutes


class StatutesNotAdopted(Refused):
    message = "Ces règles des statuts ne sont pas adoptées\u00a0: une assemblée ne peut pas s’y tenir."


class ReferenceTooLate(Refused):
    message = "La date de référence vient après l’assemblée."


class ReferenceNotCome(Refused):
    message = (
        "La date de référence n’est pas encore là\u00a0: qui est membre ce jour-là n’est pas encore connu."
    )


class NobodyOnRoll(Refused):
    message = "Personne ne peut voter à cette date de référence."


class NoAgenda(Refused):
    message = "Écrivez d’abord l’ordre du jour\u00a0: une convocation le porte."


class RemoteNotAllowed(Refused):
    message = "Les statuts ne permettent pas d’assister à distance."


class BureauMissing(Refused):
    message = "Désignez d’abord la présidence et le secrétariat de séance."


class VotesStillOpen(Refused):
    message = "Un vote est ouvert\u00a0: fermez-le d’abord."


class NoSecondCall(Refused):
    message = "Les statuts ne prévoient pas de seconde convocation, ou le quorum était atteint."


class SecretResultsAwaited(Refused):
    message = "Un vote secret attend encore que ses dépositaires en ouvrent les sommes."


class NotOfTheBureau(Refused):
    message = "Le procès-verbal est signé par la présidence ou le secrétariat de séance."


@transaction.atomic
def write_assembly(
    *,
    title: str,
    statutes: Statutes,
    held_at: dt.datetime,
    zone: str,
    reference_on: dt.date,
    place: Place | None = None,
    address_line: str = "",
    online_url: str = "",
    assembly: Assembly | None = None,
    by: User | None,
) -> Assembly:
    """Write the draft of an assembly, or rewrite one (``assembly``).

    Raises `NotAllowed`, `AssemblyMovedOn`, `StatutesNotAdopted`, `RemoteNotAllowed`, `ReferenceTooLate`,
    ``ValidationError``.
    """
    authorize(by, policies.can_organise_assemblies)
    if statutes.adopted_on is None:
        raise StatutesNotAdopted
    if online_url and not statutes.remote_allowed:
        raise RemoteNotAllowed
    assembly = lock_assembly(assembly, AssemblyState.DRAFT) if assembly else Assembly()
    assembly.title, assembly.statutes, assembly.held_at, assembly.zone = title, statutes, held_at, zone
    assembly.place, assembly.address_line, assembly.online_url = place, address_line, online_url
    assembly.reference_on = reference_on
    if reference_on > assembly.wall_held.date():
        raise ReferenceTooLate
    assembly.full_clean()
    assembly.save()
    journal.record("assemblies.assembly.written", assembly, by=by)
    return assembly


@transaction.atomic
def set_agenda(*, assembly: Assembly, items: Sequence[Mapping[str, Any]], by: User | None) -> None:
    """The whole agenda, in order; ``items`` are fields of `AgendaItem`. It is fixed by the convocation."""
    authorize(by, policies.can_prepare_assembly, assembly)
    assembly = lock_assembly(assembly, AssemblyState.DRAFT, AssemblyState.ROLLED)
    assembly.agenda.all().delete()
    for position, fields in enumerate(items, start=1):
        item = AgendaItem(assembly=assembly, position=position, **fields)
        item.full_clean()
        item.save()
    journal.record("assemblies.assembly.agenda_set", assembly, by=by)


@transaction.atomic
def freeze_roll(*, assembly: Assembly, by: User | None) -> Assembly:
    """Write the roll as of the reference date, and publish its numbers. It never changes afterwards.

    Raises `NotAllowed`, `AssemblyMovedOn`, `ReferenceNotCome`, `NobodyOnRoll`, `JoiningClosed`.
    """
    authorize(by, policies.can_prepare_assembly, assembly)
    assembly = lock_assembly(assembly, AssemblyState.DRAFT)
    if assembly.reference_on > timezone.localdate():
        raise ReferenceNotCome
    write_roll(assembly)
    if not assembly.roll_count:
        raise NobodyOnRoll
    assembly.state, assembly.rolled_at = AssemblyState.ROLLED, database_now()
    assembly.full_clean()
    assembly.save()
    append_line(
        assembly,
        "roll",
        {
            "reference_on": assembly.reference_on.isoformat(),
            "count": assembly.roll_count,
            "digest": assembly.roll_digest,
        },
    )
    journal.record("assemblies.assembly.rolled", assembly, by=by, data={"count": assembly.roll_count})
    return assembly


@transaction.atomic
def cancel_assembly(*, assembly: Assembly, cancelled_why: str, by: User | None) -> Assembly:
    """Give it up before it opens; its page stays, and says why.

    A vote by correspondence is closed first: none goes on in an assembly that is not held.
    Raises `NotAllowed`, `AssemblyMovedOn`, `VotesStillOpen`.
    """
    authorize(by, policies.can_prepare_assembly, assembly)
    assembly = lock_assembly(assembly, AssemblyState.DRAFT, AssemblyState.ROLLED, AssemblyState.CONVENED)
    _ensure_no_vote_open(assembly)
    assembly.state, assembly.cancelled_why = AssemblyState.CANCELLED, cancelled_why
    assembly.full_clean()
    raise_revision(assembly)
    append_line(assembly, "cancelled", {"why": cancelled_why})
    journal.record("assemblies.assembly.cancelled", assembly, by=by)
    return assembly


@transaction.atomic
def name_bureau(*, assembly: Assembly, chair: RollEntry, secretary: RollEntry, by: User | None) -> Assembly:
    """Say who presides and who keeps the minutes: two members of the roll."""
    authorize(by, policies.can_prepare_assembly, assembly)
    assembly = lock_assembly(assembly, AssemblyState.ROLLED, AssemblyState.CONVENED, AssemblyState.OPEN)
    if chair.assembly_id != assembly.pk or secretary.assembly_id != assembly.pk:
        raise AssemblyMovedOn
    assembly.chair, assembly.secretary = chair, secretary
    raise_revision(assembly)
    append_line(assembly, "bureau", {"chair": chair.number, "secretary": secretary.number})
    journal.record("assemblies.assembly.bureau_named", assembly, by=by)
    return assembly


@transaction.atomic
def open_assembly(*, assembly: Assembly, by: User | None) -> Assembly:
    """Open the session: from now on people decide. Proxies without a name go where the statutes say.

    The quorum is told, not asked: it is asked at each vote. Raises `NotAllowed`, `AssemblyMovedOn`,
    `BureauMissing`.
    """
    authorize(by, policies.can_run_session, assembly)
    assembly = lock_assembly(assembly, AssemblyState.CONVENED)
    if assembly.chair is None or assembly.secretary is None:
        raise BureauMissing
    assembly.state, assembly.opened_at = AssemblyState.OPEN, database_now()
    raise_revision(assembly)
    assign_blank_proxies(assembly)
    quorum = quorum_of(assembly)
    append_line(assembly, "opened", quorum.as_json())
    journal.record("assemblies.assembly.opened", assembly, by=by, data={"present": quorum.present})
    return assembly


@transaction.atomic
def close_assembly(*, assembly: Assembly, by: User | None) -> Assembly:
    """Close the session. Raises `NotAllowed`, `AssemblyMovedOn`, `VotesStillOpen`."""
    authorize(by, policies.can_run_session, assembly)
    assembly = lock_assembly(assembly, AssemblyState.OPEN)
    _ensure_no_vote_open(assembly)
    assembly.state, assembly.closed_at = AssemblyState.CLOSED, database_now()
    raise_revision(assembly)
    append_line(assembly, "closed", quorum_of(assembly).as_json())
    journal.record("assemblies.assembly.closed", assembly, by=by)
    return assembly


@transaction.atomic
def sign_minutes(*, assembly: Assembly, by: User) -> Assembly:
    """Sign the minutes, as whoever presided or kept them: the chain ends here.

    Raises `NotAllowed`, `AssemblyMovedOn`, `NotOfTheBureau`, `SecretResultsAwaited`.
    """
    authorize(by, policies.can_run_session, assembly)
    assembly = lock_assembly(assembly, AssemblyState.CLOSED)
    if not policies.is_of_bureau(by, assembly):
        raise NotOfTheBureau
    _ensure_all_counted(assembly)
    signer = assembly.chair if _is_of(by, assembly.chair) else assembly.secretary
    assembly.state, assembly.signed_at = AssemblyState.SIGNED, database_now()
    raise_revision(assembly)
    append_line(assembly, "signed", {"number": signer.number if signer else None})
    journal.record("assemblies.assembly.signed", assembly, by=by)
    return assembly


@transaction.atomic
def call_again(*, assembly: Assembly, held_at: dt.datetime, by: User | None) -> Assembly:
    """Prepare the second convocation of an assembly that closed without its quorum: a draft like it.

    Raises `NotAllowed`, `NoSecondCall`, `AssemblyMovedOn`, `SecretResultsAwaited`.
    """
    authorize(by, policies.can_prepare_assembly, assembly)
    first = lock_assembly(assembly, AssemblyState.CLOSED, AssemblyState.SIGNED)
    is_allowed = first.statutes.second_call_allowed and not first.is_second_call
    if not is_allowed or quorum_of(first, first.closed_at).is_reached:
        raise NoSecondCall
    _ensure_all_counted(first)  # what a secret vote decided is not asked again
    again = Assembly(
        title=f"{first.title}, seconde convocation",
        statutes=first.statutes,
        held_at=held_at,
        zone=first.zone,
        place=first.place,
        address_line=first.address_line,
        online_url=first.online_url,
        reference_on=first.reference_on,
        second_call_of=first,
    )
    again.full_clean()
    again.save()
    # What was not decided is on its agenda, word for word: a second call decides on nothing else.
    for item in first.agenda.order_by("position"):
        AgendaItem.objects.create(
            assembly=again, position=item.position, title=item.title, text=item.text, minutes=item.minutes
        )
    copy_undecided(first, again)
    journal.record("assemblies.assembly.written", again, by=by)
    return again


def _ensure_no_vote_open(assembly: Assembly) -> None:
    if Resolution.objects.filter(assembly=assembly, state=ResolutionState.OPEN).exists():
        raise VotesStillOpen


def _ensure_all_counted(assembly: Assembly) -> None:
    closed = Resolution.objects.filter(assembly=assembly, state=ResolutionState.CLOSED)
    if closed.filter(result=None).exists():
        raise SecretResultsAwaited


def _is_of(person: User, entry: RollEntry | None) -> bool:
    return entry is not None and policies.can_act_as(person, entry)


def earliest_day(assembly: Assembly, on: dt.date | None = None) -> dt.date:
    """The first day the assembly may be held if it is convened on a day, today by default."""
    statutes = assembly.statutes
    days = statutes.second_notice_days if assembly.is_second_call else statutes.notice_days
    return (on or timezone.localdate()) + dt.timedelta(days=days or 0)


def too_short(assembly: Assembly) -> str:
    """Why it cannot be convened today for the day it says; "" when it can."""
    first = earliest_day(assembly)
    if assembly.wall_held.date() >= first:
        return ""
    return f"Les statuts demandent un délai\u00a0: au plus tôt le {format_date(first)}."
