"""A budget from sums alone: how many approve each project, where each ballot approves at most k.

Sums are what a secret vote gives without showing any ballot. They suffice for funding by number of approvals;
what needs whole ballots, such as equal shares, is in `engines.allocation`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from engines.counting._drawing import CountTie, TieRecord, tie_order
from engines.counting._errors import TieUnresolvedError, refuse


@dataclass(frozen=True, slots=True)
class SummedProject:
    """A project and how many ballots approve it."""

    name: str
    cost_cents: int
    approvals: int


class SummedVerdict(StrEnum):
    FUNDED = "funded"
    DOES_NOT_FIT = "does-not-fit"
    AFTER_THE_STOP = "after-the-stop"
    NO_APPROVAL = "no-approval"


@dataclass(frozen=True, slots=True)
class SummedStep:
    """What became of one project, in the order in which they were taken."""

    project: str
    approvals: int
    cost_cents: int
    #: What was left before its turn.
    left_cents: int
    verdict: SummedVerdict


@dataclass(frozen=True, slots=True)
class SumsResult:
    funded: tuple[str, ...]
    cost_cents: int
    left_cents: int
    steps: tuple[SummedStep, ...]
    ties: tuple[TieRecord, ...]


def fund_by_sums(
    projects: Sequence[SummedProject],
    *,
    money_cents: int,
    ballots: int,
    most: int,
    skips: bool = True,
    tie: CountTie = CountTie.UNBROKEN,
    seed: str = "",
) -> SumsResult:
    """Fund projects by number of approvals, most first, while money lasts.

    Parameters
    ----------
    projects : sequence of SummedProject
        In the declared order, which may part ties.
    ballots, most : int
        How many ballots there are, and how many projects each approves at most: sums that no such ballots
        could make are refused.
    skips : bool
        False: nothing is funded after the first project that does not fit.

    Raises
    ------
    TieUnresolvedError
        When projects with as many approvals do not all fit, and nothing parts them.

    Examples
    --------
    >>> asked = [SummedProject("a", 600, 40), SummedProject("b", 500, 30), SummedProject("c", 400, 20)]
    >>> fund_by_sums(asked, money_cents=1000, ballots=60, most=3).funded
    ('a', 'c')
    """
    refuse(_faults(projects, money_cents, ballots, most))
    parted = {name: rank for rank, name in enumerate(tie_order([one.name for one in projects], tie, seed))}
    ranked = sorted(projects, key=lambda one: (-one.approvals, parted[one.name]))
    left, has_stopped = money_cents, False
    funded: list[str] = []
    steps: list[SummedStep] = []
    ties: list[TieRecord] = []
    for place, one in enumerate(ranked):
        if one.approvals and not has_stopped and (not place or ranked[place - 1].approvals != one.approvals):
            ties += _tie([other for other in ranked if other.approvals == one.approvals], left, skips, tie)
        if not one.approvals:
            verdict = SummedVerdict.NO_APPROVAL
        elif has_stopped:
            verdict = SummedVerdict.AFTER_THE_STOP
        elif one.cost_cents <= left:
            verdict = SummedVerdict.FUNDED
        else:
            verdict = SummedVerdict.DOES_NOT_FIT
        steps.append(SummedStep(one.name, one.approvals, one.cost_cents, left, verdict))
        if verdict is SummedVerdict.FUNDED:
            funded.append(one.name)
            left -= one.cost_cents
        elif verdict is SummedVerdict.DOES_NOT_FIT:
            has_stopped = not skips
    return SumsResult(tuple(funded), money_cents - left, left, tuple(steps), tuple(ties))


def _tie(group: Sequence[SummedProject], left: int, skips: bool, tie: CountTie) -> Iterator[TieRecord]:
    """The tie of a group, if another order of it would fund others."""
    fitting = [one for one in group if one.cost_cents <= left]
    rivals = fitting if skips else group
    if fitting and len(group) > 1 and sum(one.cost_cents for one in rivals) > left:
        names = tuple(one.name for one in rivals)
        if tie is CountTie.UNBROKEN:
            raise TieUnresolvedError(names)
        yield TieRecord(names, names[0])


def _faults(projects: Sequence[SummedProject], money: int, ballots: int, most: int) -> Iterator[str]:
    names = [one.name for one in projects]
    if not names or len(set(names)) != len(names):
        yield "il faut au moins un projet, et chacun une fois"
    if money < 1 or ballots < 0 or most < 1:
        yield "le budget et le nombre d'approbations sont positifs"
    for one in projects:
        if one.cost_cents < 1:
            yield f"{one.name} : le coût doit être une somme positive"
        if not 0 <= one.approvals <= ballots:
            yield f"{one.name} : {one.approvals} approbations pour {ballots} bulletins"
    total = sum(one.approvals for one in projects)
    if total > most * ballots:
        yield f"{total} approbations, plus que {ballots} bulletins de {most} au plus n'en portent"
