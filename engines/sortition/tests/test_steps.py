"""The steps of a lottery, each alone: seats shared among people, wanted chances, column generation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from engines.sortition._constraints import Constraints, constraints_of
from engines.sortition._decomposition import ENOUGH, decompose
from engines.sortition._finding import PanelFinder
from engines.sortition._generation import fairest
from engines.sortition._ideal import ideal_of
from engines.sortition._schedule import people_of, share
from engines.sortition.tests.building import drawn


@settings(max_examples=200)
@given(some.integers(1, 9), some.lists(some.integers(0, 1000), max_size=9))
def test_seats_are_shared_equally_and_nobody_sits_twice(people: int, lengths: list[int]) -> None:
    seats = sorted([*lengths, *[0] * people][:people], reverse=True)
    found = share(seats)
    sums = [sum(end - start for start, end in spans) for spans in found]
    assert sum(sums) == sum(seats)
    assert max(sums) - min(sums) <= 1
    for point in {bound for spans in found for span in spans for bound in span}:
        sitting = [sum(start <= point < end for start, end in spans) for spans in found]
        assert max(sitting) <= 1
        assert sum(sitting) == sum(point < length for length in seats)


@pytest.mark.parametrize("seed", range(6))
def test_panels_of_people_are_few_and_hold_what_those_of_kinds_hold(seed: int) -> None:
    rules = constraints_of(drawn(seed, people=60, seats=10, features=2, homes=3))
    finder = PanelFinder(rules)
    panels = [found for _ in range(5) if (found := finder.near(finder.jitter(), finder.bounds)) is not None]
    assert len(panels) == 5
    tickets = [7, 300, 1, 92, 600]
    seated = list(people_of(rules, panels, tickets))
    assert sum(length for length, _ in seated) == 1000
    assert len(seated) <= 5 + 60 - rules.size
    for kind, members in enumerate(rules.members):
        held = [panel[kind] for panel in panels]
        got = [sum(length for length, panel in seated if rank in panel) for rank in members]
        assert sum(got) == np.dot(tickets, held)
        assert max(got) - min(got) <= 1


@pytest.mark.parametrize("seed", range(8))
def test_a_walk_gives_the_wanted_chances_but_for_what_is_left(seed: int) -> None:
    rules = constraints_of(drawn(seed, people=50, seats=10, features=3, homes=2))
    wanted = ideal_of(rules)
    assert wanted is not None
    mixture = decompose(rules, wanted, PanelFinder(rules))
    got = np.array(mixture.weights) @ np.array(mixture.panels)
    assert sum(mixture.weights) + mixture.left == pytest.approx(1)
    assert np.all(got <= wanted + 1e-6)
    assert float(np.sum(wanted - got)) == pytest.approx(10 * mixture.left, abs=1e-5)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("is_leximin", [False, True])
def test_column_generation_from_nothing_reaches_what_the_walk_reaches(seed: int, is_leximin: bool) -> None:
    """Two ways to the same chances: one begins with the ideal, the other never sees it."""
    rules = constraints_of(drawn(seed, people=30, seats=6, features=2))
    wanted = ideal_of(rules)
    assert wanted is not None
    finder = PanelFinder(rules)
    assert decompose(rules, wanted, finder).left <= ENOUGH  # these pools were chosen so
    found = fairest(rules, finder, [], is_leximin=is_leximin)
    got = np.array(found.weights) @ np.array(found.panels) / rules.people
    ideal = wanted / rules.people
    assert got.min() == pytest.approx(ideal.min(), abs=1e-5)
    if is_leximin:
        assert np.sort(got) == pytest.approx(np.sort(ideal), abs=1e-4)


def test_rules_count_seats_values_and_households() -> None:
    rules: Constraints = constraints_of(drawn(3, people=30, seats=6, features=2, homes=2))
    finder = PanelFinder(rules)
    panel = finder.near(np.ones(rules.size), finder.bounds)
    assert panel is not None
    sums = rules.sums(panel)
    assert sums[0] == 6
    assert np.all((sums >= rules.low) & (sums <= rules.high))
