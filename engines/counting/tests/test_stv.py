"""Scottish STV: worked examples, the rules again paper by paper, and what must always hold."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.counting import (
    UNIT,
    CountRefusedError,
    RankedBallot,
    StvAction,
    StvResult,
    TieUnresolvedError,
    count_stv,
    draw_order,
)


def cast(orders: dict[str, int]) -> list[RankedBallot]:
    return [RankedBallot(tuple(order.split()), count) for order, count in orders.items()]


def votes(result: StvResult, stage: int) -> dict[str, Fraction]:
    return {name: Fraction(count, UNIT) for name, count in result.stages[stage].votes}


@st.composite
def elections(draw: st.DrawFn) -> tuple[str, list[RankedBallot], int]:
    names = "ABCDEFG"[: draw(st.integers(1, 7))]
    ballots = [
        RankedBallot(
            tuple(draw(st.permutations(names))[: draw(st.integers(1, len(names)))]), draw(st.integers(1, 30))
        )
        for _ in range(draw(st.integers(1, 12)))
    ]
    return names, ballots, draw(st.integers(1, len(names)))


def test_food_for_a_party() -> None:
    """Twenty guests, three foods: the example of Wikipedia's «Single transferable vote»."""
    ballots = cast(
        {
            "orange": 4,
            "pear orange": 2,
            "chocolate strawberry": 8,
            "chocolate sweets": 4,
            "strawberry": 1,
            "sweets": 1,
        }
    )
    found = count_stv(["orange", "pear", "chocolate", "strawberry", "sweets"], ballots, seats=3)
    assert found.quota == 6
    assert votes(found, 0)["chocolate"] == 12
    assert (votes(found, 1)["strawberry"], votes(found, 1)["sweets"]) == (5, 3)
    assert [(stage.action, stage.candidate) for stage in found.stages[1:]] == [
        (StvAction.SURPLUS, "chocolate"),
        (StvAction.EXCLUSION, "pear"),
        (StvAction.EXCLUSION, "sweets"),
    ]
    assert found.elected == ("chocolate", "orange", "strawberry")
    assert found.stages[2].elected == ("orange",)
    assert found.stages[3].without_quota == ("strawberry",)


def test_two_seats_of_57_ballots() -> None:
    """The example of Wikipedia's «Counting single transferable votes», by Gregory's method."""
    ballots = cast({"a b c d": 16, "a c b d": 24, "d a b c": 17})
    found = count_stv("abcd", ballots, seats=2)
    assert found.quota == 20
    assert votes(found, 1) == {"a": 20, "b": 8, "c": 12, "d": 17}
    assert found.elected == ("a", "c")


def test_five_decimals_by_hand() -> None:
    """16 ballots, 2 seats, quota 6: a surplus of 3 from 9 papers goes at 3/9, written 0.33333."""
    ballots = cast({"A B": 4, "A C": 3, "A": 2, "B": 3, "C B": 4})
    found = count_stv("ABC", ballots, seats=2)
    surplus, exclusion = found.stages[1:]
    assert votes(found, 1) == {"A": 6, "B": Fraction("4.33332"), "C": Fraction("4.99999")}
    assert {parcel.to: (parcel.papers, parcel.value_after) for parcel in surplus.parcels} == {
        "B": (4, 33_333),
        "C": (3, 33_333),
        None: (2, 33_333),
    }
    assert (surplus.non_transferable, surplus.lost) == (66_666, 3)
    assert exclusion.candidate == "B"
    assert exclusion.non_transferable == 66_666 + 433_332
    assert (found.elected, exclusion.without_quota) == (("A", "C"), ("C",))


def test_value_of_a_paper_shrinks_twice() -> None:
    """Rule 48: surplus x value of the paper when received / votes of the candidate, twice in a row.

    Quota 8 of 28 ballots. A has 12: papers go at 4 x 1 / 12, written 0.33333. B then has 6 + 9 x 0.33333, or
    8.99997, a surplus of 0.99997: papers of A go at 0.99997 x 0.33333 / 8.99997, written 0.03703, those of B
    at 0.11110.
    """
    ballots = cast({"A B C": 9, "A": 3, "B C": 6, "C": 5, "D": 5})
    found = count_stv("ABCD", ballots, seats=3)
    assert found.quota == 8
    assert votes(found, 1)["B"] == Fraction("8.99997")
    values = {parcel.value_before: parcel.value_after for parcel in found.stages[2].parcels}
    assert values == {33_333: 3_703, UNIT: 11_110}
    assert votes(found, 2)["C"] == 5 + 9 * Fraction("0.03703") + 6 * Fraction("0.11110")
    assert found.elected == ("A", "B", "C")


def test_a_tie_looks_back_before_it_is_drawn() -> None:
    """«B» and «C» stand at 4 after D went; at the first stage B had 3 and C had 4: B is excluded."""
    ballots = cast({"A": 6, "B": 3, "C": 4, "D B": 1, "E": 5})
    found = count_stv("ABCDE", ballots, seats=1)
    assert [stage.candidate for stage in found.stages[1:3]] == ["D", "B"]
    tie = found.stages[2].tie
    assert tie is not None
    assert (set(tie.names), tie.chosen, tie.by_stage) == ({"B", "C"}, "B", 1)


