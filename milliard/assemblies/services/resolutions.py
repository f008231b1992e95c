"""Resolutions and amendments before their vote, and texts as amended."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from milliard.accounts.models import User
from milliard.assemblies import policies
from milliard.assemblies.enums import (
    AssemblyState,
    Electorate,
    ResolutionState,
    Secrecy,
    VoteOutcome,
    VotingMethod,
)
from milliard.assemblies.models import Assembly, Resolution, ResolutionChoice
from milliard.assemblies.reports.order import is_any_under_way
from milliard.assemblies.services.chain import append_line
from milliard.assemblies.services.locks import AssemblyMovedOn, lock_assembly, raise_revision
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused


class ResolutionVoted(Refused):
    message = "Le vote de cette résolution est ouvert ou clos\u00a0: elle ne change plus."


class PassageNotFound(Refused):
    message = "Ce passage n’est pas dans le texte amendé, ou s’y trouve plusieurs fois. Recopiez-le tel quel."


class AmendmentUnderWay(Refused):
    """Its words may enter the text: neither is touched until the result is there."""

    message = "Un amendement à ce texte est mis aux voix\u00a0: attendez son résultat."


class ChoicesMissing(Refused):
    message = "Écrivez au moins deux choix."


class CostsMissing(Refused):
    message = "Dites le coût de chaque projet."


class ElectronicVotingRefused(Refused):
    message = "Les statuts ne permettent pas de voter en ligne."


#: An assembly that may still be given something to decide.
_BEFORE = (AssemblyState.DRAFT, AssemblyState.ROLLED, AssemblyState.CONVENED, AssemblyState.OPEN)


@transaction.atomic
def write_resolution(
    *,
    assembly: Assembly,
    fields: Mapping[str, Any],
    choices: Sequence[Mapping[str, Any]] = (),
    resolution: Resolution | None = None,
    by: User | None,
) -> Resolution:
    """Write a resolution, or rewrite one whose vote is not open (``resolution``).

    ``fields`` are those of `Resolution`; ``choices`` those of `ResolutionChoice`, in order.

    Raises
    ------
    NotAllowed, AssemblyMovedOn, ResolutionVoted, AmendmentUnderWay, PassageNotFound, ChoicesMissing,
    CostsMissing, ElectronicVotingRefused, ValidationError
    """
    authorize(by, policies.can_run_session, assembly)
    assembly = lock_assembly(assembly, *_BEFORE)
    if resolution is None:
        last = assembly.resolutions.aggregate(last=Max("position"))["last"] or 0
        resolution = Resolution(assembly=assembly, position=last + 1)
    else:
        resolution = lock_resolution(resolution, ResolutionState.DRAFT)
        _ensure_none_under_way(resolution)
    for name, value in fields.items():
        setattr(resolution, name, value)
    check_amendment(resolution)
    _check_choices(resolution, choices)
    if _needs_devices(resolution) and not assembly.statutes.electronic_voting:
        raise ElectronicVotingRefused
    resolution.full_clean()
    resolution.save()
    resolution.choices.all().delete()
    for number, told in enumerate(choices, start=1):
        choice = ResolutionChoice(resolution=resolution, number=number, **told)
        choice.full_clean()
        choice.save()
    if assembly.state == AssemblyState.OPEN:
        raise_revision(assembly)
    journal.record("assemblies.resolution.written", resolution, by=by)
    return resolution


@transaction.atomic
def withdraw_resolution(*, resolution: Resolution, by: User | None) -> Resolution:
    """Take it off the agenda, with its amendments.

    Raises `NotAllowed`, `ResolutionVoted`, `AmendmentUnderWay`.
    """
    authorize(by, policies.can_run_vote, resolution)
    assembly = lock_assembly(resolution.assembly, *_BEFORE)
    resolution = lock_resolution(resolution, ResolutionState.DRAFT)
    _ensure_none_under_way(resolution)
    _set_aside(resolution, ResolutionState.WITHDRAWN)
    append_line(assembly, "withdrawn", {"resolution": resolution.position})
    raise_revision(assembly)
    journal.record("assemblies.resolution.withdrawn", resolution, by=by)
    return resolution


#: What a second call takes of a resolution, word for word.
_SAID = ("title", "text", "kind", "method", "secrecy", "electorate", "passage", "distance")
_ASKED = ("seats", "max_chosen", "rules", "budget_cents")


def copy_undecided(first: Assembly, again: Assembly) -> None:
    """Write again, for a second call, what the first could not decide: in its order, amendments too.

    What the first decided, by a vote that its quorum allowed, is not asked again. The caller holds ``first``.
    """
    rows = Resolution.objects.filter(assembly=first, part_of=None).select_related("result", "amends")
    copies: dict[int, Resolution] = {}
    for row in rows.prefetch_related("choices").order_by("position"):
        is_lost = row.state == ResolutionState.CLOSED and row.result.outcome == VoteOutcome.NO_QUORUM
        parent = copies.get(row.amends_id) if row.amends_id else None
        if not (is_lost or row.state == ResolutionState.DRAFT) or (row.amends_id and parent is None):
            continue
        copy = Resolution(assembly=again, position=len(copies) + 1, amends=parent)
        for name in (*_SAID, *_ASKED):
            setattr(copy, name, getattr(row, name))
        copy.full_clean()
        copy.save()
        copies[row.pk] = copy
        for choice in row.choices.all():
            told = {name: getattr(choice, name) for name in ("number", "label", "text", "gender", "region")}
            ResolutionChoice.objects.create(resolution=copy, cost_cents=choice.cost_cents, **told)


def lock_resolution(resolution: Resolution, *states: ResolutionState) -> Resolution:
    """The resolution, alone with it, in one of these states. Raises `ResolutionVoted`."""
    rows = Resolution.objects.select_for_update(of=("self",)).select_related("amends")
    found = rows.get(pk=resolution.pk)
    if found.state not in states:
        raise ResolutionVoted
    return found


def incorporate(amendment: Resolution) -> None:
    """An amendment is adopted: its words enter what it amends; others that have lost theirs fall.

    The caller holds the assembly alone.
    """
    parent = amendment.amends
    if parent is None or parent.state != ResolutionState.DRAFT:
        raise AssemblyMovedOn
    parent = lock_resolution(parent, ResolutionState.DRAFT)
    parent.text = amended(parent.text, amendment)
    parent.full_clean()
    parent.save()
    for other in parent.amendments.filter(state=ResolutionState.DRAFT):
        if other.passage and parent.text.count(other.passage) != 1:
            _set_aside(other, ResolutionState.FALLEN)


def amended(text: str, amendment: Resolution) -> str:
    """The text with the amendment's words in it. Raises `PassageNotFound`."""
    if not amendment.passage:
        return f"{text.rstrip()}\n\n{amendment.text}"
    if text.count(amendment.passage) != 1:
        raise PassageNotFound
    return text.replace(amendment.passage, amendment.text)


