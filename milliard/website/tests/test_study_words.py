"""What a study says of its datasets."""

import datetime as dt

import pytest

from milliard.figures.display import wording
from milliard.figures.display.answers import answer_part
from milliard.figures.display.records import DatasetFacts, FigurePart
from milliard.figures.enums import RowCount
from milliard.figures.models import Dataset
from milliard.website.studies import dataset_text


@pytest.mark.parametrize(
    ("begun", "complete", "sentence", "numbers", "base"),
    [
        (836, 510, "836 réponses commencées, dont 510 complètes", ["836", "510"], ", sur 836 commencées"),
        (42, 40, "40 réponses complètes", ["non publié", "40"], ""),
        (40, 3, "40 réponses commencées", ["40", "non publié"], ", sur 40 commencées"),
        (4, 2, "Moins de 5 réponses", ["non publié"] * 2, ""),
    ],
)
def test_a_study_says_no_small_number_of_responses_nor_one_told_by_a_subtraction(
    begun: int, complete: int, sentence: str, numbers: list[str], base: str
) -> None:
    dataset = Dataset(
        row_count=begun, complete_count=complete, frozen_at=dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    )
    facts = DatasetFacts.of(dataset)
    assert dataset_text(facts).startswith(f"{sentence}\u202f; figées")
    parts = [
        answer_part(dataset, FigurePart(None, count=count)) for count in (RowCount.BEGUN, RowCount.COMPLETE)
    ]
    assert [wording.rows_text(part.count_value) for part in parts] == numbers
    assert parts[1].count_base(facts) == f"Réponses complètes{base}"
