"""The rules themselves: equal shares raised step by step, its completion, and greedy by votes.

Sources: D. Peters, G. Pierczyński, P. Skowron, «Proportional Participatory Budgeting with Additive
Utilities», NeurIPS 2021 (arXiv:2008.13276), for the method; https://equalshares.net for raising the
endowments and for the comparison.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from engines.allocation._budget import MICRO, ApprovalBudget
from engines.allocation._comparing import prefer
from engines.allocation._errors import TooManyRunsError
from engines.allocation._results import (
    BrokenTie,
    BudgetDecision,
    EndowmentRun,
    FundedBy,
    FundedProject,
    PaymentGroup,
    Preferences,
    RefusedFor,
    RefusedProject,
    RunVerdict,
)
from engines.allocation._rules import (
    Completion,
    EqualSharesRule,
    GreedyRule,
    StopRule,
    parted_by,
    tie_ranks,
)
from engines.allocation._sharing import Money, Purchase, SharedRun, share_once

MOST_RUNS = 100_000


def share_equally(
    budget: ApprovalBudget, rule: EqualSharesRule | None = None, *, exact: bool = False
) -> BudgetDecision:
    """Share the budget out by the method of equal shares.

    Parameters
    ----------
    budget : ApprovalBudget
        From `make_budget`.
    rule : EqualSharesRule, optional
        Every choice that can change the winners.
    exact : bool
        Compute in Python's whole numbers even where 64 bits would do: the same, slower.

    Raises
    ------
    TooManyRunsError
        When the step is so small that `MOST_RUNS` runs do not reach the end.

    Examples
    --------
    Two thirds of the voters cannot take the share of the last third:

    >>> from engines.allocation import BudgetProject, VoterApprovals, make_budget
    >>> many = [VoterApprovals(voter, ("a", "b", "c")) for voter in "123456"]
    >>> few = [VoterApprovals(voter, ("d",)) for voter in "789"]
    >>> budget = make_budget(900, [BudgetProject(name, 300) for name in "abcd"], many + few)
    >>> share_equally(budget).winners, fund_by_votes(budget).winners
    (('a', 'b', 'd'), ('a', 'b', 'c'))
    """
    rule = rule or EqualSharesRule()
    runs, kept = _raise_endowments(budget, rule, exact=exact)
    shared = kept.places
    preferences = None
    if rule.completion is Completion.COMPARISON:
        other = fund_by_votes(budget, _greedy_of(rule))
        preferences = prefer(budget, budget.places(other.winners), shared)
        if preferences.greedy_wins:
            return _decision(budget, rule, other.funded, other.refused, runs, preferences)
    funded = [_funded(budget, rule, purchase) for purchase in kept.purchases]
    refused = _short(budget, shared, kept.money)
    if rule.completion is Completion.GREEDY:
        more, refused = _by_votes(budget, _greedy_of(rule), shared, FundedBy.COMPLETION)
        funded += more
    return _decision(budget, rule, funded, refused, runs, preferences)


def fund_by_votes(budget: ApprovalBudget, rule: GreedyRule | None = None) -> BudgetDecision:
    """Fund projects by number of votes, most first, while money lasts."""
    rule = rule or GreedyRule()
    funded, refused = _by_votes(budget, rule, (), FundedBy.GREEDY)
    return _decision(budget, rule, funded, refused, (), None)


def ledger_of(budget: ApprovalBudget, rule: EqualSharesRule) -> dict[str, dict[str, int]]:
    """By voter and project, the millionths of a cent paid in the run that is kept.

    It tells who approves what, as ballots do: publish `PaymentGroup` rather than this.
    """
    _, kept = _raise_endowments(budget, rule, exact=False)
    ledger: dict[str, dict[str, int]] = {ballot.voter: {} for ballot in budget.ballots}
    for purchase in kept.purchases:
        name = budget.projects[purchase.place].id
        for order, row in enumerate(purchase.rich):
            paid = purchase.price - (order < purchase.returned)
            ledger[budget.ballots[row].voter][name] = paid
        for row, paid in zip(purchase.poor, purchase.poor_paid, strict=True):
            ledger[budget.ballots[row].voter][name] = int(paid)
    return ledger


def _raise_endowments(
    budget: ApprovalBudget, rule: EqualSharesRule, *, exact: bool
) -> tuple[tuple[EndowmentRun, ...], SharedRun]:
    """The runs, and the one that is kept: the first cannot overspend (`MOST_VOTERS`)."""
    ranks = tie_ranks(budget, rule.ties, rule.seed)
    endowment = -(-budget.money_cents * MICRO // len(budget.ballots))
    step = rule.step_from(endowment)
    supported = sum(votes > 0 for votes in budget.votes)
    runs: list[EndowmentRun] = []
    before: SharedRun | None = None
    while True:
        run = share_once(budget, endowment, rule.utility, ranks, exact=exact)
        cost = budget.cost_of(run.places)
        if before is not None and cost > budget.money_cents:
            runs.append(_told(budget, runs, before, run, endowment, RunVerdict.OVERSPENDS))
            return tuple(runs), before
        is_last = len(run.purchases) == supported or (
            rule.stop is StopRule.NONE
            or (rule.stop is StopRule.EXHAUSTIVE and _is_exhaustive(budget, run.places, cost))
        )
        if before is not None and runs[-1].verdict is RunVerdict.KEPT:
            runs[-1] = _raised(runs[-1])
        runs.append(_told(budget, runs, before, run, endowment, RunVerdict.KEPT))
        before = run
        if is_last:
            return tuple(runs), run
        if len(runs) >= MOST_RUNS:
            raise TooManyRunsError(MOST_RUNS)
        endowment += step


def _told(
    budget: ApprovalBudget,
    runs: Sequence[EndowmentRun],
    before: SharedRun | None,
    run: SharedRun,
    endowment: int,
    verdict: RunVerdict,
) -> EndowmentRun:
    now, then = set(run.places), set(before.places) if before else set()
    unheard = runs[-1].unheard if runs and now == then else budget.unheard(now)
    names = [project.id for project in budget.projects]
    return EndowmentRun(
        endowment=endowment,
        cost_cents=budget.cost_of(now),
        funded=len(now),
        added=tuple(names[place] for place in sorted(now - then)),
        removed=tuple(names[place] for place in sorted(then - now)),
        unheard=unheard,
        verdict=verdict,
    )


def _raised(run: EndowmentRun) -> EndowmentRun:
    return EndowmentRun(
        run.endowment, run.cost_cents, run.funded, run.added, run.removed, run.unheard, RunVerdict.RAISED
    )


def _is_exhaustive(budget: ApprovalBudget, funded: Collection[int], cost: int) -> bool:
    """Whether no other project that somebody approves fits in what is left."""
    left = budget.money_cents - cost
    return not any(
        project.cost_cents <= left and budget.votes[place] and place not in funded
        for place, project in enumerate(budget.projects)
    )


def _funded(budget: ApprovalBudget, rule: EqualSharesRule, purchase: Purchase) -> FundedProject:
    project = budget.projects[purchase.place]
    amounts, counts = np.unique(purchase.poor_paid, return_counts=True)
    voters_by_amount = {int(amount): int(count) for amount, count in zip(amounts, counts, strict=True)}
    for amount, count in (
        (purchase.price, len(purchase.rich) - purchase.returned),
        (purchase.price - 1, purchase.returned),
    ):
        voters_by_amount[amount] = voters_by_amount.get(amount, 0) + count
    payments = [PaymentGroup(count, each) for each, count in sorted(voters_by_amount.items()) if count]
    tie = None
    if purchase.tied:
        by = parted_by(budget, purchase.place, purchase.tied, rule.ties, rule.seed)
        tie = BrokenTie(tuple(budget.projects[place].id for place in purchase.tied), by)
    return FundedProject(
        project=project.id,
        cost_cents=project.cost_cents,
        votes=budget.votes[purchase.place],
        by=FundedBy.EQUAL_SHARES,
        unit_price=purchase.unit_price,
        payments=tuple(reversed(payments)),
        tie=tie,
    )


def _short(budget: ApprovalBudget, funded: Collection[int], money: Money) -> list[RefusedProject]:
    """The projects that equal shares did not fund, with what their supporters have left."""
    found = []
    for place, project in enumerate(budget.projects):
        if place not in funded:
            votes = budget.votes[place]
            reason = RefusedFor.SUPPORTERS_SHORT if votes else RefusedFor.NO_VOTES
            left = int(money[budget.supporters[place]].sum()) if votes else 0
            found.append(RefusedProject(project.id, project.cost_cents, votes, reason, left))
    return found


def _greedy_of(rule: EqualSharesRule) -> GreedyRule:
    return GreedyRule(ties=rule.ties, seed=rule.seed)


def _by_votes(
    budget: ApprovalBudget, rule: GreedyRule, before: Collection[int], by: FundedBy
) -> tuple[list[FundedProject], list[RefusedProject]]:
    left = budget.money_cents - budget.cost_of(before)
    ranks = tie_ranks(budget, rule.ties, rule.seed)
    waiting = [place for place in range(len(budget.projects)) if place not in before]
    waiting.sort(key=lambda place: (-budget.votes[place], ranks[place]))
    funded: list[FundedProject] = []
    refused: list[RefusedProject] = []
    has_stopped = False
    for position, place in enumerate(waiting):
        project, votes = budget.projects[place], budget.votes[place]
        if votes and not has_stopped and project.cost_cents <= left:
            rivals = [other for other in waiting[position + 1 :] if budget.votes[other] == votes]
            tie = None
            if rivals:
                parted = parted_by(budget, place, rivals, rule.ties, rule.seed)
                tie = BrokenTie(tuple(budget.projects[other].id for other in rivals), parted)
            left -= project.cost_cents
            funded.append(FundedProject(project.id, project.cost_cents, votes, by, tie=tie))
            continue
        reason = RefusedFor.AFTER_THE_STOP if has_stopped else RefusedFor.DOES_NOT_FIT
        if not votes:
            reason = RefusedFor.NO_VOTES
        has_stopped = has_stopped or not rule.skips
        refused.append(RefusedProject(project.id, project.cost_cents, votes, reason, left * MICRO))
    return funded, refused


def _decision(
    budget: ApprovalBudget,
    rule: EqualSharesRule | GreedyRule,
    funded: Sequence[FundedProject],
    refused: Sequence[RefusedProject],
    runs: Sequence[EndowmentRun],
    preferences: Preferences | None,
) -> BudgetDecision:
    places = budget.places([item.project for item in funded])
    cost = budget.cost_of(places)
    return BudgetDecision(
        rule=rule,
        funded=tuple(funded),
        refused=tuple(refused),
        cost_cents=cost,
        left_cents=budget.money_cents - cost,
        voters=len(budget.ballots),
        unheard=budget.unheard(places),
        runs=tuple(runs),
        preferences=preferences,
    )
