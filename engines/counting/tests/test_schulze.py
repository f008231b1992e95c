"""Schulze: a published election, paths by enumeration, and the criteria that the method meets."""

from __future__ import annotations

from itertools import combinations, pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.counting import (
    CountRefusedError,
    CountTie,
    PreferenceBallot,
    SchulzeResult,
    draw_order,
    rank_by_schulze,
)

#: The example with 45 voters of M. Schulze, also that of Wikipedia's «Schulze method».
PUBLISHED = {
    "ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8,
}  # fmt: skip


@st.composite
def elections(draw: st.DrawFn, most: int = 5) -> tuple[str, list[PreferenceBallot]]:
    """Some options left out, some held equal."""
    options = "ABCDE"[: draw(st.integers(2, most))]
    ballots = []
    for _ in range(draw(st.integers(1, 9))):
        order = draw(st.permutations(options))[: draw(st.integers(0, len(options)))]
        groups: list[tuple[str, ...]] = []
        for name in order:
            if groups and draw(st.booleans()):
                groups[-1] = (*groups[-1], name)
            else:
                groups.append((name,))
        ballots.append(PreferenceBallot(tuple(groups), draw(st.integers(1, 4))))
    return options, ballots


def strict(orders: dict[str, int]) -> list[PreferenceBallot]:
    return [PreferenceBallot(tuple((name,) for name in order), count) for order, count in orders.items()]


def test_the_published_example() -> None:
    found = rank_by_schulze("ABCDE", strict(PUBLISHED))
    assert found.pairwise == (
        (0, 20, 26, 30, 22),
        (25, 0, 16, 33, 18),
        (19, 29, 0, 17, 24),
        (15, 12, 28, 0, 14),
        (23, 27, 21, 31, 0),
    )
    assert found.paths == (
        (0, 28, 28, 30, 24),
        (25, 0, 28, 33, 24),
        (25, 29, 0, 29, 24),
        (25, 28, 28, 0, 24),
        (25, 28, 28, 31, 0),
    )
    assert found.order == ("E", "A", "C", "B", "D")
    assert found.condorcet_winner is None
    assert found.smith_set == ("A", "B", "C", "D", "E")


def test_tennessee_has_a_condorcet_winner() -> None:
    """Memphis 42, Nashville 26, Chattanooga 15, Knoxville 17 %, by distance: Nashville beats each other."""
    cast = strict({"MNCK": 42, "NCKM": 26, "CKNM": 15, "KCNM": 17})
    found = rank_by_schulze("MNCK", cast)
    assert (found.condorcet_winner, found.order) == ("N", ("N", "C", "K", "M"))
    assert found.pairwise[1][0] == 58
    assert found.pairwise[2][3] == 83


@given(elections(most=4))
@settings(deadline=None)
def test_paths_are_the_widest_of_all(election: tuple[str, list[PreferenceBallot]]) -> None:
    options, ballots = election
    found = rank_by_schulze(options, ballots)
    size = range(len(options))
    above = {
        (a, b): sum(ballot.count for ballot in ballots if _holds(ballot, options[a], options[b]))
        for a in size
        for b in size
    }
    defeat = {pair: count if count > above[pair[::-1]] else 0 for pair, count in above.items()}
    for a, b in permutations(size, 2):
        between = [c for c in size if c not in (a, b)]
        paths = [
            (a, *middle, b) for length in range(len(between) + 1) for middle in permutations(between, length)
        ]
        widest = max(min(defeat[step] for step in pairwise(path)) for path in paths)
        assert (found.pairwise[a][b], found.paths[a][b]) == (above[a, b], widest)


def _holds(ballot: PreferenceBallot, better: str, worse: str) -> bool:
    place = {name: rank for rank, group in enumerate(ballot.ranks) for name in group}
    return place.get(better, 99) < place.get(worse, 99)


