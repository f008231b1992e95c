"""What by-laws must name before a budget is shared out: every choice that can change the winners."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from engines.allocation._budget import MICRO, ApprovalBudget
from engines.allocation._errors import BudgetRefusedError, fault


class Utility(StrEnum):
    """What a voter is taken to gain from a funded project that they approve."""

    COST = "cost"
    """Its cost: a project twice as dear counts twice."""
    CARDINALITY = "cardinality"
    """One, whatever it costs."""


class StopRule(StrEnum):
    """When raising the endowments ends."""

    ADD_ONE = "add1"
    """Until a run overspends: the last that did not is kept."""
    EXHAUSTIVE = "exhaustive"
    """At the first run after which no project with a vote fits in what is left, or as `ADD_ONE`."""
    NONE = "none"
    """One run, the budget divided by the voters."""


class Completion(StrEnum):
    """What is done with the money that equal shares left."""

    NONE = "none"
    GREEDY = "greedy"
    """Unfunded projects that fit, most votes first."""
    COMPARISON = "comparison"
    """Greedy from nothing is taken instead if strictly more voters get more of their projects from it."""


class StepSize(StrEnum):
    """By how much each endowment is raised between two runs."""

    PERCENT = "percent"
    """A hundredth of the first endowment, rounded up to a millionth of a cent."""
    CENT = "cent"


class BudgetTie(StrEnum):
    """What parts projects that stand equal, tried in the order given."""

    MORE_VOTES = "more-votes"
    LOWER_COST = "lower-cost"
    DECLARED_ORDER = "declared-order"
    DRAWN = "drawn"
    """By SHA-256(seed, line feed, identifier of the project), smallest first: anyone can do it again."""


USUAL_TIES = (BudgetTie.MORE_VOTES, BudgetTie.LOWER_COST, BudgetTie.DECLARED_ORDER)


@dataclass(frozen=True, slots=True)
class EqualSharesRule:
    """The method of equal shares, with every choice named."""

    utility: Utility = Utility.COST
    stop: StopRule = StopRule.ADD_ONE
    #: A named size, or millionths of a cent.
    step: StepSize | int = StepSize.PERCENT
    completion: Completion = Completion.NONE
    #: The last one must part any two: the declared order, or a draw.
    ties: tuple[BudgetTie, ...] = USUAL_TIES
    #: Of `BudgetTie.DRAWN`, published once the votes are in.
    seed: str = ""

    def __post_init__(self) -> None:
        check_ties(self.ties, self.seed)
        if not isinstance(self.step, StepSize) and self.step < 1:
            raise BudgetRefusedError([fault("", 0, "le pas doit être positif")])

    def step_from(self, endowment: int) -> int:
        """Millionths of a cent, after a first run with this endowment."""
        match self.step:
            case StepSize.PERCENT:
                return -(-endowment // 100)
            case StepSize.CENT:
                return MICRO
            case size:
                return int(size)


@dataclass(frozen=True, slots=True)
class GreedyRule:
    """Most votes first, while money lasts."""

    #: False: nothing is funded after the first project that does not fit.
    skips: bool = True
    ties: tuple[BudgetTie, ...] = (BudgetTie.LOWER_COST, BudgetTie.DECLARED_ORDER)
    seed: str = ""

    def __post_init__(self) -> None:
        check_ties(self.ties, self.seed)


def check_ties(ties: Sequence[BudgetTie], seed: str) -> None:
    if not ties or ties[-1] not in (BudgetTie.DECLARED_ORDER, BudgetTie.DRAWN):
        message = "le dernier départage doit être l'ordre déclaré ou un tirage : il départage toujours"
        raise BudgetRefusedError([fault("", 0, message)])
    if BudgetTie.DRAWN in ties and (not seed or "\n" in seed):
        raise BudgetRefusedError([fault("", 0, "un tirage demande une graine, sur une ligne")])


def tie_key(budget: ApprovalBudget, place: int, tie: BudgetTie, seed: str) -> int:
    """What this tie-break compares: the smallest comes first."""
    project = budget.projects[place]
    match tie:
        case BudgetTie.MORE_VOTES:
            return -budget.votes[place]
        case BudgetTie.LOWER_COST:
            return project.cost_cents
        case BudgetTie.DECLARED_ORDER:
            return place
        case BudgetTie.DRAWN:
            return int.from_bytes(hashlib.sha256(f"{seed}\n{project.id}".encode()).digest(), "big")


def tie_ranks(budget: ApprovalBudget, ties: Sequence[BudgetTie], seed: str) -> list[int]:
    """By project, its rank where all stand equal: no two share one."""
    keys = [tuple(tie_key(budget, place, tie, seed) for tie in ties) for place in range(len(budget.projects))]
    ranks = [0] * len(keys)
    for rank, place in enumerate(sorted(range(len(keys)), key=lambda place: keys[place])):
        ranks[place] = rank
    return ranks


def parted_by(
    budget: ApprovalBudget, winner: int, others: Sequence[int], ties: Sequence[BudgetTie], seed: str
) -> BudgetTie:
    """Which tie-break left the winner alone."""
    alike = list(others)
    for tie in ties:
        best = tie_key(budget, winner, tie, seed)
        alike = [place for place in alike if tie_key(budget, place, tie, seed) == best]
        if not alike:
            return tie
    raise AssertionError("the last tie-break parts any two")
