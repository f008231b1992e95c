"""Votes: opened, cast, closed. Opening and closing are enforced in the transaction that stores the ballot."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from milliard.accounts.models import User
from milliard.assemblies import policies
from milliard.assemblies.enums import (
    AssemblyState,
    Electorate,
    ResolutionState,
    Secrecy,
    VoteOutcome,
)
from milliard.assemblies.models import (
    Assembly,
    ConfidentialBallot,
    OpenBallot,
    Resolution,
    VoteResult,
    VotingRight,
)
from milliard.assemblies.papers import read_ballot
from milliard.assemblies.reports.order import next_in_order
from milliard.assemblies.reports.quorums import QuorumCheck, quorum_of
from milliard.assemblies.services.chain import append_line
from milliard.assemblies.services.colleges import (
    freeze_question,
    is_voted_by_colleges,
    mark_closed,
    put_together,
    split_by_college,
)
from milliard.assemblies.services.counting import count_vote, ensure_countable, ensure_papers_counted
from milliard.assemblies.services.locks import (
    AssemblyMovedOn,
    lock_assembly,
    raise_revision,
    share_resolution,
)
from milliard.assemblies.services.questions import frozen_text
from milliard.assemblies.services.resolutions import (
    ElectronicVotingRefused,
    check_amendment,
    incorporate,
    lock_resolution,
)
from milliard.assemblies.services.rights import rights_digest, shuffle_box, write_rights
from milliard.assemblies.services.secret import close_secret_boxes, open_secret
from milliard.assemblies.tasks import close_vote_at
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.clock import database_now
from milliard.core.refusals import Refused


class QuorumNotReached(Refused):
    message = "Le quorum n’est pas atteint."


class AnotherFirst(Refused):
    message = "Des amendements se votent avant\u00a0: le plus éloigné du texte d’abord."


class VoteNotOpen(Refused):
    """Not yet, or no longer: a ballot a second after the closing is not counted."""

    message = "Ce vote n’est pas ouvert, ou vient de se clore\u00a0: ce bulletin n’est pas compté."


class NoMandate(Refused):
    message = "Ce vote ne vous attend pas\u00a0: sa liste a été arrêtée à son ouverture."


class AlreadyVoted(Refused):
    message = "Ce bulletin est déjà dans l’urne\u00a0: un vote confidentiel ne se change pas."


class BallotChangedElsewhere(Refused):
    """The page shows an older ballot than the one in the box."""

    message = (
        "Ce bulletin a changé depuis une autre page. Voici ce qui est enregistré\u00a0: vérifiez, puis votez."
    )


class AlreadyOnPaper(Refused):
    message = "Cette personne a voté sur papier."


@dataclass(frozen=True, slots=True)
class TypedBallot:
    """What one page sends for one mandate. ``seen``: the revision that page showed, 0 for no ballot yet."""

    right: VotingRight
    typed: Mapping[str, Any]
    key: UUID
    seen: int = 0


@transaction.atomic
def open_vote(*, resolution: Resolution, closes_at: dt.datetime | None = None, by: User | None) -> Resolution:
    """Freeze the text, who may vote and for whom, and open the box.

    Raises
    ------
    NotAllowed, AssemblyMovedOn, ResolutionVoted, AnotherFirst, PassageNotFound, QuorumNotReached,
    ElectronicVotingRefused, SeriesMissing, RulesUnmet
    """
    authorize(by, policies.can_run_vote, resolution)
    assembly = lock_assembly(resolution.assembly, AssemblyState.OPEN, AssemblyState.CONVENED)
    resolution = lock_resolution(resolution, ResolutionState.DRAFT)
    if assembly.state != AssemblyState.OPEN and resolution.electorate != Electorate.ROLL:
        raise AssemblyMovedOn  # before people meet, by correspondence alone
    resolution.assembly = assembly
    if next_in_order(resolution) != resolution:
        raise AnotherFirst
    check_amendment(resolution)  # its text may have been rewritten since
    if resolution.secrecy == Secrecy.SECRET and not assembly.statutes.electronic_voting:
        raise ElectronicVotingRefused
    by_colleges = is_voted_by_colleges(resolution)
    quorum = quorum_of(assembly)
    if resolution.electorate == Electorate.SESSION and not quorum.is_reached:
        raise QuorumNotReached(f"Le quorum n’est pas atteint\u00a0: il manque {quorum.missing} personnes.")
    resolution = freeze_question(resolution, quorum, closes_at)
    ensure_countable(resolution)
    open_box = _open_secret_box if resolution.secrecy == Secrecy.SECRET else _open_box
    if by_colleges:
        for part in split_by_college(assembly, resolution, quorum):
            open_box(assembly, freeze_question(part, quorum, closes_at), quorum)
        rights = 0
    else:
        rights = open_box(assembly, resolution, quorum)
    raise_revision(assembly)
    journal.record("assemblies.resolution.opened", resolution, by=by, data={"rights": rights})
    if closes_at is not None:
        close_vote_at(resolution, closes_at)
    return resolution


def _open_secret_box(assembly: Assembly, resolution: Resolution, quorum: QuorumCheck) -> int:
    """The box is an election's: codes vote, and nothing here says whose they are."""
    told = open_secret(resolution, resolution.closes_at)
    text = {"text": frozen_text(resolution), "digest": resolution.digest}
    said = {"resolution": resolution.position, **text, **told, **quorum.as_json()}
    append_line(assembly, "vote_opened", said)
    return int(told["rights"])


