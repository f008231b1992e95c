"""The three kinds of ballot that cover nearly everything, and how a voter's wish becomes zeros and ones."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from engines.ballots._elections import BallotQuestion
from engines.ballots._errors import RefusalCode, RefusedError

Choices = tuple[tuple[int, ...], ...]
"""For each question, 0 or 1 an answer, preceded by 0 or 1 for blank where blank is offered."""


def motion(text: str, *, answers: Sequence[str], blank: bool = False) -> BallotQuestion:
    """Exactly one of «for», «against», «abstain», in whatever words; or blank."""
    return choose(text, answers=answers, at_least=1, at_most=1, blank=blank)


def choose(
    text: str, *, answers: Sequence[str], at_least: int = 0, at_most: int, blank: bool = False
) -> BallotQuestion:
    """From ``at_least`` to ``at_most`` of the answers: approval, boards, delegates, projects."""
    found = BallotQuestion(text, tuple(answers), at_least, at_most, blank or None)
    found.check()
    return found


def majority_judgment(proposals: Sequence[str], *, grades: Sequence[str]) -> tuple[BallotQuestion, ...]:
    """One question a proposal, exactly one grade each: only counts of grades come out of the tally."""
    return tuple(choose(proposal, answers=grades, at_least=1, at_most=1) for proposal in proposals)


def choice_of(question: BallotQuestion, chosen: Collection[int], *, blank: bool = False) -> tuple[int, ...]:
    """Zeros and ones for the answers at these positions, or for a blank vote.

    Raises
    ------
    RefusedError
        `BAD_CHOICE`: too few, too many, a position that does not exist or is given twice, a blank vote that
        is not offered or chooses something.

    Examples
    --------
    >>> question = motion("Adopter ?", answers=("Pour", "Contre", "Abstention"), blank=True)
    >>> choice_of(question, [1]), choice_of(question, [], blank=True)
    ((0, 0, 1, 0), (1, 0, 0, 0))
    """
    positions = set(chosen)
    within = positions <= set(range(len(question.answers)))
    if len(positions) != len(chosen) or not within or (blank and not question.blank):
        raise RefusedError(RefusalCode.BAD_CHOICE)
    found = tuple(int(index in positions) for index in range(len(question.answers)))
    if question.blank:
        found = (int(blank), *found)
    question.check_choice(found)
    return found
