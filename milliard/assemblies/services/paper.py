"""Paper: ballots noted by name, hands and boxes counted, and what a desk without network sends afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from milliard.accounts.models import User
from milliard.assemblies import policies
from milliard.assemblies.enums import ResolutionState, Secrecy
from milliard.assemblies.models import (
    Assembly,
    OpenBallot,
    PaperBallotCount,
    Resolution,
    RollEntry,
    VotingRight,
)
from milliard.assemblies.papers import read_ballot
from milliard.assemblies.services.locks import share_resolution
from milliard.assemblies.services.votes import VoteNotOpen
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.clock import database_now
from milliard.core.refusals import Refused


class PaperCountWrong(Refused):
    """More ballots than people who put one in the box, or fewer."""

    message = "Le nombre de bulletins n’est pas celui des personnes qui ont voté sur papier."


class PaperNotForSecret(Refused):
    message = (
        "Un vote secret et vérifiable se fait dans l’isoloir en ligne, sur un appareil de la salle"
        " s’il le faut."
    )


@dataclass(frozen=True, slots=True)
class PaperVerdict:
    """What became of one paper: ``why`` is "" when it is counted."""

    number: int
    why: str = ""


@transaction.atomic
def record_papers(
    *, resolution: Resolution, papers: Sequence[tuple[int, Mapping[str, Any], UUID]], by: User | None
) -> list[PaperVerdict]:
    """Write down named papers of an open vote: (number on the roll, what it says, key of the request).

    In each conflict the first that reached the box holds, and the other is named: nobody's ballot is replaced
    by
    a paper typed later. The same paper sent twice is counted once. Raises `NotAllowed`, `VoteNotOpen`.
    """
    authorize(by, policies.can_run_vote, resolution)
    resolution = _open_box(resolution, Secrecy.OPEN)
    numbers = list(resolution.choices.values_list("number", flat=True))
    _lock_rights(resolution, [number for number, _, _ in papers])
    verdicts = [_record_paper(resolution, numbers, *paper) for paper in sorted(papers, key=lambda p: p[0])]
    journal.record("assemblies.resolution.paper_counted", resolution, by=by, data={"papers": len(papers)})
    return verdicts


@transaction.atomic
def tick_paper_voter(*, resolution: Resolution, number: int, by: User | None) -> PaperVerdict:
    """Write down, on the roll, that a mandate's confidential paper went into the box of the hall."""
    authorize(by, policies.can_run_vote, resolution)
    resolution = _open_box(resolution, Secrecy.CONFIDENTIAL)
    right = _right(resolution, number)
    if right is None:
        return PaperVerdict(number, "n’a pas de mandat pour ce vote")
    if right.has_voted:
        return PaperVerdict(number, "a déjà voté")
    right.has_voted = right.is_paper = True
    right.save()
    return PaperVerdict(number)


@transaction.atomic
def count_papers(
    *, resolution: Resolution, counts: Sequence[tuple[Mapping[str, Any], int]], by: User | None
) -> None:
    """Write how many papers said what: the hall's box, or hands raised. It replaces the count before it.

    Until the vote is counted: a box is emptied after its announced end, and a count too large is corrected.
    Confidential: as many as people ticked. Hands: at most as many as mandates without a named ballot.
    Raises `NotAllowed`, `VoteNotOpen`, `PaperCountWrong`, `PaperNotForSecret`, `BallotUnclear`.
    """
    authorize(by, policies.can_run_vote, resolution)
    if resolution.secrecy == Secrecy.SECRET:
        raise PaperNotForSecret
    resolution = _lock_uncounted(resolution)
    numbers = list(resolution.choices.values_list("number", flat=True))
    read = [(read_ballot(resolution, numbers, typed), count) for typed, count in counts if count > 0]
    total, rights = sum(count for _, count in read), VotingRight.objects.filter(resolution=resolution)
    if resolution.secrecy == Secrecy.CONFIDENTIAL:
        ticked = rights.filter(is_paper=True).count()
        if total != ticked:
            raise PaperCountWrong(f"{total} bulletins comptés, {ticked} personnes ont voté sur papier.")
    elif total > (free := rights.filter(has_voted=False).count()):
        raise PaperCountWrong(f"{total} mains levées pour {free} mandats qui n’ont pas encore voté.")
    PaperBallotCount.objects.filter(resolution=resolution).delete()
    for content, count in read:
        PaperBallotCount.objects.create(resolution=resolution, content=content, count=count)
    journal.record("assemblies.resolution.paper_counted", resolution, by=by, data={"papers": total})


def _record_paper(
    resolution: Resolution, numbers: Sequence[int], number: int, typed: Mapping[str, Any], key: UUID
) -> PaperVerdict:
    right = _right(resolution, number)
    if right is None:
        return PaperVerdict(number, "n’a pas de mandat pour ce vote")
    known = OpenBallot.objects.filter(right=right).first()
    if known is not None:
        return PaperVerdict(number, "" if known.key == key else "a déjà voté")
    try:
        content = read_ballot(resolution, numbers, typed)
    except Refused as refusal:
        return PaperVerdict(number, refusal.message)
    OpenBallot.objects.create(right=right, content=content, key=key)
    right.has_voted = right.is_paper = True
    right.save()
    return PaperVerdict(number)


def _lock_rights(resolution: Resolution, numbers: Sequence[int]) -> None:
    """In the order in which a phone locks those of its mandates: it and a desk never wait for ever."""
    rows = VotingRight.objects.select_for_update(of=("self",)).order_by("pk")
    list(rows.filter(resolution=resolution, entry__number__in=numbers).values_list("pk"))


def _right(resolution: Resolution, number: int) -> VotingRight | None:
    rows = VotingRight.objects.select_for_update(of=("self",))
    return rows.filter(resolution=resolution, entry__number=number).first()


def _lock_uncounted(resolution: Resolution) -> Resolution:
    """The resolution, alone with it: no two counts stand together, and nobody is ticked during one."""
    found = Resolution.objects.select_for_update().get(pk=resolution.pk)
    if found.state != ResolutionState.OPEN:
        raise VoteNotOpen
    return found


def _open_box(resolution: Resolution, secrecy: Secrecy) -> Resolution:
    resolution = share_resolution(resolution)
    if resolution.state != ResolutionState.OPEN or resolution.is_closed_on_time(database_now()):
        raise VoteNotOpen
    if resolution.secrecy != secrecy:
        raise PaperNotForSecret
    return resolution


def number_of(assembly: Assembly, code: str) -> RollEntry | None:
    """Whoever shows this code at the desk."""
    return RollEntry.objects.filter(assembly=assembly, code=code.strip().upper()).first()