def _open_box(assembly: Assembly, resolution: Resolution, quorum: QuorumCheck) -> int:
    """Freeze who votes, and say so in the minutes; how many mandates there are."""
    rights = write_rights(assembly, resolution)
    append_line(
        assembly,
        "vote_opened",
        {
            "resolution": resolution.position,
            "text": frozen_text(resolution),
            "digest": resolution.digest,
            "rights": rights,
            "rights_digest": rights_digest(resolution),
            **quorum.as_json(),
        },
    )
    return rights


@transaction.atomic
def cast_ballots(*, resolution: Resolution, ballots: list[TypedBallot], by: User) -> list[VotingRight]:
    """Put ballots in the box, one for each mandate of the person: all of them, or none.

    Of an open vote a ballot is changed until the closing; of a confidential one it is not. The same
    request sent twice says yes twice, and counts once.

    Raises
    ------
    NotAllowed, VoteNotOpen, NoMandate, ElectronicVotingRefused, BallotUnclear, AlreadyVoted, AlreadyOnPaper,
    BallotChangedElsewhere
    """
    resolution = _taking_ballots(resolution)
    if resolution.secrecy == Secrecy.SECRET:
        raise NoMandate("Ce vote se fait dans l’isoloir, avec votre code.")
    numbers = list(resolution.choices.order_by("number").values_list("number", flat=True))
    cast = []
    # In one order: two devices never wait for ever.
    for ballot in sorted(ballots, key=lambda one: one.right.pk):
        right = (
            VotingRight.objects.select_for_update(of=("self",))
            .select_related("voter__member", "entry")
            .filter(pk=ballot.right.pk, resolution=resolution)
            .first()
        )
        if right is None:
            raise NoMandate
        authorize(by, policies.can_act_as, right.voter)
        content = read_ballot(resolution, numbers, ballot.typed)
        if right.is_paper:
            raise AlreadyOnPaper
        if resolution.secrecy == Secrecy.OPEN:
            _cast_open(right, content, ballot)
        else:
            _cast_confidential(right, content)
        cast.append(right)
    return cast


def _taking_ballots(resolution: Resolution) -> Resolution:
    resolution = share_resolution(resolution)
    if resolution.state != ResolutionState.OPEN or resolution.is_closed_on_time(database_now()):
        raise VoteNotOpen
    if not resolution.assembly.statutes.electronic_voting:
        raise ElectronicVotingRefused
    return resolution


def _cast_open(right: VotingRight, content: dict[str, Any], typed: TypedBallot) -> None:
    known = OpenBallot.objects.select_for_update().filter(right=right).first()
    if known is None:
        OpenBallot.objects.create(right=right, content=content, key=typed.key)
        right.has_voted = True
        right.save()
        return
    if known.key == typed.key and known.content == content:
        return  # the same request, sent again by a network that lost our answer
    if known.revision != typed.seen:
        raise BallotChangedElsewhere
    known.content, known.revision, known.key = content, known.revision + 1, typed.key
    known.save()


def _cast_confidential(right: VotingRight, content: dict[str, Any]) -> None:
    if right.has_voted:
        raise AlreadyVoted
    right.has_voted = True
    right.save()
    ConfidentialBallot.objects.create(resolution_id=right.resolution_id, content=content)


@transaction.atomic
def close_vote(*, resolution: Resolution, by: User | None) -> VoteResult | None:
    """Close the box and count; None of a secret vote whose trustees have not opened the sums.

    Colleges close together, whichever of their votes is named: none votes knowing what another decided.
    Closed twice, the same result comes back. Raises `NotAllowed`, `VoteNotOpen`, `PapersUncounted`.
    """
    authorize(by, policies.can_run_vote, resolution)
    resolution = resolution.part_of or resolution
    assembly = lock_assembly(resolution.assembly, *AssemblyState)
    resolution = lock_resolution(resolution, *ResolutionState)
    if resolution.state == ResolutionState.CLOSED:
        return VoteResult.objects.filter(resolution=resolution).first()
    if resolution.state != ResolutionState.OPEN:
        raise VoteNotOpen
    resolution.assembly = assembly
    parts = list(
        resolution.parts.select_for_update(of=("self",))
        .select_related("college", "election")
        .order_by("position")
    )
    for part in parts:
        part.assembly = assembly
    if resolution.secrecy == Secrecy.SECRET:
        close_secret_boxes(resolution, parts)
        result = VoteResult.objects.filter(resolution=resolution).first()
    else:
        for part in parts:
            _close_box(part)
        result = put_together(resolution, parts) if parts else _close_box(resolution)
        if resolution.is_amendment and result.outcome == VoteOutcome.ADOPTED:
            incorporate(resolution)
    raise_revision(assembly)
    data = {"ballots": result.ballot_count} if result else {}
    journal.record("assemblies.resolution.closed", resolution, by=by, data=data)
    return result


def _close_box(resolution: Resolution) -> VoteResult:
    """Nobody votes any more; count, and say so in the minutes."""
    mark_closed(resolution)
    if resolution.secrecy == Secrecy.CONFIDENTIAL:
        ensure_papers_counted(resolution)
        shuffle_box(resolution)
    result = count_vote(resolution)
    append_line(
        resolution.assembly,
        "vote_closed",
        {
            "resolution": resolution.position,
            "outcome": result.outcome,
            "ballots": result.ballot_count,
            "ballots_digest": result.ballots_digest,
            "figures": result.figures,
        },
    )
    return result
