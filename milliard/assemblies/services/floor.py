"""The floor: ask, give it, take it back. Whom it goes to is `reports.floor`'s rule; the chair may choose."""

from django.db import transaction

from milliard.accounts.models import User
from milliard.assemblies import policies
from milliard.assemblies.enums import AssemblyState, SpeakingState
from milliard.assemblies.models import Assembly, RollEntry, SpeakingRequest, is_present
from milliard.assemblies.reports.floor import next_speaker
from milliard.assemblies.services.locks import (
    AssemblyMovedOn,
    lock_assembly,
    raise_revision,
    share_assembly,
)
from milliard.core.access import authorize
from milliard.core.clock import database_now
from milliard.core.refusals import Refused


class NotPresent(Refused):
    message = "La parole est aux personnes présentes\u00a0: signalez d’abord votre arrivée."


class NobodyWaits(Refused):
    message = "Personne ne demande la parole."


@transaction.atomic
def ask_to_speak(*, entry: RollEntry, by: User | None) -> SpeakingRequest:
    """Enter the line; asked twice, once. Raises `NotAllowed`, `AssemblyMovedOn`, `NotPresent`."""
    authorize(by, policies.can_mark_attendance, entry)
    assembly = share_assembly(entry.assembly)
    if assembly.state != AssemblyState.OPEN:
        raise AssemblyMovedOn
    RollEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    waiting = (SpeakingState.WAITING, SpeakingState.SPEAKING)
    known = SpeakingRequest.objects.filter(assembly=assembly, entry=entry, state__in=waiting).first()
    if known is not None:
        return known
    if not is_present(entry):
        raise NotPresent
    return SpeakingRequest.objects.create(assembly=assembly, entry=entry, asked_at=database_now())


@transaction.atomic
def give_up_speaking(*, entry: RollEntry, by: User | None) -> None:
    """Leave the line. Raises `NotAllowed`."""
    authorize(by, policies.can_mark_attendance, entry)
    share_assembly(entry.assembly)
    waiting = SpeakingRequest.objects.filter(entry=entry, state=SpeakingState.WAITING)
    waiting.update(state=SpeakingState.GIVEN_UP, ended_at=database_now())


@transaction.atomic
def give_floor(
    *, assembly: Assembly, request: SpeakingRequest | None = None, by: User | None
) -> SpeakingRequest:
    """End who speaks, and give the floor to ``request``, or to whom the rule says.

    Raises `NotAllowed`, `AssemblyMovedOn`, `NobodyWaits`.
    """
    authorize(by, policies.can_run_session, assembly)
    assembly = lock_assembly(assembly, AssemblyState.OPEN)
    _end_speaking(assembly)
    chosen = request or next_speaker(assembly)
    waiting = SpeakingRequest.objects.select_for_update(of=("self",)).select_related("entry__member")
    here = waiting.filter(assembly=assembly, state=SpeakingState.WAITING)
    found = here.filter(pk=chosen.pk).first() if chosen else None
    if found is None:
        raise NobodyWaits
    found.state, found.began_at = SpeakingState.SPEAKING, database_now()
    found.save()
    raise_revision(assembly)
    return found


@transaction.atomic
def take_floor_back(*, assembly: Assembly, by: User | None) -> None:
    """Nobody speaks. Raises `NotAllowed`, `AssemblyMovedOn`."""
    authorize(by, policies.can_run_session, assembly)
    assembly = lock_assembly(assembly, AssemblyState.OPEN)
    _end_speaking(assembly)
    raise_revision(assembly)


def _end_speaking(assembly: Assembly) -> None:
    speaking = SpeakingRequest.objects.filter(assembly=assembly, state=SpeakingState.SPEAKING)
    speaking.update(state=SpeakingState.SPOKEN, ended_at=database_now())
