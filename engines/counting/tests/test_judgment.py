"""Majority judgment against the literal definition, ballot by ballot."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.counting import CountRefusedError, GradeCounts, MeritGrade, MissingGrades, judge


def removals(counts: tuple[int, ...]) -> list[int]:
    """Every grade in the order in which the lower middle is removed: the definition, literally."""
    grades = [grade for grade, count in enumerate(counts) for _ in range(count)]  # best first
    removed = []
    while grades:
        middle = len(grades) // 2  # of two middle places the second, which is the worse
        removed.append(grades.pop(middle))
    return removed


profiles = st.integers(1, 25).flatmap(
    lambda ballots: st.lists(
        st.lists(st.integers(0, 5), min_size=ballots, max_size=ballots).map(
            lambda grades: tuple(grades.count(grade) for grade in range(6))
        ),
        min_size=1,
        max_size=6,
    )
)


@given(profiles)
def test_ranks_are_those_of_the_definition(counts: list[tuple[int, ...]]) -> None:
    ballots = sum(counts[0])
    found = judge([GradeCounts(str(n), one) for n, one in enumerate(counts)], ballots=ballots)
    keys = {str(n): removals(one) for n, one in enumerate(counts)}
    for judged in found.ranking:
        better = sum(keys[other] < keys[judged.proposal] for other in keys)
        assert judged.rank == better + 1
        assert judged.majority_grade == keys[judged.proposal][0]
        assert judged.above + judged.below + judged.counts[judged.majority_grade] == ballots
        assert sum(judged.profile) == 1
    for duel in found.duels:
        ours, theirs = keys[duel.winner], keys[duel.loser]
        assert ours[: duel.removed] == theirs[: duel.removed]
        assert (duel.winner_grade, duel.loser_grade) == (ours[duel.removed], theirs[duel.removed])
        assert duel.winner_grade < duel.loser_grade
    equal = {judged.proposal for judged in found.ranking if judged.rank == 1}
    assert equal == set(found.winners)
    assert len({keys[name] == keys[found.winners[0]] for name in equal}) == 1


@given(profiles, st.data())
def test_a_better_grade_never_harms(counts: list[tuple[int, ...]], data: st.DataObject) -> None:
    ballots = sum(counts[0])
    before = judge([GradeCounts(str(n), one) for n, one in enumerate(counts)], ballots=ballots)
    given_grades = [grade for grade in range(1, 6) if counts[0][grade]]
    if not given_grades:
        return
    grade = data.draw(st.sampled_from(given_grades))
    better = data.draw(st.integers(0, grade - 1))
    raised = list(counts[0])
    raised[grade] -= 1
    raised[better] += 1
    after = judge(
        [GradeCounts(str(n), one) for n, one in enumerate([tuple(raised), *counts[1:]])], ballots=ballots
    )
    rank = {judged.proposal: judged.rank for judged in before.ranking}
    assert next(judged.rank for judged in after.ranking if judged.proposal == "0") <= rank["0"]


def test_tennessee() -> None:
    """The capital of Tennessee, as the English Wikipedia's «Majority judgment» grades it from distances.

    Four grades there, excellent, good, fair, poor; published: Nashville wins with fair, Memphis has poor.
    """
    shares = {"memphis": 42, "nashville": 26, "chattanooga": 15, "knoxville": 17}
    grades = {  # by city graded: what voters of Memphis, Nashville, Chattanooga, Knoxville give
        "memphis": "eppp",
        "nashville": "feff",
        "chattanooga": "pfeg",
        "knoxville": "pfge",
    }
    place = {"e": 0, "g": 2, "f": 3, "p": 5}
    counts = []
    for city, given_by in grades.items():
        found = [0] * 6
        for letter, share in zip(given_by, shares.values(), strict=True):
            found[place[letter]] += share
        counts.append(GradeCounts(city, tuple(found)))
    result = judge(counts, ballots=100)
    assert [judged.proposal for judged in result.ranking] == [
        "nashville",
        "knoxville",
        "chattanooga",
        "memphis",
    ]
    assert [judged.majority_grade.name for judged in result.ranking] == ["FAIR", "FAIR", "FAIR", "REJECTED"]


def test_of_two_middle_grades_the_worse() -> None:
    """Where the better middle grade would be taken, «a» would pass «b»: conventions change the winner."""
    found = judge([GradeCounts("a", (2, 0, 0, 0, 0, 2)), GradeCounts("b", (0, 0, 0, 4, 0, 0))], ballots=4)
    assert found.winners == ("b",)
    assert found.ranking[1].majority_grade is MeritGrade.REJECTED


def test_equal_profiles_stay_equal() -> None:
    same = (1, 2, 0, 3, 0, 1)
    found = judge(
        [GradeCounts("a", same), GradeCounts("b", (0, 0, 0, 0, 0, 7)), GradeCounts("c", same)], ballots=7
    )
    assert [(judged.proposal, judged.rank) for judged in found.ranking] == [("a", 1), ("c", 1), ("b", 3)]
    assert found.winners == ("a", "c")
    assert found.ranking[0].profile[3] == Fraction(3, 7)


def test_a_million_ballots_by_counts_alone() -> None:
    found = judge(
        [
            GradeCounts("a", (100_000, 200_000, 300_001, 199_999, 100_000, 100_000)),
            GradeCounts("b", (100_000, 200_001, 300_000, 199_999, 100_000, 100_000)),
        ],
        ballots=1_000_000,
    )
    assert found.winners == ("b",)
    assert found.duels[0].removed == 2 * 199_999 + 1
    assert (found.duels[0].winner_grade, found.duels[0].loser_grade) == (
        MeritGrade.VERY_GOOD,
        MeritGrade.GOOD,
    )


def test_missing_grades_are_refused_or_count_as_the_worst() -> None:
    short = [GradeCounts("a", (1, 1, 0, 0, 0, 0))]
    with pytest.raises(CountRefusedError):
        judge(short, ballots=5)
    found = judge(short, ballots=5, missing=MissingGrades.REJECTED)
    assert found.ranking[0].counts == (1, 1, 0, 0, 0, 3)
    for wrong in ((1, 1), (6, 0, 0, 0, 0, 0), (-1, 6, 0, 0, 0, 0)):
        with pytest.raises(CountRefusedError):
            judge([GradeCounts("a", wrong)], ballots=5, missing=MissingGrades.REJECTED)
