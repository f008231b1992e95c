"""The pieces of a large system bound as tightly as the whole."""

import itertools

import numpy as np
import pytest

from engines.statistics import JointCounts


@pytest.mark.parametrize("seed", range(12))
def test_pieces_bound_as_the_whole_joint_table(seed: int) -> None:
    """Five questions in a ring with a chord: solved by cliques and on the whole joint table."""
    generator = np.random.default_rng(seed)
    names = list("abcde")
    sizes = {name: int(size) for name, size in zip(names, generator.integers(2, 4, 5), strict=True)}
    tables = [{"a", "b"}, {"b", "c"}, {"c", "d"}, {"d", "e"}, {"e", "a"}, {"b", "d"}]
    rows = {name: generator.integers(0, size, 40) ** 2 % size for name, size in sizes.items()}
    pieces, whole = JointCounts(sizes, tables), JointCounts(sizes, [set(names)])
    assert pieces.size < whole.size
    asked = []
    for known in (pieces, whole):
        known.learn({}, 40, 40)
    for table in tables:
        first, second = sorted(table)
        for one, other in itertools.product(range(sizes[first]), range(sizes[second])):
            cells = {first: np.arange(sizes[first]) == one, second: np.arange(sizes[second]) == other}
            count = int(np.count_nonzero((rows[first] == one) & (rows[second] == other)))
            if generator.random() < 0.5:
                asked.append((cells, count))
                continue
            for known in (pieces, whole):
                known.learn(cells, count, count)
    assert asked
    for cells, count in asked:
        assert pieces.bounds(cells) == whole.bounds(cells)
        low, high = whole.bounds(cells) or (0, 0)
        assert low <= count <= high
