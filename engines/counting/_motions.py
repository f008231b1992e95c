"""A motion: for and against over a base that the by-laws name.

Not voting, abstaining and voting blank are three things. Whoever abstains or votes blank casts a ballot; who
does not vote casts none. Each base says which of them make it harder to adopt.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from engines.counting._errors import refuse
from engines.counting._thresholds import MAJORITY, ShareComparison, Threshold


class MotionBase(StrEnum):
    """What «for» is a share of."""

    CAST = "cast"
    """For + against."""
    WITH_BLANKS = "with-blanks"
    """For + against + blank."""
    BALLOTS = "ballots"
    """For + against + blank + abstentions: every ballot."""
    ATTENDING = "attending"
    """Everybody present or represented, those who did not vote included."""
    MEMBERS = "members"
    """All who have a vote, absent ones included."""


class LevelRule(StrEnum):
    """What happens exactly at a threshold that must be exceeded, such as as many for as against."""

    REJECTED = "rejected"
    ADOPTED = "adopted"
    CASTING_VOTE = "casting-vote"
    """Whoever has the casting vote decides; without it, rejected."""


class MotionVerdict(StrEnum):
    ADOPTED = "adopted"
    REJECTED = "rejected"
    NOTHING_CAST = "nothing-cast"
    """The base is empty: rejected, whatever the threshold."""
    LEVEL_ADOPTED = "level-adopted"
    LEVEL_REJECTED = "level-rejected"


@dataclass(frozen=True, slots=True)
class MotionCount:
    """The count of a motion: people, or whole weights where votes weigh."""

    in_favour: int
    against: int
    abstained: int = 0
    blank: int = 0
    #: Present or represented; None where nobody counted them: then as many as there are ballots.
    attending: int | None = None
    #: All who have a vote; None where it is not known: then as many as attend.
    members: int | None = None

    def __post_init__(self) -> None:
        refuse(self._faults())

    def _faults(self) -> Iterator[str]:
        if min(self.in_favour, self.against, self.abstained, self.blank) < 0:
            yield "un décompte n'est pas négatif"
        if self.attending is not None and self.attending < self.ballots:
            yield f"{self.ballots} bulletins pour {self.attending} présent·es ou représenté·es"
        if self.members is not None and self.members < self.of(MotionBase.ATTENDING):
            yield f"plus de présent·es ou représenté·es que de membres ({self.members})"

    @property
    def ballots(self) -> int:
        return self.in_favour + self.against + self.abstained + self.blank

    @property
    def not_voting(self) -> int:
        """Present or represented without a ballot."""
        return self.of(MotionBase.ATTENDING) - self.ballots

    def of(self, base: MotionBase) -> int:
        """How many make this base.

        >>> count = MotionCount(50, 40, abstained=7, blank=3, attending=120, members=400)
        >>> [count.of(base) for base in MotionBase]
        [90, 93, 100, 120, 400]
        """
        match base:
            case MotionBase.CAST:
                return self.in_favour + self.against
            case MotionBase.WITH_BLANKS:
                return self.in_favour + self.against + self.blank
            case MotionBase.BALLOTS:
                return self.ballots
            case MotionBase.ATTENDING:
                return self.ballots if self.attending is None else self.attending
            case MotionBase.MEMBERS:
                return self.of(MotionBase.ATTENDING) if self.members is None else self.members


@dataclass(frozen=True, slots=True)
class MotionRule:
    """What the by-laws must name: the base, the threshold, what happens exactly at it."""

    base: MotionBase = MotionBase.CAST
    threshold: Threshold = MAJORITY
    level: LevelRule = LevelRule.REJECTED


@dataclass(frozen=True, slots=True)
class MotionResult:
    """Whether a motion is adopted, and the arithmetic."""

    count: MotionCount
    rule: MotionRule
    comparison: ShareComparison
    verdict: MotionVerdict

    @property
    def is_adopted(self) -> bool:
        return self.verdict in (MotionVerdict.ADOPTED, MotionVerdict.LEVEL_ADOPTED)


def decide_motion(
    count: MotionCount, rule: MotionRule | None = None, *, casting_vote: bool | None = None
) -> MotionResult:
    """Decide a motion.

    Parameters
    ----------
    casting_vote : bool, optional
        For (True) or against, of whoever has it: read only where the rule gives one and the count is level.

    Examples
    --------
    Two thirds of votes cast are reached; of members, far from it:

    >>> from fractions import Fraction
    >>> count = MotionCount(200, 100, abstained=50, attending=360, members=900)
    >>> two_thirds = Threshold(Fraction(2, 3))
    >>> decide_motion(count, MotionRule(threshold=two_thirds)).verdict.value
    'adopted'
    >>> decide_motion(count, MotionRule(MotionBase.MEMBERS, two_thirds)).comparison.missing
    400
    """
    rule = rule or MotionRule()
    comparison = rule.threshold.compare(count.in_favour, count.of(rule.base))
    if not comparison.base:
        verdict = MotionVerdict.NOTHING_CAST
    elif comparison.is_reached:
        verdict = MotionVerdict.ADOPTED
    elif comparison.is_level:
        passes = rule.level is LevelRule.ADOPTED or (rule.level is LevelRule.CASTING_VOTE and casting_vote)
        verdict = MotionVerdict.LEVEL_ADOPTED if passes else MotionVerdict.LEVEL_REJECTED
    else:
        verdict = MotionVerdict.REJECTED
    return MotionResult(count, rule, comparison, verdict)
