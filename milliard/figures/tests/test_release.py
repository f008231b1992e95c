"""Everything published of one dataset, attacked together: nothing between 1 and the threshold comes out."""

import os

import numpy as np
import pytest

from milliard.figures.datasets.codebook import COMPLETED, Codebook, CodebookVariable, VariableKind
from milliard.figures.datasets.table import FrozenTable
from milliard.figures.reports import Figure, FigureKind, FigureSpec, InvalidFigure, telling_together
from milliard.figures.reports.computation import compute
from milliard.figures.tests import attack

#: `DISCLOSURE_STUDIES=1000` attacks as many as the figures of docs/explanation/figures.md.
STUDIES = int(os.environ.get("DISCLOSURE_STUDIES", "120"))


@pytest.mark.parametrize("first", range(0, STUDIES, 20))
def test_no_small_count_of_two_questions_is_bounded(first: int) -> None:
    """Every distribution and both crossings of two questions, exact bounds."""
    found = attack.Found()
    for seed in range(first, first + 20):
        found = found.plus(attack.attack_pairs(seed))
    assert found.small > 20  # the attack had something to look for
    assert (found.recovered, found.narrow) == (0, 0)


def test_the_attack_finds_what_a_naive_threshold_leaves() -> None:
    """Were only the small counts hidden, the rest would give them: the attack itself works."""
    table, names = attack.random_study(0)
    figures = attack.computed(table, attack.every_spec(names))
    reader = attack.Reader(table, names[:2])
    reader.read(attack.of_questions(figures, names[:2]))
    small = [cells for cells, *_ in reader.attack()]
    assert small
    for cells in reader.hidden.values():
        if all(cells is not other for other in small):
            reader.learn(cells)
    bounds = [(low, high) for _, _, low, high in reader.attack()]
    assert any(low == high for low, high in bounds)


def test_a_part_of_yes_by_group_leaves_the_large_groups_shown() -> None:
    """A cell is not hidden when its complement is shown beside it (team.md M8)."""
    groups = attack.codes_of([90, 44, 20, 12, 9])
    yes = attack.codes_of_pairs([(46, 44), (20, 24), (4, 16), (3, 9), (2, 7)])
    table = attack.study_of({"emprunt": (yes, 2), "statut": (groups, 5)})
    spec = FigureSpec(FigureKind.SHARE, "emprunt", breakdown="statut", category=("emprunt0",))
    (figure,) = attack.computed(table, [spec])
    assert [row.n for row in figure.rows] == [46, 20, None, None, None, 75]


