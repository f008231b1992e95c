"""What was decided, with the steps that explain it: codes and values, never sentences."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from engines.allocation._rules import BudgetTie, EqualSharesRule, GreedyRule


class FundedBy(StrEnum):
    """Which part of a rule funded a project."""

    EQUAL_SHARES = "equal-shares"
    COMPLETION = "completion"
    GREEDY = "greedy"


class RefusedFor(StrEnum):
    """Why a project is not funded."""

    NO_VOTES = "no-votes"
    SUPPORTERS_SHORT = "supporters-short"
    """Its supporters together have less left than it costs."""
    DOES_NOT_FIT = "does-not-fit"
    """It costs more than what was left when its turn came."""
    AFTER_THE_STOP = "after-the-stop"
    """It came after the first project that did not fit."""


class RunVerdict(StrEnum):
    """What became of a run."""

    RAISED = "raised"
    """It does not overspend; endowments were raised further."""
    KEPT = "kept"
    OVERSPENDS = "overspends"
    """It costs more than the budget: the one before is kept."""


@dataclass(frozen=True, slots=True)
class PaymentGroup:
    """So many voters who each paid the same."""

    voters: int
    #: Millionths of a cent, each.
    each: int


@dataclass(frozen=True, slots=True)
class BrokenTie:
    """The projects that stood as well as the one taken, and what parted them."""

    others: tuple[str, ...]
    by: BudgetTie


@dataclass(frozen=True, slots=True)
class FundedProject:
    """A project that gets its money."""

    project: str
    cost_cents: int
    votes: int
    by: FundedBy
    #: Millionths of a cent that a voter with enough left pays for one unit of gain (a cent of cost, or one
    #: project), before it is rounded up; None outside equal shares.
    unit_price: Fraction | None = None
    #: Who paid what, the largest first: together the cost exactly. Empty outside equal shares.
    payments: tuple[PaymentGroup, ...] = ()
    tie: BrokenTie | None = None


@dataclass(frozen=True, slots=True)
class RefusedProject:
    """A project that gets nothing."""

    project: str
    cost_cents: int
    votes: int
    reason: RefusedFor
    #: Millionths of a cent: what its supporters had left, or for greedy what the budget had left.
    available: int

    @property
    def missing(self) -> int:
        """Millionths of a cent that were missing; 0 after a stop, where it might have fitted."""
        return max(0, self.cost_cents * 1_000_000 - self.available)


@dataclass(frozen=True, slots=True)
class EndowmentRun:
    """One run of equal shares at one endowment."""

    #: Millionths of a cent that each voter held.
    endowment: int
    cost_cents: int
    funded: int
    #: Beside the run before.
    added: tuple[str, ...]
    removed: tuple[str, ...]
    #: Voters none of whose projects is funded.
    unheard: int
    verdict: RunVerdict


@dataclass(frozen=True, slots=True)
class Preferences:
    """How many voters get more of the projects they approve from one outcome than from the other."""

    shares: int
    greedy: int
    indifferent: int

    @property
    def greedy_wins(self) -> bool:
        return self.greedy > self.shares


@dataclass(frozen=True, slots=True)
class BudgetDecision:
    """The projects funded, in the order in which they were, the others and why, and the runs before."""

    rule: EqualSharesRule | GreedyRule
    funded: tuple[FundedProject, ...]
    refused: tuple[RefusedProject, ...]
    cost_cents: int
    left_cents: int
    voters: int
    #: Voters none of whose approved projects is funded.
    unheard: int
    runs: tuple[EndowmentRun, ...] = ()
    #: Of `Completion.COMPARISON`.
    preferences: Preferences | None = None

    @property
    def winners(self) -> tuple[str, ...]:
        return tuple(item.project for item in self.funded)

    @property
    def unheard_share(self) -> Fraction:
        return Fraction(self.unheard, self.voters)


@dataclass(frozen=True, slots=True)
class FundedSummary:
    """What one set of funded projects gives to voters."""

    label: str
    projects: int
    cost_cents: int
    unheard: int
    unheard_share: Fraction
    #: Mean over voters of the number, and of the cost in cents, of funded projects that they approve.
    mean_projects: Fraction
    mean_cents: Fraction