def _set_aside(resolution: Resolution, state: ResolutionState) -> None:
    """With everything that would have amended it."""
    resolution.state = state
    resolution.save()
    for amendment in resolution.amendments.filter(state=ResolutionState.DRAFT):
        _set_aside(amendment, ResolutionState.FALLEN)


def _ensure_none_under_way(resolution: Resolution) -> None:
    if is_any_under_way(resolution):
        raise AmendmentUnderWay


def check_amendment(resolution: Resolution) -> None:
    """Whether its words would find their place in what it amends, which still waits for its vote.

    Raises `ResolutionVoted`, `PassageNotFound`.
    """
    parent = resolution.amends
    if parent is None:
        return
    if parent.assembly_id != resolution.assembly_id or parent.state != ResolutionState.DRAFT:
        raise ResolutionVoted
    amended(parent.text, resolution)


def _check_choices(resolution: Resolution, choices: Sequence[Mapping[str, Any]]) -> None:
    if resolution.method == VotingMethod.MOTION:
        return
    if len(choices) < 2:
        raise ChoicesMissing
    if resolution.method == VotingMethod.BUDGET and not all(choice.get("cost_cents") for choice in choices):
        raise CostsMissing


def _needs_devices(resolution: Resolution) -> bool:
    return resolution.secrecy == Secrecy.SECRET or resolution.electorate == Electorate.ROLL