def _nested_study(seed: int) -> tuple[FrozenTable, np.ndarray]:
    """Departments and the regions they make up, and the joint counts that can only be zero."""
    generator = np.random.default_rng(seed)
    departments = int(generator.integers(5, 13))
    region_of = np.sort(generator.integers(0, max(2, departments // 3), departments))
    odds = generator.dirichlet(np.full(departments, generator.choice([0.3, 1.0])))
    lives = generator.choice(departments, int(generator.integers(40, 400)), p=odds)
    regions = int(region_of.max()) + 1
    region = region_of[lives]
    table = attack.study_of({"lieu__department": (lives, departments), "lieu__region": (region, regions)})
    impossible = np.ones((departments + 1, regions + 1), np.bool_)
    impossible[np.arange(departments), region_of] = False
    impossible[-1, -1] = False
    return table, impossible


@pytest.mark.parametrize("is_nested", [True, False])
def test_departments_and_the_regions_they_make_up_hide_together(is_nested: bool) -> None:
    """`Bretagne: 44 − 41 → Côtes-d’Armor = 3` (attacks.md F3): whichever is asked for, in whatever order."""
    small = 0
    for seed in range(60):
        table, impossible = _nested_study(seed)
        names = ["lieu__department", "lieu__region"]
        specs = [FigureSpec(FigureKind.DISTRIBUTION, name) for name in names]
        reader = attack.Reader(table, names, zeros=impossible)
        reader.read(attack.computed(table, specs if is_nested else reversed(specs)))
        for cells, count, low, high in reader.attack():
            small += 1
            # A region has at least one person in each of its departments that is not said to be empty.
            peopled = np.count_nonzero(reader.truth[cells])
            assert low <= peopled, (seed, count, low, high)
            assert high >= attack.THRESHOLD - 1, (seed, count, low, high)
            assert high > low
    assert small > 20


def test_a_department_is_not_crossed() -> None:
    table, _ = _nested_study(0)
    more = attack.study_of({**_columns(table), "vote": (np.arange(table.n) % 2, 2)})
    spec = FigureSpec(FigureKind.CROSSTAB, "lieu__department", breakdown="vote")
    with pytest.raises(InvalidFigure, match="Croisez plutôt la région"):
        compute(attack.unsaved_dataset(more), more, spec, 5)
    assert attack.computed(more, [FigureSpec(FigureKind.CROSSTAB, "lieu__region", breakdown="vote")])


def _columns(table: FrozenTable) -> dict[str, tuple[np.ndarray, int]]:
    return {item.name: (table.arrays[item.name], len(item.answers)) for item in table.codebook}


def _slider_study(seed: int) -> tuple[FrozenTable, np.ndarray]:
    """A slider from 0 to 100 by tens, a few people at its ends."""
    generator = np.random.default_rng(seed)
    odds = generator.dirichlet(np.full(11, generator.choice([0.4, 1.0])))
    values = 10 * generator.choice(11, int(generator.integers(40, 300)), p=odds)
    variable = CodebookVariable("part", VariableKind.NUMERIC, "part")
    arrays = {
        "part": values.astype(np.float64),
        "part/missing": np.zeros(values.shape, np.uint8),
        COMPLETED: np.ones(values.shape, np.bool_),
    }
    return FrozenTable(Codebook((variable,)), arrays), values


def test_classes_beside_a_total_do_not_tell_small_counts() -> None:
    """`part_don`: classes of 8, 1 and 1 solved from the exact total (attacks.md F4)."""
    small = 0
    for seed in range(40):
        table, values = _slider_study(seed)
        bounds = (*range(0, 101, 10), 110)
        specs = [
            FigureSpec(FigureKind.HISTOGRAM, "part", bounds=bounds),
            FigureSpec(FigureKind.TOTAL, "part"),
            FigureSpec(FigureKind.MEAN, "part"),
        ]
        classes, total, mean = attack.computed(table, specs)
        assert total.rows[0].value == values.sum()  # totals are published, and exact
        assert mean.rows[0].value == pytest.approx(values.mean())
        truth = np.array([np.count_nonzero(values == 10 * place) for place in range(11)])
        hidden = np.array([row.is_withheld for row in classes.rows])
        if hidden[truth > 0].all():
            continue  # only the total is left
        for place in np.flatnonzero((truth > 0) & (truth < attack.THRESHOLD)).tolist():
            small += 1
            assert hidden[place]
            assert attack.whole_bounds(truth, hidden, 10 * np.arange(11), place)[0] <= 1
            assert attack.whole_bounds(truth, hidden, 10 * np.arange(11), place)[1] >= 4
    assert small > 20


def _names_of(figures: tuple[Figure, ...]) -> set[tuple[str, str]]:
    return {(figure.spec.variable, figure.spec.breakdown) for figure in figures}


@pytest.mark.slow
def test_three_nested_questions_crossed_are_refused_together() -> None:
    """Three crossings, each safe, that leave a small count bounded: the LP on all of them finds it (F7)."""
    refused = left = 0
    for seed in (*range(100, 150), 372):  # the last: four people, known to be at least that
        table, names = attack.random_study(seed)
        figures = attack.computed(table, attack.every_spec(names))
        told = telling_together(table, figures)
        found = attack.attacked(table, figures, names)
        if told:
            refused += 1
            assert len({name for pair in _names_of(told) for name in pair if name}) == 3
        left += 0 if told else found.recovered + found.narrow
    assert refused
    assert left == 0


def test_what_was_published_before_counts() -> None:
    seeds = range(110, 150)
    for seed in seeds:
        table, names = attack.random_study(seed)
        figures = attack.computed(table, attack.every_spec(names))
        if told := telling_together(table, figures):
            break
    *former, last = told
    assert telling_together(table, [last], former)
    assert not telling_together(table, former)
    assert not telling_together(table, [], told)  # out already: nothing new tells it
