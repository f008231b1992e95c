"""What members do every day, in the transaction of the daily sweep."""

from milliard.members.services.duplicates import look_for_duplicates
from milliard.members.services.reminders import queue_reminders
from milliard.members.services.retention import forget_old


def tidy() -> list[tuple[str, int]]:
    """Queue the reminders of the day, look for doubles among the rows that changed, forget what is old."""
    return [*queue_reminders(), *look_for_duplicates(), *forget_old()]
