"""What figures tell together beyond two questions: begun responses, parts, sets of classes, rings."""

import itertools

import numpy as np
import pytest

from engines.statistics import JointCounts
from milliard.figures.datasets.codebook import COMPLETED, Codebook, CodebookVariable, VariableKind
from milliard.figures.datasets.table import FrozenTable
from milliard.figures.reports import Figure, FigureKind, FigureSpec, TooManyTogether, telling_together
from milliard.figures.tests import attack


def told(table: FrozenTable, *specs: FigureSpec) -> list[FigureSpec]:
    figures = attack.computed(table, specs)
    assert len(figures) == len(specs)
    return [figure.spec for figure in telling_together(table, figures)]


def _begun(complete: list[int], begun: list[int]) -> FrozenTable:
    table = attack.study_of({"vote": (attack.codes_of([*complete, *begun]) % len(complete), len(complete))})
    done = np.arange(table.n) < sum(complete)
    return FrozenTable(table.codebook, {**table.arrays, COMPLETED: done})


@pytest.mark.parametrize(("begun", "is_told"), [([38, 2], True), ([31, 9], False), ([40, 0], False)])
def test_begun_responses_beside_complete_ones(begun: list[int], is_told: bool) -> None:
    """Of those begun, 2 voted for the second: 42 of all, 40 of the complete ones."""
    table = _begun([60, 40], begun)
    complete = FigureSpec(FigureKind.DISTRIBUTION, "vote")
    every = FigureSpec(FigureKind.DISTRIBUTION, "vote", completes_only=False)
    assert told(table, complete, every) == ([complete, every] if is_told else [])
    assert told(table, complete) == told(table, every) == []


@pytest.mark.parametrize(("few", "is_told"), [(2, True), (9, False), (0, False)])
def test_a_part_of_the_answers_beside_all_of_them(few: int, is_told: bool) -> None:
    """50 said yes, 48 of them associations: two others did."""
    statut = attack.codes_of([80, 40])
    vote = attack.codes_of_pairs([(50 - few, 30 + few), (few, 40 - few)])
    table = attack.study_of({"vote": (vote, 2), "statut": (statut, 2)})
    part = FigureSpec(FigureKind.DISTRIBUTION, "vote", domain=(("statut", ("statut0",)),))
    everybody = FigureSpec(FigureKind.DISTRIBUTION, "vote")
    assert told(table, part, everybody) == ([part, everybody] if is_told else [])


def test_two_overlapping_parts_of_the_answers() -> None:
    """Among the first two statuses 53 said yes, among the first alone 50: three of the second did."""
    statut = attack.codes_of([80, 40, 60])
    vote = attack.codes_of_pairs([(50, 30), (3, 37), (30, 30)])
    table = attack.study_of({"vote": (vote, 2), "statut": (statut, 3)})
    both = FigureSpec(FigureKind.DISTRIBUTION, "vote", domain=(("statut", ("statut0", "statut1")),))
    one = FigureSpec(FigureKind.DISTRIBUTION, "vote", domain=(("statut", ("statut0",)),))
    assert told(table, both, one) == [both, one]


def _amounts(values: list[tuple[float, int]]) -> FrozenTable:
    amounts = np.array([value for value, count in values for _ in range(count)], np.float64)
    arrays = {"part": amounts, "part/missing": np.zeros(amounts.shape, np.uint8)}
    variable = CodebookVariable("part", VariableKind.NUMERIC, "part")
    return FrozenTable(Codebook((variable,)), {**arrays, COMPLETED: np.ones(amounts.shape, np.bool_)})


@pytest.mark.parametrize(("between", "is_told"), [(3, True), (8, False), (0, False)])
def test_two_sets_of_classes_of_one_number(between: int, is_told: bool) -> None:
    """50 below 10, 53 below 12: three people between."""
    table = _amounts([(4.5, 50), (11.25, between), (22.5, 40)])
    first = FigureSpec(FigureKind.HISTOGRAM, "part", bounds=(0, 10, 30))
    second = FigureSpec(FigureKind.HISTOGRAM, "part", bounds=(0, 12, 30))
    assert told(table, first, second) == ([first, second] if is_told else [])
    assert told(table, first) == []


def _four(seed: int) -> tuple[FrozenTable, list[str]]:
    """Three questions of a random study, and one of two answers."""
    three, names = attack.random_study(seed)
    generator = np.random.default_rng(seed + 10_000)
    columns = {name: (three.arrays[name], len(three.codebook[name].answers)) for name in names}
    columns["d"] = (generator.choice(2, three.n, p=[0.8, 0.2]), 2)
    return attack.study_of(columns), [*names, "d"]


def _ring(table: FrozenTable, names: list[str]) -> list[Figure]:
    pairs = itertools.pairwise([*names, names[0]])
    specs = [FigureSpec(FigureKind.CROSSTAB, name, breakdown=other) for name, other in pairs]
    return attack.computed(table, [*specs, *(FigureSpec(FigureKind.DISTRIBUTION, name) for name in names)])


def test_four_questions_crossed_in_a_ring_or_all_together() -> None:
    """Whatever the attack on the four questions recovers is refused."""
    refused = left = 0
    for seed in range(110, 118):
        table, names = _four(seed)
        for figures in (_ring(table, names), attack.computed(table, attack.every_spec(names))):
            found = attack.attacked(table, figures, names)
            if telling_together(table, figures):
                refused += 1
            else:
                left += found.recovered + found.narrow
    assert refused
    assert left == 0


@pytest.mark.slow
def test_a_system_too_large_is_refused() -> None:
    generator = np.random.default_rng(1)
    columns = {name: (generator.integers(0, 30, 4_000), 30) for name in "abc"}
    table = attack.study_of(columns)
    specs = [FigureSpec(FigureKind.CROSSTAB, name, breakdown=other) for name, other in ("ab", "bc", "ca")]
    figures = attack.computed(table, specs)
    with pytest.raises(TooManyTogether) as error:
        telling_together(table, figures)
    assert [figure.spec for figure in error.value.figures] == specs
    assert telling_together(table, figures[:2]) == ()  # two crossings make no ring


def test_many_questions_by_two_groups_are_solved_in_pieces() -> None:
    """Eight questions, each crossed by the same two groups: 8 tables of three questions, not one of ten."""
    sizes = {**{f"q{place}": 6 for place in range(8)}, "statut": 8, "region": 14}
    tables = [{name, group} for name in sizes for group in ("statut", "region") if name.startswith("q")]
    known = JointCounts(sizes, [*tables, {"statut", "region"}])
    assert known.size == 8 * 6 * 8 * 14
