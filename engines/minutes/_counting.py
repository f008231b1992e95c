"""From the ballots of one vote to its figures: one function, for the platform and for who verifies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engines.counting import LevelRule, MotionCount, MotionRule, Threshold, decide_motion
from engines.minutes._methods import (
    budget_figures,
    choose_figures,
    judgment_figures,
    schulze_figures,
    stv_figures,
)
from engines.minutes._questions import BASES, Attending, VotedBallots, VotedQuestion

#: Fewer confidential ballots than this say too much of whose they are.
LEAST_BALLOTS = 10


@dataclass(frozen=True, slots=True)
class VoteCount:
    """``outcome``: «adopted», «rejected», «tied» of motions, «decided» of the others."""

    outcome: str
    figures: Mapping[str, Any]


def count_ballots(
    question: VotedQuestion, ballots: VotedBallots, attending: Attending, *, chair: str | None = None
) -> VoteCount:
    """Count one vote.

    Parameters
    ----------
    chair : str, optional
        What the chair's own ballot says, of an open motion: read only where statutes give it the last word.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from engines.counting import MotionBase
    >>> half = VotedQuestion("motion", MotionBase.CAST, Fraction(1, 2), True, "fails", (), 0, {}, None, "")
    >>> ballots = VotedBallots(boxed=[({"choice": "for"}, 3), ({"choice": "against"}, 2)])
    >>> count_ballots(half, ballots, Attending(mandates=9, members=20)).outcome
    'adopted'
    """
    counters: Mapping[str, Callable[[VotedQuestion, VotedBallots], dict[str, Any]]] = {
        "choose": choose_figures,
        "judgment": judgment_figures,
        "schulze": schulze_figures,
        "stv": stv_figures,
        "budget": budget_figures,
    }
    frame = {
        "method": question.method,
        "mandates": attending.mandates,
        "voted": ballots.count,
        "not_voted": attending.mandates - ballots.count,
    }
    if question.method == "motion":
        outcome, figures = _motion(question, ballots, attending, chair)
        return VoteCount(outcome, {**frame, **figures})
    blank = sum(count for content, count in ballots.contents() if content.get("blank"))
    return VoteCount("decided", {**frame, "blank": blank, **counters[question.method](question, ballots)})


def _motion(
    question: VotedQuestion, ballots: VotedBallots, attending: Attending, chair: str | None
) -> tuple[str, dict[str, Any]]:
    counts = dict.fromkeys(("for", "against", "abstain", "blank"), 0)
    for content, many in ballots.contents():
        counts[content["choice"]] += many
    count = MotionCount(
        counts["for"],
        counts["against"],
        abstained=counts["abstain"],
        blank=counts["blank"],
        attending=attending.mandates,
        members=attending.members,
    )
    level = LevelRule.CASTING_VOTE if question.tie == "chair" else LevelRule.REJECTED
    rule = MotionRule(question.base, Threshold(question.share, question.is_exceeded), level)
    casting = {"for": True, "against": False}.get(chair or "")
    result = decide_motion(count, rule, casting_vote=casting)
    compared = result.comparison
    is_tied = compared.is_level and not compared.is_reached and question.tie == "chair" and casting is None
    figures = {
        "counts": counts,
        "base": next(name for name, base in BASES.items() if base is question.base),
        "base_count": compared.base,
        "share": f"{question.share.numerator}/{question.share.denominator}",
        "comparison": "more_than" if question.is_exceeded else "at_least",
        "needed": _least(question, compared.base),
        "tie": question.tie,
        "chair": chair if question.tie == "chair" else None,
        "verdict": result.verdict.value,
    }
    outcome = "tied" if is_tied else "adopted" if result.is_adopted else "rejected"
    return outcome, figures


def _least(question: VotedQuestion, base: int) -> int:
    """The least number of «for» that is enough."""
    asked = question.share.numerator * base
    floor = asked // question.share.denominator
    return floor + 1 if question.is_exceeded else -(-asked // question.share.denominator)
