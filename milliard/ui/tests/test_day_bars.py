import datetime as dt

from milliard.ui.day_bars import MOST_DAYS, day_bars

FIRST = dt.date(2024, 7, 1)


def test_days_without_anything_keep_their_place():
    bars = day_bars([(FIRST, 10, 5), (FIRST + dt.timedelta(days=3), 2, 2)])
    assert [(bar.place, bar.whole, bar.part) for bar in bars] == [(0, 100, 50), (3, 20, 20)]


def test_only_the_last_days_are_drawn():
    bars = day_bars([(FIRST, 10, 5), (FIRST + dt.timedelta(days=MOST_DAYS), 2, 2)])
    assert [bar.place for bar in bars] == [MOST_DAYS - 1]
