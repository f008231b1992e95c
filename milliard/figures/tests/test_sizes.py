"""The size of a dataset is a count too: under the threshold, it is not said."""

import pytest

from milliard.figures.models import Dataset
from milliard.figures.reports.sizes import sayable_sizes, size_sentence


@pytest.mark.parametrize(
    ("begun", "complete", "sayable", "words"),
    [
        (836, 510, (836, 510), "836 réponses commencées, dont 510 complètes"),
        (40, 40, (40, 40), "40 lignes"),
        (42, 40, (None, 40), "40 réponses complètes, le reste est trop petit"),
        (40, 3, (40, None), "40 réponses commencées, le reste est trop petit"),
        (4, 2, (None, None), "moins de 5 réponses"),
        (2, 2, (None, None), "moins de 5 réponses"),
    ],
)
def test_no_small_size_is_said_nor_told_by_a_subtraction(begun, complete, sayable, words) -> None:
    dataset = Dataset(row_count=begun, complete_count=complete)
    assert sayable_sizes(dataset, 5) == sayable
    assert words in size_sentence(dataset, 5, completes_only=True)
