"""Raising endowments, completions, greedy: by hand, and the published results of real votes."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.allocation import (
    MICRO,
    ApprovalBudget,
    BudgetProject,
    BudgetRefusedError,
    BudgetTie,
    Completion,
    EqualSharesRule,
    FundedBy,
    GreedyRule,
    RefusedFor,
    RunVerdict,
    StepSize,
    StopRule,
    TooManyRunsError,
    Utility,
    VoterApprovals,
    compare_outcomes,
    fund_by_votes,
    make_budget,
    read_pabulib,
    share_equally,
)
from engines.allocation import _deciding as deciding
from engines.allocation.tests.test_shares import budgets

ROOT = Path(__file__).parents[3]
PUBLISHED = Path(os.environ.get("PABULIB", ROOT.parent / "shared" / "data" / "pabulib"))
CENT = EqualSharesRule(step=StepSize.CENT)


def made(money: int, costs: dict[str, int], ballots: list[str]) -> ApprovalBudget:
    """Projects named by one letter; a ballot is the letters that it approves."""
    return make_budget(
        money,
        [BudgetProject(name, cost) for name, cost in costs.items()],
        [VoterApprovals(str(number), tuple(ballot)) for number, ballot in enumerate(ballots)],
    )


def test_published_winners_exactly(capsys: pytest.CaptureFixture[str]) -> None:
    """Every file of equal shares at hand: the published winners with each of three steps."""
    found = sorted(PUBLISHED.glob("*.pb"))
    if not found:
        message = f"NO PUBLISHED RESULT WAS CHECKED: no .pb file in {PUBLISHED} (set PABULIB to their folder)"
        assert "PABULIB" not in os.environ, message
        with capsys.disabled():
            sys.stderr.write(f"\n{message}\n")
        pytest.skip(message)
    for path in found:
        content = read_pabulib(path.read_bytes(), file=path.name)
        assert content.facts["rule"] == "equalshares/add1", path.name
        for step in (StepSize.PERCENT, 100 * MICRO, 50 * MICRO):
            decision = share_equally(content.budget, EqualSharesRule(step=step))
            assert set(decision.winners) == content.selected, (path.name, step)
        once = share_equally(content.budget, EqualSharesRule(stop=StopRule.NONE))
        assert set(once.winners) <= content.selected, path.name


def test_endowments_rise_until_a_run_overspends() -> None:
    """Each holds 2.50; «a» takes it all from two, who leave 1.50 to «b» of 3 only when they hold 4."""
    budget = made(1000, {"a": 500, "b": 300, "c": 400}, ["ab", "ab", "c", "c"])
    declared = (BudgetTie.DECLARED_ORDER,)
    decision = share_equally(budget, EqualSharesRule(step=50 * MICRO, ties=declared))
    assert [(run.endowment // MICRO, run.cost_cents, run.verdict) for run in decision.runs] == [
        (250, 900, RunVerdict.RAISED),
        (300, 900, RunVerdict.RAISED),
        (350, 900, RunVerdict.KEPT),
        (400, 1200, RunVerdict.OVERSPENDS),
    ]
    assert decision.runs[3].added == ("b",)
    assert set(decision.winners) == {"a", "c"}


def test_exhaustive_and_add1_differ_as_cities_do() -> None:
    """At 16.67 a head four can pay «b» and nothing more fits; at 18, five pay «a», and have nothing left."""
    budget = made(100, {"a": 90, "b": 60}, ["ab"] * 4 + ["a", ""])
    results = {
        stop: share_equally(budget, EqualSharesRule(step=2 * MICRO, stop=stop)).winners for stop in StopRule
    }
    assert results == {StopRule.NONE: ("b",), StopRule.EXHAUSTIVE: ("b",), StopRule.ADD_ONE: ("a",)}


def test_all_that_has_votes_is_funded_then_it_ends() -> None:
    decision = share_equally(made(1000, {"a": 100, "b": 100, "c": 100}, ["a", "b", ""]), CENT)
    assert set(decision.winners) == {"a", "b"}
    assert decision.unheard == 1
    assert [item.reason for item in decision.refused] == [RefusedFor.NO_VOTES]


def test_a_run_that_spends_all_of_the_budget_is_kept() -> None:
    decision = share_equally(made(100, {"a": 60, "b": 40}, ["a", "b"]), CENT)
    assert (set(decision.winners), decision.left_cents) == ({"a", "b"}, 0)


def test_a_step_too_small_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "MOST_RUNS", 50)
    with pytest.raises(TooManyRunsError):
        share_equally(made(100_000, {"a": 99_000}, ["a", ""]), EqualSharesRule(step=1))


def test_greedy_completion_takes_what_fits() -> None:
    budget = made(1000, {"a": 500, "b": 450, "c": 300}, ["a", "a", "ab", "b", "c"])
    rule = EqualSharesRule(stop=StopRule.NONE, completion=Completion.GREEDY)
    decision = share_equally(budget, rule)
    assert [(item.project, item.by) for item in decision.funded] == [
        ("a", FundedBy.EQUAL_SHARES),
        ("b", FundedBy.COMPLETION),
    ]
    assert (decision.refused[0].reason, decision.refused[0].available) == (
        RefusedFor.DOES_NOT_FIT,
        50 * MICRO,
    )


def test_the_comparison_takes_greedy_only_if_strictly_more_voters_have_more_of_it() -> None:
    rule = EqualSharesRule(stop=StopRule.NONE, completion=Completion.COMPARISON)
    # Nobody can pay «a» with their own share, and five of eight voters want it.
    budget = made(800, {"a": 700, "b": 90}, ["a"] * 5 + ["b"] * 3)
    decision = share_equally(budget, rule)
    assert decision.preferences is not None
    assert (decision.preferences.shares, decision.preferences.greedy) == (0, 5)
    assert set(decision.winners) == {"a", "b"}
    assert {item.by for item in decision.funded} == {FundedBy.GREEDY}
    # Three gain and three lose: equal shares stay.
    even = made(600, {"a": 500, "b": 200}, ["a"] * 3 + ["b"] * 3)
    declared = (BudgetTie.DECLARED_ORDER,)
    rule = EqualSharesRule(stop=StopRule.NONE, completion=Completion.COMPARISON, ties=declared)
    decision = share_equally(even, rule)
    assert decision.preferences is not None
    assert (decision.preferences.shares, decision.preferences.greedy) == (3, 3)
    assert decision.winners == ("b",)


def test_utility_changes_the_winners() -> None:
    """By cost the project of three comes first whatever it costs; by number, the one that costs each less."""
    budget = made(400, {"a": 300, "b": 110}, ["a", "a", "ab", "b"])
    by_cost = share_equally(budget, EqualSharesRule(Utility.COST, StopRule.NONE))
    by_number = share_equally(budget, EqualSharesRule(Utility.CARDINALITY, StopRule.NONE))
    assert (by_cost.winners, by_number.winners) == (("a",), ("b",))


def test_greedy_skips_or_stops() -> None:
    budget = made(1000, {"a": 600, "b": 500, "c": 400, "d": 1}, ["abc", "abc", "ab", "a", ""])
    skips, stops = fund_by_votes(budget), fund_by_votes(budget, GreedyRule(skips=False))
    assert (skips.winners, stops.winners) == (("a", "c"), ("a",))
    assert {item.project: (item.reason, item.missing) for item in skips.refused} == {
        "b": (RefusedFor.DOES_NOT_FIT, 100 * MICRO),
        "d": (RefusedFor.NO_VOTES, MICRO),
    }
    assert {item.project: item.reason for item in stops.refused}["c"] is RefusedFor.AFTER_THE_STOP


@given(budgets(), st.booleans(), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_greedy_laws(budget: ApprovalBudget, skips: bool, chance: Random) -> None:
    decision = fund_by_votes(budget, GreedyRule(skips=skips))
    assert decision.cost_cents == sum(item.cost_cents for item in decision.funded) <= budget.money_cents
    votes = [item.votes for item in decision.funded]
    assert votes == sorted(votes, reverse=True)
    for item in decision.refused:
        if item.reason is RefusedFor.DOES_NOT_FIT:
            dearer = [one.cost_cents for one in decision.funded if one.votes > item.votes]
            assert item.cost_cents > item.available // MICRO >= decision.left_cents
            assert item.available // MICRO <= budget.money_cents - sum(dearer)
        elif item.reason is RefusedFor.AFTER_THE_STOP:
            assert not skips
    ballots = list(budget.ballots)
    chance.shuffle(ballots)
    shuffled = make_budget(budget.money_cents, budget.projects, ballots)
    assert fund_by_votes(shuffled, GreedyRule(skips=skips)) == decision


def test_outcomes_side_by_side() -> None:
    budget = made(900, {"a": 300, "b": 300, "c": 300, "d": 300}, ["abc"] * 6 + ["d"] * 3)
    shares, greedy = share_equally(budget), fund_by_votes(budget)
    first, second = compare_outcomes(budget, {"shares": shares.winners, "greedy": greedy.winners})
    assert (first.unheard, second.unheard, str(second.unheard_share)) == (0, 3, "1/3")
    assert (str(first.mean_projects), str(second.mean_projects)) == ("5/3", "2")


@pytest.mark.parametrize(
    "wrong",
    [
        {"ties": ()},
        {"ties": (BudgetTie.MORE_VOTES,)},
        {"ties": (BudgetTie.DRAWN,)},
        {"ties": (BudgetTie.DRAWN,), "seed": "a\nb"},
        {"step": 0},
    ],
)
def test_a_choice_left_unnamed_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BudgetRefusedError):
        EqualSharesRule(**wrong)  # type: ignore[arg-type]


def test_faults_of_a_budget_are_told_together() -> None:
    with pytest.raises(BudgetRefusedError) as caught:
        make_budget(
            0,
            [BudgetProject("a", 0, line=3), BudgetProject("a", 1, line=4)],
            [VoterApprovals("1", ("a", "a"), 7), VoterApprovals("1", ("z",), 8)],
        )
    assert [item.line for item in caught.value.faults] == [0, 3, 4, 7, 8, 8]
