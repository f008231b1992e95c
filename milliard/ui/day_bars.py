"""Day after day as bars: a whole, and the part of it that stands before. No colour, no HTML."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

#: The last ones are drawn.
MOST_DAYS = 400


@dataclass(frozen=True, slots=True)
class DayBar:
    """One day of the drawing: place, then heights in percent of the highest day."""

    place: int
    whole: int
    part: int

    @property
    def whole_top(self) -> int:
        return 100 - self.whole

    @property
    def part_top(self) -> int:
        return 100 - self.part


def day_bars(days: Iterable[tuple[dt.date, int, int]]) -> list[DayBar]:
    """One bar a day of (day, whole, part); days that are missing keep their place, empty."""
    known = {day: (whole, part) for day, whole, part in days}
    if not known:
        return []
    last = max(known)
    first = max(min(known), last - dt.timedelta(days=MOST_DAYS - 1))
    highest = max(map(max, known.values())) or 1
    return [
        DayBar((day - first).days, *(round(100 * count / highest) for count in known[day]))
        for day in sorted(known)
        if day >= first
    ]
