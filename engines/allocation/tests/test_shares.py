"""One run: the engine against the slow reference, and the laws that hold whatever the ballots."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.allocation import (
    MICRO,
    ApprovalBudget,
    BudgetProject,
    BudgetTie,
    Completion,
    EqualSharesRule,
    FundedBy,
    RefusedFor,
    StopRule,
    Utility,
    VoterApprovals,
    ledger_of,
    make_budget,
    share_equally,
)
from engines.allocation._rules import tie_ranks
from engines.allocation._sharing import fits_int64, share_once
from engines.allocation.tests import reference

ONCE = EqualSharesRule(stop=StopRule.NONE)


@st.composite
def budgets(draw: st.DrawFn, most_voters: int = 12) -> ApprovalBudget:
    """Small numbers, so that ties, poor supporters and shares that do not divide are common."""
    count = draw(st.integers(1, 7))
    names = [f"p{number}" for number in range(count)]
    costs = draw(st.lists(st.integers(1, 40), min_size=count, max_size=count))
    choices = draw(st.lists(st.sets(st.sampled_from(names)), min_size=1, max_size=most_voters))
    return make_budget(
        draw(st.integers(1, 120)),
        [BudgetProject(name, cost) for name, cost in zip(names, costs, strict=True)],
        [VoterApprovals(f"v{number}", tuple(sorted(chosen))) for number, chosen in enumerate(choices)],
    )


rules = st.builds(
    EqualSharesRule,
    utility=st.sampled_from(Utility),
    stop=st.sampled_from(StopRule),
    completion=st.sampled_from(Completion),
    step=st.sampled_from([MICRO // 3, MICRO, 7 * MICRO]),
    ties=st.sampled_from(
        [
            (BudgetTie.MORE_VOTES, BudgetTie.LOWER_COST, BudgetTie.DECLARED_ORDER),
            (BudgetTie.DRAWN,),
            (BudgetTie.LOWER_COST, BudgetTie.DRAWN),
        ]
    ),
    seed=st.just("graine"),
)


@given(budgets(), st.integers(0, 60 * MICRO), st.sampled_from(Utility), st.booleans())
@settings(deadline=None)
def test_fast_is_slow(budget: ApprovalBudget, endowment: int, utility: Utility, exact: bool) -> None:
    names = [project.id for project in budget.projects]
    ranks = tie_ranks(budget, ONCE.ties, "")
    run = share_once(budget, endowment, utility, ranks, exact=exact)
    winners, payments, money = reference.share(
        {project.id: project.cost_cents for project in budget.projects},
        {ballot.voter: frozenset(ballot.projects) for ballot in budget.ballots},
        endowment,
        by_cost=utility is Utility.COST,
        ties=sorted(names, key=lambda name: ranks[names.index(name)]),
    )
    assert [names[place] for place in run.places] == winners
    assert [int(left) for left in run.money] == [money[ballot.voter] for ballot in budget.ballots]
    for purchase in run.purchases:
        paid = payments[names[purchase.place]]
        assert sum(paid.values()) == budget.projects[purchase.place].cost_cents * MICRO
        assert max(paid.values()) <= purchase.price


@given(budgets(), rules)
@settings(deadline=None)
def test_what_always_holds(budget: ApprovalBudget, rule: EqualSharesRule) -> None:
    decision = share_equally(budget, rule)
    assert decision == share_equally(budget, rule, exact=True)
    assert decision.cost_cents == sum(item.cost_cents for item in decision.funded) <= budget.money_cents
    assert {*decision.winners, *(item.project for item in decision.refused)} == set(budget.rank)
    assert len(decision.funded) + len(decision.refused) == len(budget.projects)
    for item in decision.funded:
        if item.by is FundedBy.EQUAL_SHARES:
            assert sum(group.voters * group.each for group in item.payments) == item.cost_cents * MICRO
    approved = {ballot.voter: set(ballot.projects) for ballot in budget.ballots}
    assert decision.unheard == sum(not chosen & set(decision.winners) for chosen in approved.values())


@given(budgets(), rules)
@settings(deadline=None)
def test_the_outcome_is_priceable(budget: ApprovalBudget, rule: EqualSharesRule) -> None:
    """Peters and Skowron's definition, on the run that is kept: a price system supports the winners."""
    rule = EqualSharesRule(rule.utility, rule.stop, rule.step, Completion.NONE, rule.ties, rule.seed)
    decision = share_equally(budget, rule)
    kept = [run for run in decision.runs if run.verdict.value == "kept"]
    assert len(kept) == 1
    ledger = ledger_of(budget, rule)
    approved = {ballot.voter: set(ballot.projects) for ballot in budget.ballots}
    for voter, paid in ledger.items():
        assert set(paid) <= approved[voter]
        assert sum(paid.values()) <= kept[0].endowment
        assert min(paid.values(), default=0) >= 0
    left = {voter: kept[0].endowment - sum(paid.values()) for voter, paid in ledger.items()}
    for item in decision.funded:
        paid_for_it = [paid.get(item.project, 0) for paid in ledger.values()]
        assert sum(paid_for_it) == item.cost_cents * MICRO
    for item in decision.refused:
        held = sum(left[voter] for voter, chosen in approved.items() if item.project in chosen)
        assert held == item.available < item.cost_cents * MICRO
        assert item.missing == item.cost_cents * MICRO - held


