"""Targets out of reach are explained by the smallest change that puts them within reach."""

from __future__ import annotations

import pytest

from engines.sortition import InfeasibleError, Selection, Target, make_lottery, select
from engines.sortition.tests.building import made


def explained(selection: Selection) -> InfeasibleError:
    with pytest.raises(InfeasibleError) as caught:
        make_lottery(selection)
    return caught.value


def test_a_minimum_above_what_the_pool_has() -> None:
    groups = {"femme rural": 2, "homme rural": 1, "femme ville": 8, "homme ville": 8}
    targets = {"genre": {"femme": (3, 3), "homme": (3, 3)}, "lieu": {"rural": (5, 6), "ville": (0, 3)}}
    error = explained(made(groups, targets, seats=6))
    (only,) = error.relaxations
    assert (only.feature, only.value, only.low, only.possible_low) == ("lieu", "rural", 5, 3)
    assert only.message_fr == "lieu = rural\u00a0: minimum 5, à baisser à 3"


def test_targets_that_contradict_each_other() -> None:
    """All women are old: three women and two old people cannot be."""
    groups = {"femme vieux": 5, "homme jeune": 5, "homme vieux": 5}
    targets = {"genre": {"femme": (3, 3), "homme": (1, 1)}, "age": {"vieux": (2, 2), "jeune": (2, 2)}}
    error = explained(made(groups, targets, seats=4))
    changes = sum(item.low - item.possible_low + item.possible_high - item.high for item in error.relaxations)
    assert changes == 2
    assert error.faults[0].message_fr.endswith("\u00a0: 2")


def test_the_change_said_is_enough_and_nothing_less_is() -> None:
    groups = {"a x": 6, "b y": 6, "c x": 1}
    targets = {"un": {"a": (2, 2), "b": (2, 2), "c": (2, 2)}, "deux": {"x": (2, 3), "y": (3, 4)}}
    selection = made(groups, targets, seats=6)
    error = explained(selection)
    possible = {(item.feature, item.value): item for item in error.relaxations}
    relaxed = [
        Target(target.feature, target.value, item.possible_low, item.possible_high)
        if (item := possible.get((target.feature, target.value)))
        else target
        for target in selection.targets
    ]
    assert make_lottery(select(selection.features, selection.volunteers, relaxed, seats=6)).panels
    for kept in possible:  # one of the changes left out: still out of reach
        partly = [
            before if (before.feature, before.value) == kept else after
            for before, after in zip(selection.targets, relaxed, strict=True)
        ]
        with pytest.raises(ValueError, match=r"cible|minimums|maximums"):
            make_lottery(select(selection.features, selection.volunteers, partly, seats=6))


def test_too_few_households_is_no_matter_of_targets() -> None:
    homes = {f"femme {number}": 1 + number // 3 for number in range(6)}
    error = explained(made({"femme": 6}, {"genre": {"femme": (0, 3)}}, seats=3, households=homes))
    assert error.relaxations == ()
    assert "foyers" in str(error)
