"""What members do every day, in the transaction of the daily sweep."""

from milliard.members.services.counting import count_members
from milliard.members.services.duplicates import look_for_duplicates
from milliard.members.services.reminders import queue_reminders


def tidy() -> list[tuple[str, int]]:
    """Queue the reminders of the day, look for doubles among the rows that changed, count who belongs."""
    counted = count_members()
    return [*queue_reminders(), *look_for_duplicates(), ("membres à jour", counted.members if counted else 0)]