@given(elections())
@settings(deadline=None)
def test_criteria(election: tuple[str, list[PreferenceBallot]]) -> None:
    options, ballots = election
    found = rank_by_schulze(options, ballots)
    assert set(found.winners) <= set(found.smith_set)
    if found.condorcet_winner is not None:
        assert found.winners == (found.condorcet_winner,)
        assert found.smith_set == (found.condorcet_winner,)
    place = {name: number for number, name in enumerate(options)}
    outside = set(options) - set(found.smith_set)
    for inside in found.smith_set:
        for other in outside:
            assert found.pairwise[place[inside]][place[other]] > found.pairwise[place[other]][place[inside]]
    for size in range(1, len(found.smith_set)):  # and no smaller set does
        for group in combinations(options, size):
            rest = [name for name in options if name not in group]
            assert any(
                found.pairwise[place[a]][place[b]] <= found.pairwise[place[b]][place[a]]
                for a in group
                for b in rest
            )
    assert sorted(name for level in found.levels for name in level) == sorted(options)
    position = {name: number for number, level in enumerate(found.levels) for name in level}
    for a, b in permutations(options, 2):  # passing is transitive, and levels respect it
        if found.paths[place[a]][place[b]] > found.paths[place[b]][place[a]]:
            assert position[a] < position[b]
    shuffled = "".join(reversed(options))
    assert set(rank_by_schulze(shuffled, ballots).winners) == set(found.winners)


@given(elections(most=4), st.data())
@settings(deadline=None)
def test_a_clone_beside_changes_no_winner(
    election: tuple[str, list[PreferenceBallot]], data: st.DataObject
) -> None:
    """A copy ranked next to its original on every ballot: the winner is still the same, or its copy."""
    options, ballots = election
    before = rank_by_schulze(options, ballots)
    copied = data.draw(st.sampled_from(options))
    with_clone = []
    for ballot in ballots:
        ranks: list[tuple[str, ...]] = []
        is_listed = any(copied in group for group in ballot.ranks)
        for group in ballot.ranks:
            if copied not in group:
                ranks.append(group)
            elif len(group) > 1:
                ranks.append((*group, "Z"))
            else:
                ranks += data.draw(st.sampled_from([[("Z",), group], [group, ("Z",)], [(copied, "Z")]]))
        with_clone.append(PreferenceBallot(tuple(ranks), ballot.count))
        assert is_listed == any("Z" in group for group in ranks)
    after = rank_by_schulze(options + "Z", with_clone)
    assert {copied if name == "Z" else name for name in after.winners} == set(before.winners)


@given(elections(), st.data())
@settings(deadline=None)
def test_moving_a_winner_up_alone_keeps_it(
    election: tuple[str, list[PreferenceBallot]], data: st.DataObject
) -> None:
    options, ballots = election
    winner = data.draw(st.sampled_from(rank_by_schulze(options, ballots).winners))
    number = data.draw(st.integers(0, len(ballots) - 1))
    ranks = tuple(
        group
        for group in (tuple(name for name in group if name != winner) for group in ballots[number].ranks)
        if group
    )
    ballots[number] = PreferenceBallot(((winner,), *ranks), ballots[number].count)
    assert winner in rank_by_schulze(options, ballots).winners


def test_ties_are_told_or_parted_as_named() -> None:
    cast = strict({"AB": 2, "BA": 2})
    assert _parted(rank_by_schulze("AB", cast)) == ((), ())
    assert _parted(rank_by_schulze("BA", cast, tie=CountTie.DECLARED_ORDER)) == (("B", "A"), ("B",))
    drawn = rank_by_schulze("AB", cast, tie=CountTie.DRAWN, seed="graine")
    assert drawn.order == tuple(draw_order("BA", "graine"))
    assert drawn.levels == (("A", "B"),)


def _parted(found: SchulzeResult) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return found.order, tuple(tie.chosen for tie in found.ties)


@pytest.mark.parametrize("ranks", [(("A",), ("A",)), (("A", "A"),), (("X",),)])
def test_ballots_that_cannot_be(ranks: tuple[tuple[str, ...], ...]) -> None:
    with pytest.raises(CountRefusedError):
        rank_by_schulze("AB", [PreferenceBallot(ranks)])
    with pytest.raises(CountRefusedError):
        rank_by_schulze("AB", [PreferenceBallot((("A",),), 0)])
