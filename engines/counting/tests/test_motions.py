"""Motions, quorums, colleges: worked by hand, and the laws of exact comparisons."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.counting import (
    CollegeCount,
    CountRefusedError,
    EmptyCollege,
    LevelRule,
    MotionBase,
    MotionCount,
    MotionRule,
    MotionVerdict,
    QuorumCounts,
    QuorumRule,
    Threshold,
    check_quorum,
    combine_colleges,
    decide_motion,
    require_each_college,
)

TWO_THIRDS = Threshold(Fraction(2, 3))
shares = st.fractions(0, 1, max_denominator=12)
thresholds = st.builds(Threshold, shares, st.booleans())
counts = st.builds(
    lambda a, b, c, d, e, f: MotionCount(a, b, c, d, a + b + c + d + e, a + b + c + d + e + f),
    *[st.integers(0, 40)] * 6,
)


def verdict(count: MotionCount, base: MotionBase, threshold: Threshold) -> bool:
    return decide_motion(count, MotionRule(base, threshold)).is_adopted


def test_the_base_decides() -> None:
    """51 for, 45 against, 4 blank, 20 abstain, 10 do not vote, of 200: the same count, five answers."""
    count = MotionCount(51, 45, abstained=20, blank=4, attending=130, members=200)
    assert count.not_voting == 10
    half = Threshold(Fraction(1, 2), is_exceeded=True)
    adopted = {base: verdict(count, base, half) for base in MotionBase}
    assert adopted == {
        MotionBase.CAST: True,  # 51 of 96
        MotionBase.WITH_BLANKS: True,  # 51 of 100
        MotionBase.BALLOTS: False,  # 51 of 120
        MotionBase.ATTENDING: False,  # 51 of 130
        MotionBase.MEMBERS: False,  # 51 of 200
    }
    missing = decide_motion(count, MotionRule(MotionBase.ATTENDING, half)).comparison.missing
    assert missing == 66 - 51


def test_two_thirds_of_whole_numbers() -> None:
    assert verdict(MotionCount(200, 100), MotionBase.CAST, TWO_THIRDS)
    assert not verdict(MotionCount(199, 101), MotionBase.CAST, TWO_THIRDS)
    assert not verdict(MotionCount(200, 100), MotionBase.CAST, Threshold(Fraction(2, 3), is_exceeded=True))
    # A third is no binary fraction: a float would find 0.1 + 0.2 of it.
    big = 10**18
    assert verdict(MotionCount(2 * big, big), MotionBase.CAST, TWO_THIRDS)
    assert not verdict(MotionCount(2 * big - 1, big + 1), MotionBase.CAST, TWO_THIRDS)


@pytest.mark.parametrize(
    ("level", "casting", "expected"),
    [
        (LevelRule.REJECTED, None, MotionVerdict.LEVEL_REJECTED),
        (LevelRule.REJECTED, True, MotionVerdict.LEVEL_REJECTED),
        (LevelRule.ADOPTED, None, MotionVerdict.LEVEL_ADOPTED),
        (LevelRule.CASTING_VOTE, True, MotionVerdict.LEVEL_ADOPTED),
        (LevelRule.CASTING_VOTE, False, MotionVerdict.LEVEL_REJECTED),
        (LevelRule.CASTING_VOTE, None, MotionVerdict.LEVEL_REJECTED),
    ],
)
def test_a_tie_follows_its_rule(level: LevelRule, casting: bool | None, expected: MotionVerdict) -> None:
    result = decide_motion(MotionCount(30, 30), MotionRule(level=level), casting_vote=casting)
    assert result.verdict is expected
    assert decide_motion(MotionCount(31, 30), MotionRule(level=level)).verdict is MotionVerdict.ADOPTED


def test_nothing_cast_adopts_nothing() -> None:
    assert not Threshold(Fraction(0)).compare(0, 0).is_reached
    count = MotionCount(0, 0, abstained=9)
    for threshold in (Threshold(Fraction(0)), TWO_THIRDS):
        assert decide_motion(count, MotionRule(threshold=threshold)).verdict is MotionVerdict.NOTHING_CAST


@pytest.mark.parametrize(
    "wrong",
    [
        {"in_favour": -1, "against": 0},
        {"in_favour": 5, "against": 5, "attending": 9},
        {"in_favour": 5, "against": 5, "attending": 12, "members": 11},
        {"in_favour": 5, "against": 5, "members": 9},
    ],
)
def test_counts_that_cannot_be(wrong: dict[str, int]) -> None:
    with pytest.raises(CountRefusedError):
        MotionCount(**wrong)


@given(counts, st.sampled_from(MotionBase), thresholds)
def test_laws_of_a_motion(count: MotionCount, base: MotionBase, threshold: Threshold) -> None:
    result = decide_motion(count, MotionRule(base, threshold))
    whole = count.of(base)
    if whole:
        share = Fraction(count.in_favour, whole)
        assert result.is_adopted == (
            share > threshold.share if threshold.is_exceeded else share >= threshold.share
        )
        missing = result.comparison.missing
        assert threshold.compare(count.in_favour + missing, whole).is_reached
        assert missing == 0 or not threshold.compare(count.in_favour + missing - 1, whole).is_reached
    else:
        assert not result.is_adopted
    sizes = [count.of(each) for each in MotionBase]
    assert sizes == sorted(sizes)
    if result.is_adopted:  # one vote changed from against to for never undoes it
        better = MotionCount(
            count.in_favour + 1, max(0, count.against - 1), count.abstained, count.blank, None, None
        )
        if base is MotionBase.CAST and count.against:
            assert decide_motion(better, MotionRule(base, threshold)).is_adopted


def test_quorum_says_how_many_are_missing() -> None:
    rule = QuorumRule(Threshold(Fraction(1, 3)))
    found = check_quorum(rule, present=70, represented=18, members=300)
    assert (found.counted, found.is_reached, found.missing) == (88, False, 12)
    alone = QuorumRule(Threshold(Fraction(1, 3)), QuorumCounts.PRESENT)
    assert check_quorum(alone, present=70, represented=40, members=300).missing == 30
    assert check_quorum(rule, present=70, represented=40, members=300).is_reached
    second_call = QuorumRule(Threshold(Fraction(0)), least=20)
    assert check_quorum(second_call, present=19, members=300).missing == 1
    assert check_quorum(second_call, present=20, members=300).is_reached
    with pytest.raises(CountRefusedError):
        check_quorum(rule, present=200, represented=101, members=300)


def test_colleges_by_hand() -> None:
    """50/30/20: 0.5 x 60/100 + 0.3 x 20/50 + 0.2 x 5/10 = 0.30 + 0.12 + 0.10 = 0.52."""
    shares_of = [Fraction(1, 2), Fraction(3, 10), Fraction(1, 5)]
    votes = [MotionCount(60, 40), MotionCount(20, 30), MotionCount(5, 5)]
    colleges = [CollegeCount(str(n), *pair) for n, pair in enumerate(zip(votes, shares_of, strict=True))]
    found = combine_colleges(colleges, MotionRule())
    assert (found.in_favour, found.is_adopted) == (Fraction(52, 100), True)
    assert [part.brings for part in found.parts] == [Fraction(30, 100), Fraction(12, 100), Fraction(10, 100)]
    assert not combine_colleges(colleges, MotionRule(threshold=TWO_THIRDS)).is_adopted
    each = require_each_college(colleges, MotionRule())
    assert (each.is_adopted, each.against) == (False, ("1", "2"))


def test_an_empty_college_follows_its_rule() -> None:
    colleges = [
        CollegeCount("a", MotionCount(6, 4), Fraction(3, 5)),
        CollegeCount("b", MotionCount(0, 0), Fraction(2, 5)),
    ]
    against = combine_colleges(colleges, MotionRule())
    spread = combine_colleges(colleges, MotionRule(), empty=EmptyCollege.SPREAD)
    assert (against.in_favour, against.is_adopted) == (Fraction(9, 25), False)
    assert (spread.in_favour, spread.is_adopted) == (Fraction(3, 5), True)
    nothing = [CollegeCount("a", MotionCount(0, 0), Fraction(1))]
    for empty in EmptyCollege:
        assert not combine_colleges(
            nothing, MotionRule(threshold=Threshold(Fraction(0))), empty=empty
        ).is_adopted
    for wrong in ([], colleges[:1], [colleges[0], colleges[0]]):
        with pytest.raises(CountRefusedError):
            combine_colleges(wrong, MotionRule())


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=5))
def test_one_college_is_the_motion_and_sums_hold(votes: list[tuple[int, int]]) -> None:
    alone = CollegeCount("x", MotionCount(*votes[0]), Fraction(1))
    assert combine_colleges([alone], MotionRule()).is_adopted == decide_motion(alone.count).is_adopted
    part = Fraction(1, len(votes))
    colleges = [CollegeCount(str(n), MotionCount(*pair), part) for n, pair in enumerate(votes)]
    for empty in EmptyCollege:
        found = combine_colleges(colleges, MotionRule(), empty=empty)
        assert sum(item.brings for item in found.parts) == found.in_favour <= 1
