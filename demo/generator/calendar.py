"""When answers came in: days of a wave, hours of a working day, minutes spent on each part."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from demo.generator.draws import Draws

PARIS = ZoneInfo("Europe/Paris")


def moments(draws: Draws, first: date, last: date, peaks: dict[date, float]) -> datetime:
    """A moment between two days: often in the days that follow one of the ``peaks`` (day -> weight)."""
    days = (last - first).days
    if draws.chance(0.7):
        start = draws.pick(peaks)
        offset = (start - first).days + int(draws.expovariate(1 / 6))
    else:
        offset = draws.randrange(days)
    day = first + timedelta(days=min(max(offset, 0), days - 1))
    if day.weekday() >= 5 and draws.chance(0.7):
        day = max(first, day - timedelta(days=2))
    hour = draws.pick(
        {8: 3, 9: 8, 10: 10, 11: 9, 12: 4, 13: 3, 14: 9, 15: 8, 16: 8, 17: 6, 18: 4, 20: 4, 21: 4}
    )
    return datetime(
        day.year, day.month, day.day, hour, draws.randrange(60), draws.randrange(60), tzinfo=PARIS
    )


def minutes_on(draws: Draws, seconds: float) -> int:
    """Seconds one person spends where most spend ``seconds``."""
    return max(8, round(draws.lognormal(seconds, 0.45)))


def last_save(draws: Draws, started: datetime, seconds: int, end: date) -> datetime:
    """When the last page was saved: the same day, or days later for those who came back, before the end."""
    saved = started + timedelta(seconds=seconds)
    if draws.chance(0.22):
        saved += timedelta(days=draws.randrange(1, 9), minutes=draws.randrange(-90, 90))
    latest = datetime(end.year, end.month, end.day, 22, 30, tzinfo=PARIS)
    return (
        max(started + timedelta(seconds=seconds), saved)
        if saved <= latest
        else started + timedelta(seconds=seconds)
    )
