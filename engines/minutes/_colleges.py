"""One motion voted apart in each college: their counts put together by exact fractions, in the open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from engines.counting import (
    CollegeCount,
    MotionCount,
    MotionRule,
    Threshold,
    combine_colleges,
    require_each_college,
)
from engines.minutes._counting import VoteCount
from engines.minutes._questions import VotedQuestion


@dataclass(frozen=True, slots=True)
class CollegeVote:
    """What one college's vote gave; ``figures`` None: too few ballots to be told, so they bring nothing."""

    name: str
    share: Fraction
    members: int
    figures: Mapping[str, Any] | None


def count_colleges(question: VotedQuestion, votes: Sequence[CollegeVote], *, is_each: bool) -> VoteCount:
    """Put the votes of colleges together.

    Parameters
    ----------
    is_each : bool
        Every college must adopt; otherwise each brings its share times its part in favour, and the sum is
        compared with the majority of the question.
    """
    rule = MotionRule(question.base, Threshold(question.share, question.is_exceeded))
    counts = [CollegeCount(vote.name, _count(vote), vote.share) for vote in votes]
    if is_each:
        each = require_each_college(counts, rule)
        figures: dict[str, Any] = {"rule": "each", "against": list(each.against)}
        return VoteCount("adopted" if each.is_adopted else "rejected", {"method": "colleges", **figures})
    found = combine_colleges(counts, rule)
    figures = {
        "rule": "combined",
        "parts": [
            {
                "name": part.college,
                "share": _told(part.share),
                "for": part.in_favour,
                "base": part.base,
                "brings": _told(part.brings),
            }
            for part in found.parts
        ],
        "in_favour": _told(found.in_favour),
        "share": _told(question.share),
        "comparison": "more_than" if question.is_exceeded else "at_least",
    }
    return VoteCount("adopted" if found.is_adopted else "rejected", {"method": "colleges", **figures})


def _count(vote: CollegeVote) -> MotionCount:
    if vote.figures is None or "counts" not in vote.figures:
        return MotionCount(0, 0, members=vote.members)
    counts = vote.figures["counts"]
    return MotionCount(
        counts["for"],
        counts["against"],
        abstained=counts["abstain"],
        blank=counts["blank"],
        attending=vote.figures["mandates"],
        members=max(vote.members, vote.figures["mandates"]),
    )


def _told(part: Fraction) -> str:
    return f"{part.numerator}/{part.denominator}"
