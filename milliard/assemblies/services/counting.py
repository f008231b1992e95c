"""From the rows of one vote to its result, by `engines.minutes`, which counts again for whoever verifies."""

from typing import Any

from django.db.models import Count

from engines.counting import CountRefusedError
from engines.minutes import (
    ENGINE_VERSION,
    Attending,
    VotedBallots,
    ballots_digest,
    canonical,
    count_ballots,
    digest_of,
    is_hidden,
    read_question,
)
from milliard.assemblies.enums import Secrecy, VoteOutcome, VotingMethod
from milliard.assemblies.models import (
    ConfidentialBallot,
    OpenBallot,
    Resolution,
    VoteResult,
    VotingRight,
)
from milliard.assemblies.reports.quorums import quorum_at_closing
from milliard.assemblies.services.questions import frozen_text
from milliard.core.clock import database_now
from milliard.core.refusals import Refused


class TooManyPapers(Refused):
    """Hands were counted, then somebody voted who had been counted."""

    message = "Plus de bulletins que de mandats\u00a0: recomptez les mains levées, puis fermez le vote."


class PapersUncounted(Refused):
    """People put a paper in the box of the hall, and the box was not counted since."""

    message = "Comptez d’abord l’urne de la salle, puis fermez le vote."


class RulesUnmet(Refused):
    message = (
        "Aucune liste de ces choix ne suit toutes les règles (parité, régions)\u00a0: changez les choix ou"
        " les règles avant d’ouvrir ce vote."
    )


def ensure_countable(resolution: Resolution) -> None:
    """Count a question just frozen without any ballot: rules that no list meets are told before the vote.

    Raises `RulesUnmet`.
    """
    if resolution.method != VotingMethod.CHOOSE or not resolution.rules:
        return
    question = read_question(frozen_text(resolution), resolution.digest)
    try:
        count_ballots(question, VotedBallots(), Attending(mandates=0, members=0))
    except CountRefusedError:
        raise RulesUnmet from None


def count_vote(resolution: Resolution) -> VoteResult:
    """Count a vote that just closed; the caller holds the assembly and the resolution alone.

    Raises `TooManyPapers`: the closing is undone with it.
    """
    ballots = ballots_of(resolution)
    rights = VotingRight.objects.filter(resolution=resolution)
    quorum = quorum_at_closing(resolution)
    frame = {"quorum": quorum.as_json()}
    mandates = rights.count()
    if ballots.count > mandates:
        raise TooManyPapers
    if is_hidden(resolution.secrecy, ballots.count):
        outcome = VoteOutcome.HIDDEN
        figures: dict[str, Any] = {
            "method": resolution.method,
            "mandates": mandates,
            "voted": ballots.count,
            "hidden": True,
        }
        digest = digest_of(canonical([]))
    else:
        question = read_question(frozen_text(resolution), resolution.digest)
        attending = Attending(mandates=mandates, members=resolution.assembly.roll_count or 0)
        count = count_ballots(question, ballots, attending, chair=_choice_of_chair(resolution))
        outcome = VoteOutcome(count.outcome) if quorum.is_reached else VoteOutcome.NO_QUORUM
        figures, digest = dict(count.figures), ballots_digest(ballots)
    return VoteResult.objects.create(
        resolution=resolution,
        outcome=outcome,
        figures={**figures, **frame},
        engine_version=ENGINE_VERSION,
        ballots_digest=digest,
        ballot_count=ballots.count,
        counted_at=database_now(),
    )


def ensure_papers_counted(resolution: Resolution) -> None:
    """Of a confidential vote, as many papers as people who put one in the box: none is left out.

    Raises `PapersUncounted`.
    """
    ticked = VotingRight.objects.filter(resolution=resolution, is_paper=True).count()
    counted = sum(resolution.paper_counts.values_list("count", flat=True))
    if counted != ticked:
        raise PapersUncounted(
            f"{ticked} personnes ont voté sur papier, {counted} bulletins comptés\u00a0: comptez d’abord"
            " l’urne de la salle, puis fermez le vote."
        )


def ballots_of(resolution: Resolution) -> VotedBallots:
    """All the ballots of a vote, as they are published: by number on the roll, or without any name."""
    named = OpenBallot.objects.filter(right__resolution=resolution)
    boxed = ConfidentialBallot.objects.filter(resolution=resolution).order_by()
    counted = boxed.values_list("content").annotate(Count("pk"))
    papers = resolution.paper_counts.values_list("content", "count")
    return VotedBallots(
        named=dict(named.values_list("right__entry__number", "content")),
        boxed=_merged([*counted, *papers]),
    )


def _merged(pairs: list[tuple[dict[str, Any], int]]) -> list[tuple[dict[str, Any], int]]:
    """One pair for each content: what was on paper and what was not are told together."""
    found: dict[str, tuple[dict[str, Any], int]] = {}
    for content, count in pairs:
        key = canonical(content)
        found[key] = (content, count + found.get(key, (content, 0))[1])
    return list(found.values())


def _choice_of_chair(resolution: Resolution) -> str | None:
    """What the chair's own ballot says, of an open vote: where statutes give it the last word."""
    chair = resolution.assembly.chair_id
    if resolution.secrecy != Secrecy.OPEN or chair is None:
        return None
    ballot = OpenBallot.objects.filter(right__resolution=resolution, right__entry=chair).first()
    return None if ballot is None else str(ballot.content.get("choice", ""))
