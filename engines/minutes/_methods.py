"""Each way to vote that is not a motion: its ballots as the engine of its rule takes them, its figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from engines.allocation import (
    MICRO,
    ApprovalBudget,
    BudgetDecision,
    BudgetProject,
    Completion,
    EqualSharesRule,
    RefusedFor,
    StepSize,
    StopRule,
    TooManyRunsError,
    Utility,
    VoterApprovals,
    make_budget,
    share_equally,
)
from engines.counting import (
    CountedCandidate,
    CountTie,
    GradeCounts,
    PreferenceBallot,
    RankedBallot,
    SeatBound,
    choose_seats,
    count_stv,
    judge,
    parity,
    rank_by_schulze,
)
from engines.minutes._questions import VotedBallots, VotedQuestion

_GRADES = 6


def choose_figures(question: VotedQuestion, ballots: VotedBallots) -> dict[str, Any]:
    """Seats from approvals, rules after the count applied."""
    return seated_figures(question, _approvals(question, ballots))


def seated_figures(question: VotedQuestion, approvals: Mapping[str, int]) -> dict[str, Any]:
    """The same from how many approve each choice."""
    candidates = [
        CountedCandidate(
            str(choice.number),
            approvals[str(choice.number)],
            (("gender", choice.gender), ("region", choice.region)),
        )
        for choice in question.choices
    ]
    seats = min(question.seats or 1, len(candidates))
    result = choose_seats(
        candidates, seats, bounds=_bounds(question, seats), tie=CountTie.DRAWN, seed=question.digest
    )
    return {
        "approvals": dict(approvals),
        "seats": seats,
        "winners": [int(name) for name in result.seated],
        "vacant": result.vacant,
        "steps": [
            {
                "choice": int(step.candidate),
                "votes": step.votes,
                "verdict": step.verdict.value,
                "because": [[bound.trait, bound.value, bound.low, bound.high] for bound in step.because],
            }
            for step in result.steps
        ],
        "ties": [
            {"between": sorted(map(int, tie.names)), "drawn": _drawn(tie.names, result.seated)}
            for tie in result.ties
        ],
    }


def _drawn(names: Iterable[str], seated: Iterable[str]) -> int | list[int]:
    """Whom the draw seats among equals: a number; where they are several, their numbers in order."""
    among = set(names)
    found = sorted(int(name) for name in seated if name in among)
    return found[0] if len(found) == 1 else found


def _bounds(question: VotedQuestion, seats: int) -> list[SeatBound]:
    """What is applied after the count.

    ``{"parity": true}``, ``{"regions": {"Bretagne": [1, 2]}}`` (at least, at most).
    """
    bounds: list[SeatBound] = []
    if question.rules.get("parity"):
        genders = sorted({choice.gender for choice in question.choices if choice.gender})
        bounds += parity("gender", genders, seats)
    for region, (low, high) in sorted(question.rules.get("regions", {}).items()):
        bounds.append(SeatBound("region", region, low, high))
    return bounds


def _approvals(question: VotedQuestion, ballots: VotedBallots) -> Counter[str]:
    found = Counter(dict.fromkeys(question.numbers, 0))
    for content, count in ballots.contents():
        for number in content.get("chosen", ()):
            found[str(number)] += count
    return found


def judgment_figures(question: VotedQuestion, ballots: VotedBallots) -> dict[str, Any]:
    """Majority judgment from whole ballots."""
    grades = {number: [0] * _GRADES for number in question.numbers}
    cast = 0
    for content, count in ballots.contents():
        if "grades" in content:
            cast += count
            for number, grade in content["grades"].items():
                grades[number][grade] += count
    return graded_figures(question, grades, cast)


def graded_figures(question: VotedQuestion, grades: Mapping[str, list[int]], cast: int) -> dict[str, Any]:
    """The same from how many of ``cast`` ballots gave each grade, the worst first."""
    if not cast:
        return {"grades": dict(grades), "medians": {}, "ranking": []}
    # The count takes the best grade first; ours are stored from the worst.
    told = [GradeCounts(number, tuple(reversed(grades[number]))) for number in question.numbers]
    result = judge(told, ballots=cast)
    return {
        "grades": dict(grades),
        "medians": {one.proposal: _GRADES - 1 - one.majority_grade for one in result.ranking},
        "ranking": _levels((one.rank, int(one.proposal)) for one in result.ranking),
    }


def _levels(ranked: Iterable[tuple[int, int]]) -> list[list[int]]:
    """(rank, choice) pairs as levels, the best first; equals together."""
    levels: dict[int, list[int]] = {}
    for rank, number in ranked:
        levels.setdefault(rank, []).append(number)
    return [sorted(levels[rank]) for rank in sorted(levels)]


def _ranked(ballots: VotedBallots) -> list[PreferenceBallot]:
    found = []
    for content, count in ballots.contents():
        if "ranks" in content:
            levels: dict[int, list[str]] = {}
            for number, rank in content["ranks"].items():
                levels.setdefault(rank, []).append(number)
            ranks = tuple(tuple(sorted(levels[rank])) for rank in sorted(levels))
            found.append(PreferenceBallot(ranks, count))
    return found


def schulze_figures(question: VotedQuestion, ballots: VotedBallots) -> dict[str, Any]:
    result = rank_by_schulze(question.numbers, _ranked(ballots), tie=CountTie.DRAWN, seed=question.digest)
    return {
        "pairwise": {
            one: {
                other: result.pairwise[row][column]
                for column, other in enumerate(result.options)
                if one != other
            }
            for row, one in enumerate(result.options)
        },
        "ranking": [sorted(map(int, level)) for level in result.levels],
        "winners": sorted(map(int, result.winners)),
    }


def stv_figures(question: VotedQuestion, ballots: VotedBallots) -> dict[str, Any]:
    ranked = [
        RankedBallot(tuple(name for level in ballot.ranks for name in level), ballot.count)
        for ballot in _ranked(ballots)
    ]
    seats = min(question.seats or 1, len(question.choices))
    if not ranked:
        return {"seats": seats, "quota": 0, "rounds": [], "winners": []}
    result = count_stv(question.numbers, ranked, seats=seats, seed=question.digest)
    return {
        "seats": seats,
        "quota": result.quota,
        "rounds": [
            {
                "number": stage.number,
                "action": stage.action.value,
                "choice": int(stage.candidate) if stage.candidate is not None else None,
                # In units of `engines.counting.UNIT`: a vote is carried on in hundred thousandths.
                "votes": dict(stage.votes),
                "non_transferable": stage.non_transferable,
                "elected": [int(name) for name in stage.elected],
            }
            for stage in result.stages
        ],
        "winners": [int(name) for name in result.elected],
    }


def budget_figures(question: VotedQuestion, ballots: VotedBallots) -> dict[str, Any]:
    voters: list[tuple[str, ...]] = []
    for content, count in ballots.contents():
        chosen = tuple(map(str, content.get("chosen", ())))
        voters += [chosen] * count if chosen else []
    if not voters:
        return _nothing_asked(question)
    budget = make_budget(
        question.budget_cents or 0,
        [BudgetProject(str(one.number), one.cost_cents or 0, one.label) for one in question.choices],
        [VoterApprovals(str(place), chosen) for place, chosen in enumerate(sorted(voters), start=1)],
    )
    decision, step_times = _shared(budget, _budget_rule(question.rules))
    projects: dict[str, Any] = {
        one.project: {
            "funded": True,
            "cost_cents": one.cost_cents,
            "supporters": one.votes,
            "why": one.by.value,
            # Millionths of a cent: who paid what, together the cost exactly.
            "payments": [[group.voters, group.each] for group in one.payments],
        }
        for one in decision.funded
    }
    for one in decision.refused:
        projects[one.project] = {
            "funded": False,
            "cost_cents": one.cost_cents,
            "supporters": one.votes,
            "why": one.reason.value,
            "available": one.available,
            "missing": one.missing,
        }
    return {
        "budget_cents": question.budget_cents,
        "spent_cents": decision.cost_cents,
        "winners": sorted(map(int, decision.winners)),
        "order": [int(name) for name in decision.winners],
        "unheard": decision.unheard,
        "projects": projects,
        **({"step_times": step_times} if step_times > 1 else {}),
    }


def _shared(budget: ApprovalBudget, rule: EqualSharesRule) -> tuple[BudgetDecision, int]:
    """The decision, and how many times the step that the by-laws named it took.

    One person alone for a project as dear as the whole sum would have the endowments raised for ever: the
    step is then ten times as large, and again, rather than leave everybody without a result.
    """
    step, times = rule.step_from(-(-budget.money_cents * MICRO // len(budget.ballots))), 1
    while True:
        try:
            return share_equally(budget, rule if times == 1 else replace(rule, step=step * times)), times
        except TooManyRunsError:
            times *= 10


def _nothing_asked(question: VotedQuestion) -> dict[str, Any]:
    """Nobody voted, or all of them blank: the same figures, with nothing funded."""
    return {
        "budget_cents": question.budget_cents,
        "spent_cents": 0,
        "winners": [],
        "order": [],
        "unheard": 0,
        "projects": {
            str(one.number): {
                "funded": False,
                "cost_cents": one.cost_cents or 0,
                "supporters": 0,
                "why": RefusedFor.NO_VOTES.value,
                "available": 0,
                "missing": (one.cost_cents or 0) * MICRO,
            }
            for one in question.choices
        },
    }


def _budget_rule(rules: Mapping[str, Any]) -> EqualSharesRule:
    """What the by-laws named; what they left out is as here.

    ``{"utility": "cost", "stop": "add1", "step": "percent", "completion": "none"}``.
    """
    return EqualSharesRule(
        utility=Utility(rules.get("utility", Utility.COST)),
        stop=StopRule(rules.get("stop", StopRule.ADD_ONE)),
        step=StepSize(rules.get("step", StepSize.PERCENT)),
        completion=Completion(rules.get("completion", Completion.NONE)),
    )
