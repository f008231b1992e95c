"""Quorum: enough people, counted from the sign-in list, never from ballots."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from engines.counting._errors import refuse
from engines.counting._thresholds import ShareComparison, Threshold


class QuorumCounts(StrEnum):
    """Who makes a quorum."""

    PRESENT = "present"
    ATTENDING = "attending"
    """Present, or represented by somebody who is."""


HALF = Threshold(Fraction(1, 2))


@dataclass(frozen=True, slots=True)
class QuorumRule:
    """What the by-laws must name. A second call has a rule of its own, often with a share of 0."""

    threshold: Threshold = HALF
    counts: QuorumCounts = QuorumCounts.ATTENDING
    #: Never fewer people than this, whatever the share.
    least: int = 0


@dataclass(frozen=True, slots=True)
class QuorumResult:
    rule: QuorumRule
    counted: int
    comparison: ShareComparison
    is_reached: bool
    #: How many more would do: «il en manque 12».
    missing: int


def check_quorum(rule: QuorumRule, *, present: int, represented: int = 0, members: int) -> QuorumResult:
    """Whether enough are there.

    Parameters
    ----------
    present, represented, members : int
        People who are there, people whom they represent, and all who have a vote.

    Examples
    --------
    >>> check_quorum(QuorumRule(), present=100, represented=38, members=300).missing
    12
    """
    if min(present, represented) < 0 or members < 1:
        refuse(["un quorum se compte sur des membres, et sur des présent·es à partir de zéro"])
    if present + represented > members:
        refuse([f"{present} présent·es et {represented} représenté·es pour {members} membres"])
    counted = present if rule.counts is QuorumCounts.PRESENT else present + represented
    comparison = rule.threshold.compare(counted, members)
    missing = max(comparison.missing, rule.least - counted, 0)
    return QuorumResult(rule, counted, comparison, not missing, missing)
