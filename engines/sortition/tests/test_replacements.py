"""Replacements keep the quotas of the whole panel, and only come from those who are left."""

from __future__ import annotations

import pytest

from engines.sortition import InfeasibleError, InputRefusedError, make_lottery, without
from engines.sortition.tests.building import drawn, made


@pytest.mark.parametrize("seed", range(10))
def test_any_replacement_makes_a_whole_panel(seed: int) -> None:
    selection = drawn(seed, people=60, seats=10, features=2, homes=5)
    panel = make_lottery(selection).panels[0].members
    declined, gone = panel[:3], [name for name in selection.place if name not in panel][:2]
    smaller = without(selection, panel, declined=declined, gone=gone)
    lottery = make_lottery(smaller)
    for found in lottery.panels:
        whole = [*panel[3:], *found.members]
        assert len(set(whole)) == 10
        assert not selection.has_housemates(whole)
        assert not {*declined, *gone} & set(whole)
        for target, reached in zip(selection.targets, selection.reached(whole), strict=True):
            assert target.low <= reached <= target.high


def test_the_only_one_of_a_value_can_only_be_replaced_by_another_of_it() -> None:
    groups = {"femme": 3, "homme": 2}
    selection = made(groups, {"genre": {"femme": (1, 1), "homme": (1, 1)}}, seats=2)
    smaller = without(selection, ["femme 0", "homme 1"], declined=["homme 1"])
    assert [panel.members for panel in make_lottery(smaller).panels] == [("homme 0",)]
    with pytest.raises(InfeasibleError) as caught:
        make_lottery(without(selection, ["femme 0", "homme 1"], declined=["homme 1"], gone=["homme 0"]))
    assert {item.value for item in caught.value.relaxations} == {"femme", "homme"}


def test_who_lives_with_somebody_who_declined_can_replace_them() -> None:
    homes = {"femme 0": 1, "femme 1": 1, "femme 2": 2, "femme 3": 2}
    selection = made({"femme": 4}, {"genre": {"femme": (2, 2)}}, seats=2, households=homes)
    smaller = without(selection, ["femme 0", "femme 2"], declined=["femme 2"])
    assert [(person.id, person.household) for person in smaller.volunteers] == [("femme 3", 0)]


@pytest.mark.parametrize(("declined", "said"), [(["femme 2"], "femme 2"), ([], "personne")])
def test_only_people_of_the_panel_decline(declined: list[str], said: str) -> None:
    selection = made({"femme": 4}, {"genre": {"femme": (2, 2)}}, seats=2)
    with pytest.raises(InputRefusedError, match=said):
        without(selection, ["femme 0", "femme 1"], declined=declined)
