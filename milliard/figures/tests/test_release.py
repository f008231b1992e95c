"""Everything published of one dataset, attacked together: nothing between 1 and the threshold comes out."""

import os

import pytest

from milliard.figures.reports import FigureKind, FigureSpec
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
