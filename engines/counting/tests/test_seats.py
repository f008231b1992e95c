"""Seats with parity and bounds, amendments, sums: by hand, and against every list there is."""

from __future__ import annotations

from itertools import combinations
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.counting import (
    CountedCandidate,
    CountRefusedError,
    CountTie,
    SeatBound,
    SeatVerdict,
    SummedProject,
    SummedVerdict,
    TieUnresolvedError,
    UnfillableSeatsError,
    choose_seats,
    draw_order,
    fund_by_sums,
    parity,
)


def people(*rows: str) -> list[CountedCandidate]:
    """``"Ana 90 f nord"``"""
    found = []
    for row in rows:
        name, votes, *values = row.split()
        traits = zip(("genre", "region"), values, strict=False)
        found.append(CountedCandidate(name, int(votes), tuple(traits)))
    return found


@st.composite
def elections(draw: st.DrawFn) -> tuple[list[CountedCandidate], int, list[SeatBound]]:
    count = draw(st.integers(1, 8))
    candidates = [
        CountedCandidate(
            f"c{number}",
            draw(st.integers(0, 6)),
            (("genre", draw(st.sampled_from("fhx"))), ("region", draw(st.sampled_from("ns")))),
        )
        for number in range(count)
    ]
    bounds = draw(
        st.lists(
            st.builds(
                lambda trait, low, room: SeatBound(*trait, low, None if room is None else low + room),
                st.sampled_from([("genre", "f"), ("genre", "h"), ("region", "n"), ("region", "s")]),
                st.integers(0, 2),
                st.none() | st.integers(0, 2),
            ),
            max_size=3,
        )
    )
    return candidates, draw(st.integers(1, count)), bounds


def within(chosen: tuple[CountedCandidate, ...], bounds: list[SeatBound]) -> bool:
    counts = [(bound, sum((bound.trait, bound.value) in one.traits for one in chosen)) for bound in bounds]
    return all(bound.low <= count <= (99 if bound.high is None else bound.high) for bound, count in counts)


@given(elections())
@settings(deadline=None)
def test_it_is_the_first_list_there_is(
    election: tuple[list[CountedCandidate], int, list[SeatBound]],
) -> None:
    """Against every list: the largest size that bounds allow, then the first in the order of votes."""
    candidates, seats, bounds = election
    ranked = sorted(candidates, key=lambda one: -one.votes)
    expected = next(
        (
            chosen
            for size in range(seats, -1, -1)
            for chosen in combinations(ranked, size)
            if within(chosen, bounds)
        ),
        None,
    )
    if expected is None:
        with pytest.raises(UnfillableSeatsError):
            choose_seats(candidates, seats, bounds=bounds, tie=CountTie.DECLARED_ORDER)
        return
    found = choose_seats(candidates, seats, bounds=bounds, tie=CountTie.DECLARED_ORDER)
    assert found.seated == tuple(one.name for one in expected)
    assert found.vacant == seats - len(expected)
    assert [step.candidate for step in found.steps] == [one.name for one in ranked]
    for step in found.steps:
        assert (step.verdict is SeatVerdict.SEATED) == (step.candidate in found.seated)
    for bound, count in found.reached:
        assert bound.low <= count


