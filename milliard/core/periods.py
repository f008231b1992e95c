"""A day as the French write it."""

import datetime as dt

from milliard.core.french import MONTHS, NBSP


def format_day(day: dt.date) -> str:
    """Write «1er juillet 2024», «26 mars 2024», with no-break spaces inside."""
    return NBSP.join(("1er" if day.day == 1 else str(day.day), MONTHS[day.month - 1], str(day.year)))
