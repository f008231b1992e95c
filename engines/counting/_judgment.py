"""Majority judgment, from the counts of grades alone.

The majority grade of a proposal is its LOWER middle grade: the middle one, and of two the worse, as in
M. Balinski and R. Laraki, «Majority Judgment», MIT Press 2010. Equal ones are parted by removing one ballot
with the majority grade from each and looking again, until they differ; proposals with the same profile stay
equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from fractions import Fraction
from itertools import accumulate, pairwise

from engines.counting._errors import refuse


class MeritGrade(IntEnum):
    """Six grades, best first: the place of each in the counts."""

    EXCELLENT = 0
    VERY_GOOD = 1
    GOOD = 2
    FAIR = 3
    PASSABLE = 4
    REJECTED = 5


class MissingGrades(StrEnum):
    """What a ballot without a grade for a proposal says of it."""

    REFUSED = "refused"
    """Such a count is refused: every ballot grades every proposal."""
    REJECTED = "rejected"
    """The worst grade."""


@dataclass(frozen=True, slots=True)
class GradeCounts:
    """How many ballots gave each of the six grades, best first."""

    proposal: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class JudgedProposal:
    """A proposal with its rank and what shows it."""

    proposal: str
    #: From 1; equal profiles share one, and the next is left out.
    rank: int
    majority_grade: MeritGrade
    #: Ballots with a better, and with a worse grade than the majority grade.
    above: int
    below: int
    counts: tuple[int, ...]
    #: By grade, the exact share of ballots: the merit profile, to draw.
    profile: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class JudgmentDuel:
    """How a proposal passed the next one in rank."""

    winner: str
    loser: str
    #: Ballots removed from each before they differed; 0 where majority grades do.
    removed: int
    winner_grade: MeritGrade
    loser_grade: MeritGrade


@dataclass(frozen=True, slots=True)
class JudgmentResult:
    ballots: int
    ranking: tuple[JudgedProposal, ...]
    duels: tuple[JudgmentDuel, ...]

    @property
    def winners(self) -> tuple[str, ...]:
        """One, or those with equal profiles at the head."""
        return tuple(judged.proposal for judged in self.ranking if judged.rank == 1)


def judge(
    proposals: Sequence[GradeCounts], *, ballots: int, missing: MissingGrades = MissingGrades.REFUSED
) -> JudgmentResult:
    """Rank proposals by majority judgment.

    Parameters
    ----------
    proposals : sequence of GradeCounts
        Six counts each.
    ballots : int
        How many ballots there are; each proposal has as many grades, or ``missing`` says what lacks.

    Examples
    --------
    Four ballots, two good and two fair: the worse of the two middle grades is the majority grade.

    >>> found = judge([GradeCounts("a", (0, 0, 2, 2, 0, 0)), GradeCounts("b", (1, 0, 0, 3, 0, 0))], ballots=4)
    >>> [(one.proposal, one.majority_grade.name) for one in found.ranking], found.duels[0].removed
    ([('a', 'FAIR'), ('b', 'FAIR')], 1)
    """
    refuse(_faults(proposals, ballots, missing))
    full = [
        GradeCounts(one.proposal, (*one.counts[:-1], one.counts[-1] + ballots - sum(one.counts)))
        for one in proposals
    ]
    removals = _removals(full, ballots)
    keys = {
        one.proposal: tuple(_grade_removed(one.counts, ballots, number) for number in removals)
        for one in full
    }
    ranked = sorted(full, key=lambda one: keys[one.proposal])  # stable: equal ones stay in declared order
    ranking: list[JudgedProposal] = []
    for place, one in enumerate(ranked, 1):
        is_equal = place > 1 and keys[one.proposal] == keys[ranked[place - 2].proposal]
        rank = ranking[-1].rank if is_equal else place
        ranking.append(_judged(one, rank, ballots))
    duels = []
    for first, second in pairwise(ranked):
        for number, ours, theirs in zip(removals, keys[first.proposal], keys[second.proposal], strict=True):
            if ours != theirs:
                duel = (first.proposal, second.proposal, number, MeritGrade(ours), MeritGrade(theirs))
                duels.append(JudgmentDuel(*duel))
                break
    return JudgmentResult(ballots, tuple(ranking), tuple(duels))


def _judged(one: GradeCounts, rank: int, ballots: int) -> JudgedProposal:
    grade = MeritGrade(_grade_removed(one.counts, ballots, 0))
    return JudgedProposal(
        proposal=one.proposal,
        rank=rank,
        majority_grade=grade,
        above=sum(one.counts[:grade]),
        below=sum(one.counts[grade + 1 :]),
        counts=one.counts,
        profile=tuple(Fraction(count, ballots) for count in one.counts),
    )


def _position(ballots: int, removed: int) -> int:
    """The place, from the best, of the grade removed after ``removed`` others.

    Removing a middle ballot moves the lower middle to the other side of the hole: places go away from the
    middle, in turn on each side.
    """
    middle = ballots // 2  # of places 0 to ballots - 1, best first: of two middle ones, the worse
    step = (removed + 1) // 2
    goes_to_worse = bool(removed % 2) == bool(ballots % 2)
    return middle + step if goes_to_worse else middle - step


def _grade_removed(counts: Sequence[int], ballots: int, removed: int) -> int:
    position = _position(ballots, removed)
    return next(grade for grade, total in enumerate(accumulate(counts)) if position < total)


def _removals(proposals: Sequence[GradeCounts], ballots: int) -> list[int]:
    """The numbers of ballots removed at which some grade can change: at those alone proposals can part."""
    found = {0, 1}
    at = {_position(ballots, number) for number in (0, 1) if number < ballots}
    for one in proposals:
        for total in accumulate(one.counts):
            for position in (total - 1, total):
                if 0 <= position < ballots and position not in at:
                    found.add(_removed_at(ballots, position))
    return sorted(number for number in found if number < ballots)


def _removed_at(ballots: int, position: int) -> int:
    """The inverse of `_position`."""
    middle = ballots // 2
    step = abs(position - middle)
    first, second = 2 * step - 1, 2 * step
    if step == 0:
        return 0
    return first if _position(ballots, first) == position else second


def _faults(proposals: Sequence[GradeCounts], ballots: int, missing: MissingGrades) -> Iterator[str]:
    names = [one.proposal for one in proposals]
    if not names or len(set(names)) != len(names):
        yield "il faut au moins une proposition, et chacune une fois"
    if ballots < 1:
        yield "il faut au moins un bulletin"
    for one in proposals:
        if len(one.counts) != len(MeritGrade) or min(one.counts, default=0) < 0:
            yield f"{one.proposal} : six décomptes de mentions sont attendus"
        elif sum(one.counts) > ballots or (sum(one.counts) < ballots and missing is MissingGrades.REFUSED):
            yield f"{one.proposal} : {sum(one.counts)} mentions pour {ballots} bulletins"
