"""A question frozen at its opening; a motion voted apart by colleges, and what their votes make."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Count, Max

from engines.minutes import ENGINE_VERSION, CollegeVote, canonical, count_colleges, digest_of, read_question
from milliard.assemblies.enums import ResolutionState, VoteOutcome, VotingMethod
from milliard.assemblies.models import Assembly, Resolution, RollEntry, VoteResult
from milliard.assemblies.reports.quorums import QuorumCheck
from milliard.assemblies.services.chain import append_line
from milliard.assemblies.services.questions import frozen_text
from milliard.core.clock import database_now
from milliard.statutes.enums import CollegeRule


def is_voted_by_colleges(resolution: Resolution) -> bool:
    """Whether the statutes have colleges vote on it apart."""
    return resolution.method == VotingMethod.MOTION and resolution.assembly.statutes.colleges.exists()


def freeze_question(resolution: Resolution, quorum: QuorumCheck, closes_at: dt.datetime | None) -> Resolution:
    """The text no longer changes: its digest is taken, its vote is open."""
    resolution.opened_at, resolution.closes_at = database_now(), closes_at
    resolution.state = ResolutionState.OPEN
    resolution.digest = digest_of(canonical(frozen_text(resolution)))
    resolution.present_count, resolution.represented_count = quorum.present, quorum.represented
    resolution.full_clean()
    resolution.save()
    return resolution


def mark_closed(resolution: Resolution) -> None:
    resolution.state, resolution.closed_at = ResolutionState.CLOSED, database_now()
    resolution.save()


def split_by_college(assembly: Assembly, resolution: Resolution, quorum: QuorumCheck) -> list[Resolution]:
    """One vote for each college, on the same words, with its own rights and its own box; not open yet."""
    last = assembly.resolutions.aggregate(last=Max("position"))["last"] or 0
    parts = []
    for place, college in enumerate(assembly.statutes.colleges.order_by("position"), start=1):
        part = Resolution(
            assembly=assembly,
            position=last + place,
            title=f"{resolution.title} ({college.name})"[:160],
            text=resolution.text,
            kind=resolution.kind,
            method=resolution.method,
            secrecy=resolution.secrecy,
            electorate=resolution.electorate,
            college=college,
            part_of=resolution,
        )
        part.full_clean()
        part.save()
        parts.append(part)
    append_line(
        assembly,
        "colleges_opened",
        {
            "resolution": resolution.position,
            "text": frozen_text(resolution),
            "digest": resolution.digest,
            "rule": assembly.statutes.college_rule,
            "colleges": _told(assembly, parts),
            **quorum.as_json(),
        },
    )
    return parts


def _told(assembly: Assembly, parts: Sequence[Resolution]) -> list[dict[str, object]]:
    sizes = (
        RollEntry.objects.filter(assembly=assembly).order_by().values_list("college").annotate(Count("pk"))
    )
    members = dict(sizes)
    return [
        {
            "name": part.college.name,
            "share": f"{part.college.numerator}/{part.college.denominator}",
            "members": members.get(part.college_id, 0),
            "resolution": part.position,
        }
        for part in parts
        if part.college is not None
    ]


def put_together(resolution: Resolution, parts: Sequence[Resolution]) -> VoteResult:
    """What the colleges' votes, all counted, decide by the statutes' rule."""
    if resolution.state != ResolutionState.CLOSED:
        mark_closed(resolution)
    assembly = resolution.assembly
    results = dict(VoteResult.objects.filter(resolution__in=parts).values_list("resolution", "figures"))
    outcomes = set(VoteResult.objects.filter(resolution__in=parts).values_list("outcome", flat=True))
    told = {one["resolution"]: one for one in _told(assembly, parts)}
    votes = [
        CollegeVote(
            part.college.name,
            part.college.share,
            int(str(told[part.position]["members"])),
            results[part.pk],
        )
        for part in parts
        if part.college is not None
    ]
    question = read_question(frozen_text(resolution), resolution.digest)
    is_each = assembly.statutes.college_rule == CollegeRule.EACH
    count = count_colleges(question, votes, is_each=is_each)
    lost = VoteOutcome.NO_QUORUM in outcomes
    result = VoteResult.objects.create(
        resolution=resolution,
        outcome=VoteOutcome.NO_QUORUM if lost else VoteOutcome(count.outcome),
        figures=dict(count.figures),
        engine_version=ENGINE_VERSION,
        ballots_digest=digest_of(canonical([])),
        ballot_count=sum(int(figures["voted"]) for figures in results.values()),
        counted_at=database_now(),
    )
    append_line(
        assembly,
        "colleges_closed",
        {"resolution": resolution.position, "outcome": result.outcome, "figures": result.figures},
    )
    return result
