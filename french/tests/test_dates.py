"""Dates and times, as they were written before this package."""

import datetime as dt

import pytest

from french import format_date, format_date_digits, format_month, format_time


def test_dates() -> None:
    first, other = dt.date(2024, 7, 1), dt.date(2024, 7, 3)
    assert format_date(first) == "1er\u00a0juillet\u00a02024"
    assert format_date(other) == "3\u00a0juillet\u00a02024"
    assert format_date(dt.date(2025, 8, 11)) == "11\u00a0août\u00a02025"
    assert format_date(dt.datetime(2024, 12, 31, 23, 59, tzinfo=dt.UTC)) == "31\u00a0décembre\u00a02024"
    assert format_date(dt.date(999, 2, 3)) == "3\u00a0février\u00a0999"
    assert format_date(first, with_year=False) == "1er\u00a0juillet"
    assert format_date(first, with_month=False) == "1er"
    assert format_date(other, with_month=False, with_year=False) == "3"
    assert format_month(first) == "juillet\u00a02024"
    assert format_month(first, with_year=False) == "juillet"
    assert [format_date_digits(day) for day in (first, dt.date(999, 2, 3))] == ["01/07/2024", "03/02/0999"]


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (dt.time(14, 5), "14 h 05"),
        (dt.time(9), "9 h"),
        (dt.time(0), "0 h"),
        (dt.time(23, 59, 59), "23 h 59"),
        (dt.datetime(2024, 1, 1, 8, 30, tzinfo=dt.UTC), "8 h 30"),
    ],
)
def test_times(moment: dt.datetime | dt.time, text: str) -> None:
    assert format_time(moment) == text.replace(" ", "\u00a0")
