"""The days that are today somewhere in France, at every hour of a day."""

from datetime import UTC, date, datetime

import pytest

from milliard.territories.days import days_in_france

YESTERDAY, TODAY, TOMORROW = date(2026, 11, 27), date(2026, 11, 28), date(2026, 11, 29)


@pytest.mark.parametrize(
    ("hour", "days"),
    [
        (0, (TODAY, YESTERDAY)),  # 14:00 the day before in Papeete
        (9, (TODAY, YESTERDAY)),  # 23:00 the day before in Papeete, 21:00 in Wallis
        (11, (TODAY,)),
        (12, (TODAY, TOMORROW)),  # midnight in Wallis
        (20, (TODAY, TOMORROW)),  # the case reported: Nouméa is at the 29th
        (23, (TOMORROW, TODAY)),  # midnight in Paris
    ],
)
def test_days_current_in_france(hour: int, days: tuple[date, ...]) -> None:
    assert days_in_france(datetime(2026, 11, 28, hour, tzinfo=UTC)) == days
