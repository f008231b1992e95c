"""The order of amendments: farthest first, their own before them, and those that fall."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.counting import (
    AmendmentFate,
    CountRefusedError,
    NextVote,
    ProposedAmendment,
    amendments_state,
)

TREE = [
    ProposedAmendment("1", None, 2),
    ProposedAmendment("2", None, 5, incompatible=("1",)),
    ProposedAmendment("3", None, 5),
    ProposedAmendment("2a", "2", 1),
    ProposedAmendment("2b", "2", 4),
    ProposedAmendment("1a", "1", 1),
]
Results = list[tuple[str | None, bool]]


@st.composite
def trees(draw: st.DrawFn) -> list[ProposedAmendment]:
    names = [f"a{number}" for number in range(draw(st.integers(0, 7)))]
    parents: dict[str, str | None] = {}
    for number, name in enumerate(names):
        parents[name] = draw(st.sampled_from([None, *names[:number]]))
    return [
        ProposedAmendment(
            name,
            parents[name],
            draw(st.integers(0, 3)),
            tuple(
                other
                for other in names
                if other != name and parents[other] == parents[name] and draw(st.integers(0, 3)) == 0
            ),
        )
        for name in names
    ]


def test_the_order_and_what_falls() -> None:
    state = amendments_state(TREE, [])
    assert state.to_come == ("2b", "2a", "2", "3", "1a", "1", None)
    voted: Results = [("2b", True), ("2a", False)]
    assert amendments_state(TREE, voted).next == NextVote("2", incorporated=("2b",))
    state = amendments_state(TREE, [*voted, ("2", True)])
    assert state.next == NextVote("3", incorporated=())
    assert dict(state.fallen_to) == {"1": "2", "1a": "1"}
    assert state.to_come == ("3", None)
    state = amendments_state(TREE, [*voted, ("2", True), ("3", False)])
    assert state.next == NextVote(None, incorporated=("2b", "2"))
    state = amendments_state(TREE, [*voted, ("2", True), ("3", False), (None, True)])
    assert (state.next, state.is_adopted, state.incorporated) == (None, True, ("2b", "2"))


def test_what_amends_a_rejected_one_goes_with_it() -> None:
    state = amendments_state(TREE, [("2b", True), ("2a", True), ("2", False)])
    assert state.incorporated == ()
    assert state.next == NextVote("3", incorporated=())
    assert dict(state.fates)["1"] is AmendmentFate.WAITING


def test_a_vote_out_of_its_order_is_refused() -> None:
    wrong: list[Results] = [
        [("2", True)],
        [(None, True)],
        [("2b", True), ("2b", True)],
        [("2b", False), ("2a", False), ("2", True), ("1a", True)],
        [("x", True)],
    ]
    for results in wrong:
        with pytest.raises(CountRefusedError):
            amendments_state(TREE, results)
    with pytest.raises(CountRefusedError):
        amendments_state([], [(None, True), (None, True)])


@pytest.mark.parametrize(
    "tree",
    [
        [ProposedAmendment("a"), ProposedAmendment("a")],
        [ProposedAmendment("a", "z")],
        [ProposedAmendment("a", "b"), ProposedAmendment("b", "a")],
        [ProposedAmendment("a", "a")],
        [ProposedAmendment("a", distance=-1)],
        [ProposedAmendment("a", incompatible=("a",))],
        [ProposedAmendment("a"), ProposedAmendment("b", "a", incompatible=("a",))],
        [ProposedAmendment("")],
    ],
)
def test_trees_that_cannot_be(tree: list[ProposedAmendment]) -> None:
    with pytest.raises(CountRefusedError):
        amendments_state(tree, [])


@given(trees(), st.data())
def test_votes_always_end_with_a_text_that_holds_together(
    tree: list[ProposedAmendment], data: st.DataObject
) -> None:
    by_name = {item.name: item for item in tree}
    results: Results = []
    while (state := amendments_state(tree, results)).next is not None:
        assert state.to_come[0] == state.next.amendment
        results.append((state.next.amendment, data.draw(st.booleans())))
    names = [name for name, _ in results]
    assert len(set(names)) == len(names)
    assert names[-1] is None
    fates = dict(state.fates)
    assert AmendmentFate.WAITING not in fates.values()
    for item in tree:
        was_voted = item.name in names
        assert was_voted == (fates[item.name] is not AmendmentFate.FALLEN)
        if item.of is not None and was_voted and item.of in names:
            assert names.index(item.name) < names.index(item.of)
    adopted = {name for name, fate in fates.items() if fate is AmendmentFate.ADOPTED}
    for item in tree:
        assert not (item.name in adopted and adopted & set(item.incompatible))
    for name in state.incorporated:
        assert name in adopted
        assert by_name[name].of is None or by_name[name].of in state.incorporated
    siblings: dict[str | None, list[str]] = {}
    for name in names[:-1]:
        assert name is not None
        siblings.setdefault(by_name[name].of, []).append(name)
    for group in siblings.values():
        distances = [by_name[name].distance for name in group]
        assert distances == sorted(distances, reverse=True)
