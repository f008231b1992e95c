"""The fairest lottery: by hand, beside the package that is its oracle, and by its properties."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from engines.sortition import (
    TICKETS,
    Fairness,
    InfeasibleError,
    Lottery,
    Selection,
    make_lottery,
    read_selection,
    select,
)
from engines.sortition.tests.building import assert_stands, drawn, made

PACKAGE = Path(__file__).parent / "package"
EXPECTED = json.loads((PACKAGE / "expected.json").read_text())


def chances_of(lottery: Lottery) -> dict[str, set[int]]:
    """By group, the chances of its people, in tickets."""
    found: dict[str, set[int]] = {}
    for name, tickets in lottery.chances.items():
        found.setdefault(name.rpartition(" ")[0], set()).add(tickets)
    return found


@pytest.mark.parametrize("method", Fairness)
def test_one_feature_gives_each_value_its_share(method: Fairness) -> None:
    """8 women for 2 seats, 2 men for 2: a quarter each, and everybody."""
    selection = made({"femme": 8, "homme": 2}, {"genre": {"femme": (2, 2), "homme": (2, 2)}}, seats=4)
    lottery = make_lottery(selection, method=method)
    assert_stands(lottery)
    assert chances_of(lottery) == {"femme": {250_000}, "homme": {TICKETS}}


def test_without_constraint_everybody_is_equal_to_the_ticket() -> None:
    selection = made({"femme": 7}, {"genre": {"femme": (0, 3)}}, seats=3)
    assert chances_of(make_lottery(selection)) == {"femme": {428_571, 428_572}}


def test_two_features_whose_maximin_is_known() -> None:
    """Four seats, two women and two of the country: 1 woman and 5 men there, 5 women and 1 man in town.

    A panel holds as many (woman, country) as (man, town), 0, 1 or 2 in principle, here 0 or 1, and as many
    (woman, town) as (man, country), 2 or 1. With a chance p of the first kind, those alone have p and the
    five others (2 - p) / 5: all are equal at p = 1/3.
    """
    groups = {"femme rural": 1, "homme rural": 5, "femme ville": 5, "homme ville": 1}
    targets = {"genre": {"femme": (2, 2), "homme": (2, 2)}, "lieu": {"rural": (2, 2), "ville": (2, 2)}}
    lottery = make_lottery(made(groups, targets, seats=4))
    assert_stands(lottery)
    assert {tickets for group in chances_of(lottery).values() for tickets in group} <= {333_333, 333_334}


def test_leximin_goes_on_where_the_smallest_chance_stops() -> None:
    """One man of ten is all that the targets allow; of the four women no age is favoured."""
    groups = {"homme vieux": 10, "femme vieux": 2, "femme jeune": 8}
    targets = {"genre": {"homme": (1, 1), "femme": (4, 4)}, "age": {"vieux": (0, 3), "jeune": (2, 5)}}
    found = chances_of(make_lottery(made(groups, targets, seats=5)))
    assert found == {"homme vieux": {100_000}, "femme vieux": {400_000}, "femme jeune": {400_000}}


def test_whole_panels_can_do_less_than_fractions() -> None:
    """One of each value; every two of these four share one, so that only halves of people would do."""
    groups = {"a o x": 1, "a p y": 1, "b o y": 1, "b p x": 1}
    once = (1, 1)
    targets = {"un": {"a": once, "b": once}, "deux": {"o": once, "p": once}, "trois": {"x": once, "y": once}}
    with pytest.raises(InfeasibleError):
        make_lottery(made(groups, targets, seats=2))


@pytest.mark.parametrize("method", Fairness)
def test_where_the_ideal_is_out_of_reach_the_best_is_proved(method: Fairness) -> None:
    """The same four and two more people, «a o y» and «b p x»: one panel is possible, and only that one."""
    groups = {"a o x": 1, "a p y": 1, "b o y": 1, "b p x": 2, "a o y": 1}
    once = (1, 1)
    targets = {"un": {"a": once, "b": once}, "deux": {"o": once, "p": once}, "trois": {"x": once, "y": once}}
    found = chances_of(make_lottery(made(groups, targets, seats=2), method=method))
    assert found == {
        "a o x": {0},
        "a p y": {0},
        "b o y": {0},
        "b p x": {500_000},
        "a o y": {TICKETS},
    }


def test_who_can_be_in_no_panel_is_set_aside_and_the_others_stay_equal() -> None:
    """One old man: with him two old people would be needed at most, and women are old already."""
    groups = {"femme vieux": 3, "homme vieux": 1, "homme jeune": 4}
    targets = {"genre": {"femme": (1, 1), "homme": (2, 2)}, "age": {"vieux": (1, 1), "jeune": (2, 2)}}
    for method in Fairness:
        found = chances_of(make_lottery(made(groups, targets, seats=3), method=method))
        assert found["homme vieux"] == {0}
        assert found["femme vieux"] == {333_333, 333_334}
        assert found["homme jeune"] == {500_000}


@pytest.mark.parametrize("number", sorted(EXPECTED))
def test_smallest_chance_is_that_of_the_package(number: str) -> None:
    expected = EXPECTED[number]
    selection = read_selection(
        (PACKAGE / f"{number}-pool.csv").read_bytes(),
        (PACKAGE / f"{number}-targets.csv").read_bytes(),
        seats=expected["seats"],
        households=[expected["household"]] if expected["household"] else [],
    )
    lottery = make_lottery(selection, method=Fairness.MAXIMIN)
    assert_stands(lottery)
    smallest = min(tickets for tickets in lottery.chances.values() if tickets)
    assert smallest / TICKETS == pytest.approx(expected["minimum"], abs=1e-4)


def test_there_are_twenty_of_them() -> None:
    assert len(EXPECTED) == 20


selections = some.builds(
    drawn,
    some.integers(0, 10_000),
    people=some.integers(16, 40),
    seats=some.integers(4, 8),
    features=some.integers(1, 4),
    slack=some.integers(0, 2),
    homes=some.integers(0, 3),
)


@settings(max_examples=20, deadline=None)
@given(selections)
def test_every_panel_meets_every_rule_and_equal_people_have_equal_chances(selection: Selection) -> None:
    lottery = make_lottery(selection)
    assert_stands(lottery)
    alike: dict[object, set[int]] = {}
    for person in selection.volunteers:
        if not person.household:
            alike.setdefault(person.values, set()).add(lottery.chances[person.id])
    assert all(max(found) - min(found) <= 1 for found in alike.values())


@pytest.mark.parametrize("seed", range(4))
def test_no_lottery_found_by_chance_is_fairer(seed: int) -> None:
    """Panels drawn at random, each as likely as the others, never give a larger smallest chance."""
    selection, draw = drawn(seed, people=20, seats=5, features=3, homes=2), random.Random(seed)
    panels = []
    for _ in range(1000):
        panel = [person.id for person in draw.sample(selection.volunteers, selection.seats)]
        counts = zip(selection.targets, selection.reached(panel), strict=True)
        if not selection.has_housemates(panel) and all(t.low <= n <= t.high for t, n in counts):
            panels.append(panel)
    naive = {name: sum(name in panel for panel in panels) / len(panels) for name in selection.place}
    chances = {name: tickets / TICKETS for name, tickets in make_lottery(selection).chances.items()}
    possible = {name for name, chance in chances.items() if chance}
    assert {name for name, chance in naive.items() if chance} <= possible
    assert min(chances[name] for name in possible) >= min(naive[name] for name in possible) - 1e-5


@settings(max_examples=6, deadline=None)
@given(selections, some.integers(0, 1000))
def test_the_order_of_the_file_changes_nothing(selection: Selection, seed: int) -> None:
    people = list(selection.volunteers)
    random.Random(seed).shuffle(people)
    again = select(selection.features, people, selection.targets, seats=selection.seats)
    assert make_lottery(again).panels == make_lottery(selection).panels


def test_other_identifiers_change_nothing_but_identifiers() -> None:
    selection = drawn(1, people=40, seats=8, features=3, homes=3)
    draw, names = random.Random(1), [f"x{number}" for number in range(40)]
    draw.shuffle(names)
    renamed = {person.id: name for person, name in zip(selection.volunteers, names, strict=True)}
    people = [replace(person, id=renamed[person.id]) for person in selection.volunteers]
    again = make_lottery(select(selection.features, people, selection.targets, seats=8)).chances
    for name, tickets in make_lottery(selection).chances.items():
        assert again[renamed[name]] == pytest.approx(tickets, abs=20)
