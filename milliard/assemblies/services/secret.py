"""Secret, verifiable votes of an assembly: which series of elections carries them, and what it gives back.

The box, the trustees and the archive are those of `milliard.elections`: no row here joins a name with a code.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Sum

from engines.ballots import FEWEST_BALLOTS
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
from milliard.assemblies.enums import AssemblyState, ResolutionState, VoteOutcome, VotingMethod
from milliard.assemblies.models import Assembly, CollegeSeries, Resolution, RollEntry, VoteResult
from milliard.assemblies.reports.quorums import quorum_of_sums
from milliard.assemblies.services.chain import append_line
from milliard.assemblies.services.colleges import mark_closed, put_together
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
from milliard.statutes.models import College

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
    message = "Cette série de scrutins sert à une autre assemblée, ou à un autre collège."


class CollegeTooSmall(Refused):
    """Under ten ballots nothing is opened: a college that cannot give ten would never be told."""

    message = "Ce collège a moins de dix membres : un vote secret n’y serait jamais dépouillé."


@transaction.atomic
def attach_series(
    *, assembly: Assembly, series: ElectionSeries, college: College | None = None, by: User | None
) -> Assembly:
    """Have a series carry the secret votes: its voters become the roll, before any code is handed out.

    college: one of the statutes', which votes apart on its own series; None: what all vote together.

    Raises `NotAllowed`, `AssemblyMovedOn`, `SeriesTaken`, `CollegeTooSmall`, `CodesAlreadyOut`.
    """
    authorize(by, policies.can_prepare_assembly, assembly)
    assembly = lock_assembly(assembly, AssemblyState.ROLLED, AssemblyState.CONVENED)
    _refuse_taken(assembly, series, college)
    roll = RollEntry.objects.filter(assembly=assembly).order_by("number")
    if college is not None:
        roll = roll.filter(college=college)
        if roll.count() < FEWEST_BALLOTS:
            raise CollegeTooSmall
    set_voters(series=series, members=Member.objects.filter(pk__in=roll.values("member")).only("pk"), by=by)
    series.refresh_from_db(fields=["trustees_digest", "code_source"])  # a ceremony may have ended meanwhile
    said = {"trustees": series.trustees_digest, "codes_by": series.code_source}
    if college is None:
        assembly.series = series
    else:
        CollegeSeries.objects.update_or_create(
            assembly=assembly, college=college, defaults={"series": series}
        )
        said["college"] = college.name
    raise_revision(assembly)
    append_line(assembly, "series", said)
    journal.record("assemblies.assembly.series_attached", assembly, by=by)
    return assembly


def _refuse_taken(assembly: Assembly, series: ElectionSeries, college: College | None) -> None:
    """A series has one list of voters: it serves one assembly, whole or one college of it."""
    whole = Assembly.objects.filter(series=series)
    apart = CollegeSeries.objects.filter(series=series)
    if college is None:
        whole = whole.exclude(pk=assembly.pk)
    else:
        apart = apart.exclude(assembly=assembly, college=college)
    if whole.exists() or apart.exists():
        raise SeriesTaken


def _series_of(resolution: Resolution) -> ElectionSeries:
    """The series that carries this vote. Raises `SeriesMissing`."""
    if resolution.college is None:
        found = resolution.assembly.series
    else:
        rows = CollegeSeries.objects.filter(assembly=resolution.assembly, college=resolution.college)
        found = next((row.series for row in rows.select_related("series")), None)
    if found is None:
        whose = f" pour le collège « {resolution.college.name} »" if resolution.college else ""
        raise SeriesMissing(
            f"Aucune série de scrutins secrets n’est prête{whose} : dépositaires et codes d’abord."
        )
    return found


def open_secret(resolution: Resolution, closes_at: dt.datetime | None) -> dict[str, Any]:
    """Open its election on the next spare one; what the minutes say of it. The assembly is locked."""
    method = VotingMethod(resolution.method)
    labels = list(resolution.choices.order_by("number").values_list("label", flat=True))
    election = open_election(
        series=_series_of(resolution),
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


def close_secret_boxes(resolution: Resolution, parts: Sequence[Resolution]) -> None:
    """Close its box, or each college's; the result comes when enough trustees opened the sums.

    All are closed before one of them may give its result. The assembly is locked.
    """
    for one in (resolution, *parts):
        mark_closed(one)
    for one in parts or (resolution,):
        _close_box(one)
    if parts:  # given up before the closing, an election has told its result already
        _put_together_once_known(resolution.pk, resolution.assembly)


def _close_box(resolution: Resolution) -> None:
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
    ballots = election.counted or 0
    quorum = quorum_of_sums(assembly, _counted_with(resolution, ballots))
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
    if resolution.part_of_id is not None:
        _put_together_once_known(resolution.part_of_id, assembly)
    elif resolution.is_amendment and result.outcome == VoteOutcome.ADOPTED:
        incorporate(resolution)
    raise_revision(assembly)
    return result


def _counted_with(resolution: Resolution, ballots: int) -> int:
    """Ballots of all the colleges, where it is the vote of one: the quorum is the assembly's."""
    if resolution.part_of_id is None:
        return ballots
    parts = Resolution.objects.filter(part_of=resolution.part_of_id)
    return int(parts.aggregate(all=Sum("election__counted"))["all"] or 0)


def _put_together_once_known(whole_id: int, assembly: Assembly) -> None:
    """What the colleges decide together, once their vote is closed and each has given its result."""
    rows = Resolution.objects.select_for_update(of=("self",)).select_related("amends")
    whole = rows.get(pk=whole_id)
    whole.assembly = assembly
    parts = list(whole.parts.select_related("college").order_by("position"))
    is_known = VoteResult.objects.filter(resolution__in=parts).count() == len(parts)
    is_told = VoteResult.objects.filter(resolution=whole).exists()
    if is_told or not is_known or whole.state != ResolutionState.CLOSED:
        return
    if put_together(whole, parts).outcome == VoteOutcome.ADOPTED and whole.is_amendment:
        incorporate(whole)
