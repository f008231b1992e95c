"""Secret, verifiable votes of an assembly: which series of elections carries them, and what it gives back.

The box, the trustees and the archive are those of `milliard.elections`: no row here joins a name with a code.
"""

import datetime as dt
from typing import Any

from django.db import transaction

from engines.minutes import (
    ENGINE_VERSION,
    MOTION_ANSWERS,
    Attending,
    canonical,
    count_sums,
    digest_of,
    read_question,
)
from milliard.accounts.models import User
from milliard.assemblies import policies
from milliard.assemblies.enums import AssemblyState, VoteOutcome, VotingMethod
from milliard.assemblies.models import Assembly, Resolution, RollEntry, VoteResult
from milliard.assemblies.reports.quorums import quorum_of_sums
from milliard.assemblies.services.chain import append_line
from milliard.assemblies.services.locks import lock_assembly, raise_revision
from milliard.assemblies.services.questions import frozen_text
from milliard.assemblies.services.resolutions import incorporate
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.clock import database_now
from milliard.core.refusals import Refused
from milliard.elections.enums import ElectionKind
from milliard.elections.models import ElectionSeries, SecretElection
from milliard.elections.services.elections import archive_digest, close_election, open_election
from milliard.elections.services.series import set_voters
from milliard.members.models import Member

_KINDS = {
    VotingMethod.MOTION: ElectionKind.MOTION,
    VotingMethod.CHOOSE: ElectionKind.CHOICE,
    VotingMethod.JUDGMENT: ElectionKind.JUDGMENT,
    VotingMethod.BUDGET: ElectionKind.APPROVAL,
}
_WORDS = {"for": "Pour", "against": "Contre", "abstain": "Abstention"}


class SeriesMissing(Refused):
    message = "Aucune série de scrutins secrets n’est prête\u00a0: dépositaires et codes d’abord."


class SeriesTaken(Refused):
    message = "Cette série de scrutins sert à une autre assemblée."


@transaction.atomic
def attach_series(*, assembly: Assembly, series: ElectionSeries, by: User | None) -> Assembly:
    """Have a series carry the secret votes: its voters become the roll, before any code is handed out.

    Raises `NotAllowed`, `AssemblyMovedOn`, `SeriesTaken`, `CodesAlreadyOut`.
    """
    authorize(by, policies.can_prepare_assembly, assembly)
    assembly = lock_assembly(assembly, AssemblyState.ROLLED, AssemblyState.CONVENED)
    if Assembly.objects.filter(series=series).exclude(pk=assembly.pk).exists():
        raise SeriesTaken
    roll = RollEntry.objects.filter(assembly=assembly).order_by("number")
    set_voters(series=series, members=Member.objects.filter(pk__in=roll.values("member")).only("pk"), by=by)
    series.refresh_from_db(fields=["trustees_digest", "code_source"])  # a ceremony may have ended meanwhile
    assembly.series = series
    raise_revision(assembly)
    append_line(assembly, "series", {"trustees": series.trustees_digest, "codes_by": series.code_source})
    journal.record("assemblies.assembly.series_attached", assembly, by=by)
    return assembly


def open_secret(resolution: Resolution, closes_at: dt.datetime | None) -> dict[str, Any]:
    """Open its election on the next spare one; what the minutes say of it. The assembly is locked."""
    assembly = resolution.assembly
    if assembly.series is None:
        raise SeriesMissing
    method = VotingMethod(resolution.method)
    labels = list(resolution.choices.order_by("number").values_list("label", flat=True))
    election = open_election(
        series=assembly.series,
        title=resolution.title,
        kind=_KINDS[method],
        labels=[_WORDS[answer] for answer in MOTION_ANSWERS] if method is VotingMethod.MOTION else labels,
        at_most=_at_most(resolution, method, len(labels)),
        blank=method is not VotingMethod.JUDGMENT,
        closes_at=closes_at,
        closes_itself=False,  # the assembly's own task closes both
        by=None,  # the assembly asked its own policy
    )
    resolution.election = election
    resolution.save()
    return {"election": election.uuid, "fingerprint": election.fingerprint, "rights": election.roll_count}


def _at_most(resolution: Resolution, method: VotingMethod, choices: int) -> int | None:
    if method in (VotingMethod.MOTION, VotingMethod.JUDGMENT):
        return None
    return min(resolution.max_chosen or choices, 5 if method is VotingMethod.BUDGET else choices)


def close_secret(resolution: Resolution) -> None:
    """Close its box; the result comes when enough trustees opened the sums. The assembly is locked."""
    if resolution.election is None:
        raise SeriesMissing
    election = close_election(election=resolution.election, by=None)
    append_line(
        resolution.assembly,
        "vote_sealed",
        {"resolution": resolution.position, "archive": archive_digest(election)},
    )


@transaction.atomic
def record_secret_result(*, election: SecretElection) -> VoteResult | None:
    """Write what an election of an assembly gave, once; None when it is of no assembly."""
    known = Resolution.objects.filter(election=election).select_related("assembly").first()
    if known is None:
        return None
    assembly = lock_assembly(known.assembly, *AssemblyState)
    resolution = Resolution.objects.select_for_update(of=("self",)).select_related("amends").get(pk=known.pk)
    if (written := VoteResult.objects.filter(resolution=resolution).first()) is not None:
        return written
    resolution.assembly = assembly
    ballots, quorum = election.counted or 0, quorum_of_sums(assembly, election.counted or 0)
    figures: dict[str, Any] = {
        "method": resolution.method,
        "mandates": election.roll_count,
        "voted": ballots,
    }
    outcome = VoteOutcome.HIDDEN
    if election.sums is None:
        figures["hidden"] = True
        if election.abandoned_why:
            figures["abandoned"] = election.abandoned_why
    else:
        question = read_question(frozen_text(resolution), resolution.digest)
        attending = Attending(mandates=election.roll_count, members=assembly.roll_count or 0)
        count = count_sums(question, election.sums, ballots, attending)
        figures = dict(count.figures)
        outcome = VoteOutcome(count.outcome) if quorum.is_reached else VoteOutcome.NO_QUORUM
    figures["quorum"] = quorum.as_json()
    result = VoteResult.objects.create(
        resolution=resolution,
        outcome=outcome,
        figures=figures,
        engine_version=ENGINE_VERSION,
        ballots_digest=digest_of(canonical(election.sums)),
        ballot_count=ballots,
        counted_at=database_now(),
    )
    append_line(
        assembly,
        "vote_closed",
        {
            "resolution": resolution.position,
            "outcome": result.outcome,
            "ballots": ballots,
            "sums": election.sums,
            "archive": archive_digest(election),
            "figures": figures,
        },
    )
    if resolution.is_amendment and result.outcome == VoteOutcome.ADOPTED:
        incorporate(resolution)
    raise_revision(assembly)
    return result
