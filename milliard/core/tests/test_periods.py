import datetime as dt

import pytest

from milliard.core.periods import format_day


@pytest.mark.parametrize(
    ("day", "text"),
    [("2024-07-01", "1er juillet 2024"), ("2023-12-30", "30 décembre 2023"), ("2024-03-03", "3 mars 2024")],
)
def test_a_day_is_written_in_french_on_one_line(day: str, text: str) -> None:
    assert format_day(dt.date.fromisoformat(day)) == text.replace(" ", "\u00a0")