def test_the_last_stage_at_which_they_differed_parts_them() -> None:
    """«B» leads «C» by 4 to 3, then is led by 4 to 5, then both have 6: the second stage excludes B."""
    ballots = cast({"A": 10, "B": 4, "C": 3, "D C": 2, "E B": 2, "E C": 1, "F": 9})
    found = count_stv("ABCDEF", ballots, seats=1)
    assert [stage.candidate for stage in found.stages[1:4]] == ["D", "E", "B"]
    tie = found.stages[3].tie
    assert tie is not None
    assert (tie.chosen, tie.by_stage) == ("B", 2)


def test_a_tie_at_every_stage_is_drawn_from_the_seed() -> None:
    ballots = cast({"A": 5, "B": 2, "C": 2})
    with pytest.raises(TieUnresolvedError) as caught:
        count_stv("ABC", ballots, seats=2)
    assert caught.value.names == ("B", "C")
    found = count_stv("ABC", ballots, seats=2, seed="graine")
    tie = found.stages[-1].tie
    assert tie is not None
    assert tie.chosen == draw_order("BC", "graine")[0]
    assert tie.by_stage is None


@given(elections())
@settings(deadline=None)
def test_every_seat_is_filled_and_no_vote_is_lost_unseen(
    election: tuple[str, list[RankedBallot], int],
) -> None:
    names, ballots, seats = election
    found = count_stv(names, ballots, seats=seats, seed="graine")
    assert len(found.elected) == len(set(found.elected)) == seats
    for stage in found.stages:
        held = sum(count for _, count in stage.votes)
        assert held + stage.non_transferable + stage.lost == found.valid * UNIT
        assert min(count for _, count in stage.votes) >= 0
        assert 0 <= stage.lost <= 7 * found.valid
    first = {name: sum(b.count for b in ballots if b.names[0] == name) for name in names}
    reached = {name for name, count in first.items() if count >= found.quota}
    assert reached <= set(found.elected)
    assert (seats + 1) * found.quota > found.valid >= seats * (found.quota - 1)


@given(elections())
@settings(deadline=None)
def test_the_rules_paper_by_paper(election: tuple[str, list[RankedBallot], int]) -> None:
    names, ballots, seats = election
    found = count_stv(names, ballots, seats=seats, seed="graine")
    assert list(found.elected) == literal(names, ballots, seats)


def literal(names: str, ballots: list[RankedBallot], seats: int) -> list[str]:
    """Each paper with its value, as rules 45 to 52 say it; fractions cut at five decimals."""
    papers = [[ballot.names, Fraction(1), ballot.names[0]] for ballot in ballots for _ in range(ballot.count)]
    quota = len(papers) // (seats + 1) + 1
    continuing, elected, waiting, history = list(names), [], [], []
    credited = {name: Fraction(sum(paper[2] == name for paper in papers)) for name in names}

    def pick(among: list[str], best: Callable[..., Fraction]) -> str:
        for past in reversed(history):
            wanted = best(past[name] for name in among)
            among = [name for name in among if past[name] == wanted]
        return draw_order(among, "graine")[0] if len(among) > 1 else among[0]

    while True:
        history.append(dict(credited))
        reached = sorted((n for n in continuing if credited[n] >= quota), key=lambda n: -credited[n])
        elected += reached
        waiting += [name for name in reached if credited[name] > quota]
        continuing = [name for name in continuing if name not in reached]
        if len(elected) < seats and len(continuing) == seats - len(elected):
            elected += sorted(continuing, key=lambda name: -credited[name])
        if len(elected) >= seats:
            return elected
        if waiting:
            leaving = pick(waiting, max)
            waiting.remove(leaving)
            ratio = (credited[leaving] - quota) / credited[leaving]
            left = Fraction(quota)
        else:
            leaving = pick(continuing, min)
            continuing.remove(leaving)
            ratio, left = Fraction(1), Fraction(0)
        for paper in papers:
            if paper[2] == leaving:
                paper[1] = Fraction(int(paper[1] * ratio * UNIT), UNIT)
                paper[2] = next((name for name in paper[0] if name in continuing), None)
                if paper[2] is not None:
                    credited[paper[2]] += paper[1]
        credited[leaving] = left


@pytest.mark.parametrize(
    ("names", "ballots", "seats"),
    [
        ("AB", {"A": 1}, 0),
        ("AB", {"A": 1}, 3),
        ("AA", {"A": 1}, 1),
        ("AB", {}, 1),
        ("AB", {"A A": 1}, 1),
        ("AB", {"C": 1}, 1),
        ("AB", {"": 1}, 1),
        ("AB", {"A": 0}, 1),
    ],
)
def test_elections_that_cannot_be(names: str, ballots: dict[str, int], seats: int) -> None:
    with pytest.raises(CountRefusedError):
        count_stv(names, cast(ballots), seats=seats)
