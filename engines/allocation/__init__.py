"""Sharing out a budget: which projects get money from what voters approve.

Owns: the method of equal shares with its steps, stops and completions, greedy by votes, why a project is not
funded, outcomes side by side, Pabulib files. Promises: whole millionths of a cent, exactly; never more than
the budget; each funded project paid to the unit by people who approve it; the order of ballots changes
nothing; the same winners on any machine. Refuses: a rule with a choice left unnamed, a file with one false
line, an announced count that is not the file's, ballots other than approvals.
See docs/explanation/allocation.md.
"""

from engines.allocation._budget import MICRO, ApprovalBudget, BudgetProject, VoterApprovals, make_budget
from engines.allocation._comparing import compare_outcomes, prefer
from engines.allocation._deciding import MOST_RUNS, fund_by_votes, ledger_of, share_equally
from engines.allocation._errors import AllocationError, BudgetFault, BudgetRefusedError, TooManyRunsError
from engines.allocation._pabulib import PabulibFile, PabulibSection, pabulib_of, write_pabulib
from engines.allocation._pabulib_reading import read_pabulib
from engines.allocation._report import ENGINE_NAME, ENGINE_VERSION, decision_json, digest_budget
from engines.allocation._results import (
    BrokenTie,
    BudgetDecision,
    EndowmentRun,
    FundedBy,
    FundedProject,
    FundedSummary,
    PaymentGroup,
    Preferences,
    RefusedFor,
    RefusedProject,
    RunVerdict,
)
from engines.allocation._rules import (
    BudgetTie,
    Completion,
    EqualSharesRule,
    GreedyRule,
    StepSize,
    StopRule,
    Utility,
)

__all__ = [
    "ENGINE_NAME",
    "ENGINE_VERSION",
    "MICRO",
    "MOST_RUNS",
    "AllocationError",
    "ApprovalBudget",
    "BrokenTie",
    "BudgetDecision",
    "BudgetFault",
    "BudgetProject",
    "BudgetRefusedError",
    "BudgetTie",
    "Completion",
    "EndowmentRun",
    "EqualSharesRule",
    "FundedBy",
    "FundedProject",
    "FundedSummary",
    "GreedyRule",
    "PabulibFile",
    "PabulibSection",
    "PaymentGroup",
    "Preferences",
    "RefusedFor",
    "RefusedProject",
    "RunVerdict",
    "StepSize",
    "StopRule",
    "TooManyRunsError",
    "Utility",
    "VoterApprovals",
    "compare_outcomes",
    "decision_json",
    "digest_budget",
    "fund_by_votes",
    "ledger_of",
    "make_budget",
    "pabulib_of",
    "prefer",
    "read_pabulib",
    "share_equally",
    "write_pabulib",
]
