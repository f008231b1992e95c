"""Outcomes side by side: what each gives to voters, and which of two more voters would have.

Voters are taken to count the funded projects that they approve, as at https://equalshares.net.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction

import numpy as np

from engines.allocation._budget import ApprovalBudget
from engines.allocation._results import FundedSummary, Preferences


def prefer(budget: ApprovalBudget, greedy: Iterable[int], shares: Iterable[int]) -> Preferences:
    """How many voters find more of their projects in one outcome than in the other."""
    difference = np.zeros(len(budget.ballots), dtype=np.int64)
    for place in greedy:
        difference[budget.supporters[place]] += 1
    for place in shares:
        difference[budget.supporters[place]] -= 1
    for_greedy, for_shares = int(np.count_nonzero(difference > 0)), int(np.count_nonzero(difference < 0))
    return Preferences(for_shares, for_greedy, len(budget.ballots) - for_greedy - for_shares)


def compare_outcomes(
    budget: ApprovalBudget, outcomes: Mapping[str, Collection[str]]
) -> tuple[FundedSummary, ...]:
    """What each set of funded projects gives, side by side, in the order given."""
    voters = len(budget.ballots)
    found = []
    for label, names in outcomes.items():
        places = budget.places(names)
        unheard = budget.unheard(places)
        found.append(
            FundedSummary(
                label=label,
                projects=len(places),
                cost_cents=budget.cost_of(places),
                unheard=unheard,
                unheard_share=Fraction(unheard, voters),
                mean_projects=Fraction(sum(budget.votes[place] for place in places), voters),
                mean_cents=Fraction(
                    sum(budget.votes[place] * budget.projects[place].cost_cents for place in places), voters
                ),
            )
        )
    return tuple(found)