@given(elections(), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_an_unbroken_tie_stops_exactly_where_another_order_would_seat_others(
    election: Any, chance: Random
) -> None:
    candidates, seats, bounds = election
    seen = set()
    for _ in range(12):
        chance.shuffle(candidates)
        try:
            found = choose_seats(candidates, seats, bounds=bounds, tie=CountTie.DECLARED_ORDER)
        except UnfillableSeatsError:
            return
        seen.add(frozenset(found.seated))
    tied: tuple[str, ...] = ()
    try:
        alone = choose_seats(candidates, seats, bounds=bounds)
        assert seen == {frozenset(alone.seated)}
    except TieUnresolvedError as error:
        tied = error.names
    lists = set()
    for name in tied:  # whoever comes first of those tied is seated, and they cannot all be
        candidates.sort(key=lambda one: one.name != name)
        first = choose_seats(candidates, seats, bounds=bounds, tie=CountTie.DECLARED_ORDER)
        assert name in first.seated
        lists.add(frozenset(first.seated))
    assert not tied or len(lists) > 1


def test_parity_passes_over_and_says_why() -> None:
    candidates = people("Ana 90 f", "Bea 80 f", "Eve 75 f", "Cid 70 h", "Dan 60 h", "Fay 50 f")
    found = choose_seats(candidates, 4, bounds=parity("genre", ["f", "h"], 4))
    assert found.seated == ("Ana", "Bea", "Cid", "Dan")
    eve = found.steps[2]
    assert (eve.candidate, eve.verdict) == ("Eve", SeatVerdict.PASSED_OVER)
    assert [bound.value for bound in eve.because] == ["f"]
    assert found.steps[-1].verdict is SeatVerdict.AFTER_THE_LAST
    assert [(bound.value, count) for bound, count in found.reached] == [("f", 2), ("h", 2)]


def test_a_minimum_keeps_seats_for_those_to_come() -> None:
    candidates = people("Ana 90 f n", "Bea 80 f n", "Cid 70 h n", "Dan 10 h s")
    found = choose_seats(candidates, 2, bounds=[SeatBound("region", "s", low=1)])
    assert found.seated == ("Ana", "Dan")
    assert [step.verdict.value for step in found.steps] == ["seated", "passed-over", "passed-over", "seated"]
    assert found.steps[1].because == (SeatBound("region", "s", low=1),)


def test_crossed_bounds_look_ahead() -> None:
    """Parity and one seat for the south: only a man is from there, so that only one more may be."""
    candidates = people("Cid 90 h n", "Gus 85 h n", "Ana 80 f n", "Bea 70 f n", "Dan 10 h s")
    bounds = [*parity("genre", ["f", "h"], 4), SeatBound("region", "s", low=1)]
    found = choose_seats(candidates, 4, bounds=bounds)
    assert found.seated == ("Cid", "Ana", "Bea", "Dan")
    assert {bound.value for bound in found.steps[1].because} == {"h", "s"}


def test_seats_that_bounds_leave_vacant() -> None:
    found = choose_seats(people("Cid 9 h", "Dan 8 h", "Gus 7 h"), 4, bounds=parity("genre", ["f", "h"], 4))
    assert (found.seated, found.vacant) == (("Cid", "Dan"), 2)
    with pytest.raises(UnfillableSeatsError) as caught:
        choose_seats(people("Cid 9 h"), 1, bounds=[SeatBound("genre", "f", low=1)])
    assert [bound.value for bound in caught.value.bounds] == ["f"]


def test_ties_only_where_they_matter() -> None:
    candidates = people("Ana 9 f", "Bea 5 f", "Cid 5 h")
    assert choose_seats(candidates, 3).seated == ("Ana", "Bea", "Cid")
    with pytest.raises(TieUnresolvedError) as caught:
        choose_seats(candidates, 2)
    assert caught.value.names == ("Bea", "Cid")
    assert choose_seats(candidates, 2, bounds=parity("genre", ["f", "h"], 2)).seated == ("Ana", "Cid")
    assert choose_seats(candidates, 2, tie=CountTie.DECLARED_ORDER).seated == ("Ana", "Bea")
    drawn = choose_seats(candidates, 2, tie=CountTie.DRAWN, seed="graine")
    assert drawn.seated == ("Ana", draw_order(["Bea", "Cid"], "graine")[0])
    assert drawn.ties[0].names == ("Bea", "Cid") or drawn.ties[0].names == ("Cid", "Bea")


def test_a_large_assembly_with_crossed_bounds() -> None:
    """200 candidates, 18 regions, two genders, 60 seats: found without trying lists one by one."""
    candidates = [
        CountedCandidate(
            f"c{number}",
            (number * 7919) % 1000,
            (("genre", "fh"[number % 3 % 2]), ("region", f"r{number * 31 % 18}")),
        )
        for number in range(200)
    ]
    bounds = [
        *parity("genre", ["f", "h"], 60),
        *(SeatBound("region", f"r{number}", 2, 6) for number in range(18)),
    ]
    found = choose_seats(candidates, 60, bounds=bounds, tie=CountTie.DECLARED_ORDER)
    assert len(found.seated) == 60
    assert all(bound.low <= count <= (bound.high or 99) for bound, count in found.reached)


@pytest.mark.parametrize(
    ("candidates", "seats", "bounds"),
    [
        (people("Ana 1", "Ana 2"), 1, []),
        (people("Ana -1"), 1, []),
        (people("Ana 1"), 0, []),
        (people("Ana 1"), 1, [SeatBound("genre", "f", 2, 1)]),
        ([CountedCandidate("Ana", 1, (("genre", "f"), ("genre", "h")))], 1, []),
    ],
)
def test_what_cannot_be_chosen_from(
    candidates: list[CountedCandidate], seats: int, bounds: list[SeatBound]
) -> None:
    with pytest.raises(CountRefusedError):
        choose_seats(candidates, seats, bounds=bounds)


def asked(*rows: tuple[str, int, int]) -> list[SummedProject]:
    return [SummedProject(*row) for row in rows]


def test_sums_fund_by_approvals() -> None:
    projects = asked(("a", 600, 40), ("b", 500, 30), ("c", 400, 20), ("d", 1, 0))
    found = fund_by_sums(projects, money_cents=1000, ballots=40, most=3)
    assert (found.funded, found.cost_cents, found.left_cents) == (("a", "c"), 1000, 0)
    assert [(step.left_cents, step.verdict) for step in found.steps] == [
        (1000, SummedVerdict.FUNDED),
        (400, SummedVerdict.DOES_NOT_FIT),
        (400, SummedVerdict.FUNDED),
        (0, SummedVerdict.NO_APPROVAL),
    ]
    stopped = fund_by_sums(projects, money_cents=1000, ballots=40, most=3, skips=False)
    assert stopped.funded == ("a",)
    assert stopped.steps[2].verdict is SummedVerdict.AFTER_THE_STOP


def test_sums_that_no_ballots_could_make() -> None:
    for wrong in (
        {"ballots": 39, "most": 3},
        {"ballots": 69, "most": 1},
        {"ballots": 40, "most": 0},
    ):
        with pytest.raises(CountRefusedError):
            fund_by_sums(asked(("a", 600, 40), ("b", 500, 30)), money_cents=1000, **wrong)


def test_sums_that_ballots_just_make() -> None:
    projects = asked(("a", 600, 40), ("b", 500, 30))
    assert fund_by_sums(projects, money_cents=1000, ballots=70, most=1).funded == ("a",)


def test_a_tie_of_sums_is_told_where_it_matters() -> None:
    projects = asked(("a", 600, 40), ("b", 500, 40))
    with pytest.raises(TieUnresolvedError):
        fund_by_sums(projects, money_cents=1000, ballots=50, most=2)
    assert fund_by_sums(projects, money_cents=1100, ballots=50, most=2).funded == ("a", "b")
    assert fund_by_sums(projects, money_cents=550, ballots=50, most=2).funded == ("b",)
    drawn = fund_by_sums(projects, money_cents=1000, ballots=50, most=2, tie=CountTie.DRAWN, seed="graine")
    assert drawn.funded == (draw_order("ab", "graine")[0],)
    assert len(drawn.ties) == 1


@given(
    st.lists(st.tuples(st.integers(1, 50), st.integers(0, 20)), min_size=1, max_size=8),
    st.integers(1, 150),
    st.booleans(),
)
def test_sums_never_overspend(rows: list[tuple[int, int]], money: int, skips: bool) -> None:
    projects = asked(*((f"p{number}", *row) for number, row in enumerate(rows)))
    found = fund_by_sums(
        projects, money_cents=money, ballots=20, most=8, skips=skips, tie=CountTie.DECLARED_ORDER
    )
    cost = {one.name: one.cost_cents for one in projects}
    assert found.cost_cents == sum(cost[name] for name in found.funded) <= money
    assert found.left_cents == money - found.cost_cents
    if skips:
        refused = [one for one in projects if one.approvals and one.name not in found.funded]
        assert all(one.cost_cents > found.left_cents for one in refused)