@given(budgets(), rules, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_ballots_changes_nothing(
    budget: ApprovalBudget, rule: EqualSharesRule, chance: Random
) -> None:
    ballots = [
        VoterApprovals(ballot.voter, tuple(chance.sample(ballot.projects, len(ballot.projects))))
        for ballot in budget.ballots
    ]
    chance.shuffle(ballots)
    shuffled = make_budget(budget.money_cents, budget.projects, ballots)
    assert share_equally(shuffled, rule) == share_equally(budget, rule)
    assert ledger_of(shuffled, rule) == ledger_of(budget, rule)


@pytest.mark.slow
@given(budgets(), st.sampled_from(Utility), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_a_draw_does_not_see_the_declared_order(
    budget: ApprovalBudget, utility: Utility, chance: Random
) -> None:
    rule = EqualSharesRule(utility, ties=(BudgetTie.DRAWN,), seed="graine")
    projects = list(budget.projects)
    chance.shuffle(projects)
    shuffled = make_budget(budget.money_cents, projects, budget.ballots)
    assert set(share_equally(shuffled, rule).winners) == set(share_equally(budget, rule).winners)


def test_rounding_does_not_change_the_winners_of_the_paper() -> None:
    """Against fractions: costs as budgets have, so that no knife's edge is met by chance."""
    chance = np.random.default_rng(20261129)
    names = [f"p{number}" for number in range(8)]
    differing = 0
    for _ in range(60):
        costs = {name: int(chance.integers(50_000, 900_000)) for name in names}
        ballots = {
            f"v{number}": frozenset(name for name in names if chance.random() < 0.35) for number in range(25)
        }
        money = int(chance.integers(500_000, 2_000_000))
        budget = make_budget(
            money,
            [BudgetProject(name, cost) for name, cost in costs.items()],
            [VoterApprovals(voter, tuple(chosen)) for voter, chosen in ballots.items()],
        )
        for utility in Utility:
            ranks = tie_ranks(budget, ONCE.ties, "")
            ties = sorted(names, key=lambda name: ranks[names.index(name)])
            winners = reference.exact_winners(
                costs, ballots, Fraction(money, 25), by_cost=utility is Utility.COST, ties=ties
            )
            found = share_equally(budget, EqualSharesRule(utility, StopRule.NONE)).winners
            differing += list(found) != winners
    assert differing == 0


def test_sums_beyond_64_bits_are_exact() -> None:
    cost = 3 * 10**14
    projects = [BudgetProject("a", cost), BudgetProject("b", cost + 1), BudgetProject("c", cost)]
    ballots = [VoterApprovals(f"v{number}", ("a", "b", "c")) for number in range(7)]
    budget = make_budget(10**15, projects, ballots)
    assert not fits_int64(budget, 10**15 * MICRO // 7)
    decision = share_equally(budget, ONCE)
    assert decision.winners == ("a", "c", "b")
    assert decision.left_cents == 10**15 - 3 * cost - 1
    for item in decision.funded:
        assert sum(group.voters * group.each for group in item.payments) == item.cost_cents * MICRO


def test_who_paid_what_by_hand() -> None:
    """Three voters hold 4 euros; «a» costs 5 to three, «b» 5 to the last two, who have 2.33 left each."""
    budget = make_budget(
        1200,
        [BudgetProject("a", 500), BudgetProject("b", 500), BudgetProject("c", 1), BudgetProject("d", 1)],
        [VoterApprovals("1", ("a", "c")), VoterApprovals("2", ("a", "b")), VoterApprovals("3", ("a", "b"))],
    )
    decision = share_equally(budget, ONCE)
    assert decision.winners == ("a", "c")
    first, second = decision.funded
    assert [(group.voters, group.each) for group in first.payments] == [(2, 166_666_667), (1, 166_666_666)]
    assert first.unit_price == Fraction(MICRO, 3)
    assert [(group.voters, group.each) for group in second.payments] == [(1, MICRO)]
    refused = {item.project: item for item in decision.refused}
    assert refused["b"].reason is RefusedFor.SUPPORTERS_SHORT
    assert refused["b"].available == 2 * 400 * MICRO - 166_666_667 - 166_666_666
    assert refused["b"].missing == 500 * MICRO - refused["b"].available
    assert refused["d"].reason is RefusedFor.NO_VOTES
    assert decision.unheard_share == 0


def test_a_price_that_rose_to_another_is_a_tie() -> None:
    """«y» and «z» leave 40 cents to the first voter, so that «a» rises from 50 cents a head to 60, as «b»."""
    budget = make_budget(
        600,
        [BudgetProject("y", 60), BudgetProject("z", 60), BudgetProject("b", 120), BudgetProject("a", 100)],
        [
            VoterApprovals(str(number), tuple(ballot))
            for number, ballot in enumerate(["yza", "a", "b", "b", "y", "z"])
        ],
    )
    rule = EqualSharesRule(Utility.CARDINALITY, StopRule.NONE, ties=(BudgetTie.DECLARED_ORDER,))
    decision = share_equally(budget, rule)
    assert decision.winners == ("y", "z", "b", "a")
    told = decision.funded[2].tie
    assert told is not None
    assert (told.others, told.by) == (("a",), BudgetTie.DECLARED_ORDER)


@pytest.mark.parametrize(
    ("ties", "first", "by"),
    [
        ((BudgetTie.DECLARED_ORDER,), "a", BudgetTie.DECLARED_ORDER),
        ((BudgetTie.MORE_VOTES, BudgetTie.DECLARED_ORDER), "b", BudgetTie.MORE_VOTES),
        ((BudgetTie.LOWER_COST, BudgetTie.DECLARED_ORDER), "c", BudgetTie.LOWER_COST),
    ],
)
def test_a_tie_is_broken_as_named_and_told(ties: tuple[BudgetTie, ...], first: str, by: BudgetTie) -> None:
    """By number: «a», «b» and «c» cost each of their supporters 10 cents."""
    budget = make_budget(
        400,
        [BudgetProject("a", 20), BudgetProject("b", 30), BudgetProject("c", 10)],
        [VoterApprovals("1", ("a", "b", "c")), VoterApprovals("2", ("a", "b")), VoterApprovals("3", ("b",))],
    )
    decision = share_equally(budget, EqualSharesRule(Utility.CARDINALITY, StopRule.NONE, ties=ties))
    told = decision.funded[0]
    assert told.project == first
    assert told.tie is not None
    assert (set(told.tie.others), told.tie.by) == ({"a", "b", "c"} - {first}, by)
