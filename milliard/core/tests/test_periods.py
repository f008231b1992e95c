import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milliard.core.periods import EmptyPeriod, Period

DAYS = st.dates(min_value=dt.date(1990, 1, 1), max_value=dt.date(2100, 1, 1))
LIMITS = st.one_of(st.none(), DAYS)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start, end = draw(LIMITS), draw(LIMITS)
    if start is not None and end is not None:
        start, end = min(start, end), max(start, end) + dt.timedelta(days=1)
    return Period(start, end)


@given(periods(), periods(), DAYS)
def test_a_day_is_in_the_intersection_exactly_when_it_is_in_both(
    one: Period, other: Period, day: dt.date
) -> None:
    common = one.intersection(other)
    assert (common is not None and day in common) == (day in one and day in other)
    assert one.overlaps(other) == other.overlaps(one)


@given(st.integers(1990, 2100), st.integers(1, 12))
def test_months_touch_without_overlapping(year: int, month: int) -> None:
    one = Period.of_month(year, month)
    following = Period.of_month(year + month // 12, month % 12 + 1)
    assert one.end == following.start
    assert not one.overlaps(following)
    assert len(list(one.days())) == len(one)


def test_an_empty_period_is_refused() -> None:
    day = dt.date(2026, 3, 1)
    with pytest.raises(EmptyPeriod):
        Period(day, day)
    with pytest.raises(EmptyPeriod):
        Period.from_days(day, day - dt.timedelta(days=1))


def test_a_period_without_a_limit_has_no_length() -> None:
    with pytest.raises(TypeError):
        len(Period(dt.date(2026, 1, 1), None))
    with pytest.raises(TypeError):
        list(Period(None, dt.date(2026, 1, 1)).days())


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("2024-03-03", "2024-03-03", "le 3 mars 2024"),
        ("2024-03-01", "2024-03-15", "du 1er au 15 mars 2024"),
        ("2024-03-01", "2024-04-15", "du 1er mars au 15 avril 2024"),
        ("2023-12-30", "2024-01-02", "du 30 décembre 2023 au 2 janvier 2024"),
    ],
)
def test_french_text_names_the_last_day_itself(first: str, last: str, text: str) -> None:
    period = Period.from_days(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    assert str(period).replace("\u00a0", " ") == text


def test_french_text_without_limits() -> None:
    day = dt.date(2024, 7, 1)
    assert str(Period(day, None)) == "depuis le 1er\u00a0juillet\u00a02024"
    assert str(Period(None, day)) == "jusqu’au 30\u00a0juin\u00a02024"
    assert str(Period(None, None)) == "sans limite de date"
    assert len(Period.of_year(2024)) == 366
