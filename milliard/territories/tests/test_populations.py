from pathlib import Path

import pytest

from milliard.territories.enums import Density
from milliard.territories.populations import (
    DENSITY,
    OCCUPATION,
    OCCUPATIONS,
    SEX_AGE,
    Margin,
    count_people,
)

MARGINS = [SEX_AGE, OCCUPATION, DENSITY]


@pytest.mark.parametrize("margin", MARGINS, ids=lambda margin: margin.file)
def test_the_tables_we_carry_are_the_ones_we_were_given(margin: Margin, shared_data: Path) -> None:
    carried = Path(__file__).parents[1] / "data" / margin.file
    assert carried.read_bytes() == (shared_data / "insee" / margin.file).read_bytes()


def test_cells_are_the_ones_the_labels_name() -> None:
    assert {occupation for (occupation,) in count_people(OCCUPATION)} == set(OCCUPATIONS)
    assert {int(level) for (level,) in count_people(DENSITY)} == set(Density.values)
    assert {sex for sex, _ in count_people(SEX_AGE)} == {"femme", "homme"}
    assert len(count_people(SEX_AGE)) == 10


def test_the_country_is_the_sum_of_its_parts() -> None:
    # France had 68 million people in 2023, overseas included.
    assert 65_000_000 < sum(count_people(SEX_AGE).values()) < 69_500_000
    loire = count_people(SEX_AGE, departments=["42"])
    others = count_people(SEX_AGE, departments=[f"{code:02d}" for code in range(1, 96) if code != 42])
    assert 700_000 < sum(loire.values()) < 850_000
    assert all(loire[cell] + others[cell] <= people for cell, people in count_people(SEX_AGE).items())
    assert count_people(SEX_AGE, departments=[]) == {}
