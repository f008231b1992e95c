"""The geometry of the way to the billion."""

from itertools import pairwise
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milliard.ui.progress_drawing import (
    NARROW_CURVES,
    WIDE_CURVES,
    Milestone,
    draw_way,
    point_along,
    share_of,
)


@pytest.mark.parametrize("curves", [WIDE_CURVES, NARROW_CURVES])
def test_curves_join(curves: tuple) -> None:
    assert all(first[3] == second[0] for first, second in pairwise(curves))
    assert point_along(curves, 0) == curves[0][0]
    assert point_along(curves, 1) == pytest.approx(curves[-1][3])


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_longer_share_is_farther_along(first: float, second: float) -> None:
    (x1, y1), (x2, y2) = point_along(WIDE_CURVES, first), point_along(WIDE_CURVES, second)
    whole = 1130  # a little more than the length of the path
    assert hypot(x2 - x1, y2 - y1) <= abs(second - first) * whole + 1e-6
    if second > first:
        assert x2 >= x1  # the wide path never turns back


@given(st.integers(0, 10**13), st.integers(1, 10**13))
def test_a_share_stays_on_the_way(cents: int, target: int) -> None:
    assert 0 <= share_of(cents, target) <= 1


def test_no_target_is_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        share_of(1, 0)


def test_the_shorter_is_painted_over_the_longer_whatever_their_order() -> None:
    milestones = (Milestone("disbursed", "Versés", 10), Milestone("intended", "Intentions", 40))
    drawn = draw_way(milestones=milestones, target_cents=100)
    assert [mark["code"] for mark in drawn["pictures"][0]["marks"]] == ["intended", "disbursed"]
    assert [mark["dash"] for mark in drawn["pictures"][0]["marks"]] == ["400.0", "100.0"]
    nothing = draw_way(milestones=(Milestone("disbursed", "Versés", 0),), target_cents=100)
    assert nothing["pictures"][0]["marks"][0]["is_drawn"] is False


@given(st.integers(0, 10**13), st.integers(1, 10**13))
def test_a_part_is_said_as_it_is_even_past_the_end(cents: int, target: int) -> None:
    drawn = draw_way(milestones=(Milestone("intended", "Intentions", cents),), target_cents=target)
    assert float(drawn["milestones"][0].share) == pytest.approx(cents / target)
    assert float(drawn["pictures"][0]["marks"][0]["dash"]) <= drawn["path_length"]


def test_a_stone_every_tenth_of_the_way_and_the_half_is_marked() -> None:
    drawn = draw_way(milestones=(), target_cents=100_000_000_000)
    stones = drawn["pictures"][0]["stones"]
    assert [stone["is_half"] for stone in stones] == [False] * 4 + [True] + [False] * 4
    assert (stones[4]["x"], stones[4]["y"]) == tuple(f"{at:.1f}" for at in point_along(WIDE_CURVES, 0.5))
    assert drawn["part_cents"] == 10_000_000_000
