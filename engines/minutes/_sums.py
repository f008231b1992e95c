"""A secret vote tells sums and no ballot: its figures, in the same words as those of other votes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engines.counting import CountTie, SummedProject, fund_by_sums
from engines.minutes._counting import VoteCount, count_ballots
from engines.minutes._methods import graded_figures, seated_figures
from engines.minutes._questions import Attending, VotedBallots, VotedQuestion

#: Answers of a motion, in the order they stand on a secret ballot, after blank.
MOTION_ANSWERS = ("for", "against", "abstain")


def count_sums(
    question: VotedQuestion, sums: Sequence[Sequence[int]], ballots: int, attending: Attending
) -> VoteCount:
    """Count one secret vote.

    Parameters
    ----------
    sums : sequence of sequences of int
        For each question of the ballot, how many hold each answer: blank first but for gradings, which have
        one question a choice and answers from the best grade to the worst.
    ballots : int
        How many were tallied.

    Raises
    ------
    ValueError
        When sums are not of this question.
    """
    if question.method == "motion":
        blank, *answers = _one(sums, 1 + len(MOTION_ANSWERS))
        told = {"blank": blank, **dict(zip(MOTION_ANSWERS, answers, strict=True))}
        boxed = [({"choice": choice}, count) for choice, count in told.items() if count]
        return count_ballots(question, VotedBallots(boxed=boxed), attending)
    frame = {
        "method": question.method,
        "mandates": attending.mandates,
        "voted": ballots,
        "not_voted": attending.mandates - ballots,
    }
    if question.method == "judgment":
        if len(sums) != len(question.numbers):
            raise ValueError("one question a choice")
        grades = {number: list(reversed(row)) for number, row in zip(question.numbers, sums, strict=True)}
        return VoteCount("decided", {**frame, "blank": 0, **graded_figures(question, grades, ballots)})
    blank, *approvals = _one(sums, 1 + len(question.numbers))
    found = dict(zip(question.numbers, approvals, strict=True))
    if question.method == "choose":
        return VoteCount("decided", {**frame, "blank": blank, **seated_figures(question, found)})
    if question.method == "budget":
        return VoteCount("decided", {**frame, "blank": blank, **_funded(question, found, ballots)})
    raise ValueError(f"{question.method} is not counted from sums")


def _one(sums: Sequence[Sequence[int]], length: int) -> Sequence[int]:
    if len(sums) != 1 or len(sums[0]) != length:
        raise ValueError("sums of another question")
    return sums[0]


def _funded(question: VotedQuestion, approvals: dict[str, int], ballots: int) -> dict[str, Any]:
    """By number of approvals, most first, skipping what does not fit: sums tell no more."""
    costs = {str(one.number): one.cost_cents or 0 for one in question.choices}
    result = fund_by_sums(
        [SummedProject(number, costs[number], approvals[number]) for number in question.numbers],
        money_cents=question.budget_cents or 0,
        ballots=ballots,
        most=len(question.numbers),
        tie=CountTie.DRAWN,
        seed=question.digest,
    )
    funded = set(result.funded)
    return {
        "budget_cents": question.budget_cents,
        "spent_cents": result.cost_cents,
        "winners": sorted(map(int, result.funded)),
        "order": [int(name) for name in result.funded],
        "projects": {
            step.project: {
                "funded": step.project in funded,
                "cost_cents": step.cost_cents,
                "supporters": step.approvals,
                "why": step.verdict.value,
            }
            for step in result.steps
        },
    }
