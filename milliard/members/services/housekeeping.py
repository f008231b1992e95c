"""What members do every day, in the transaction of the daily sweep."""

from milliard.members.services.counting import count_desk, count_members
from milliard.members.services.duplicates import look_for_duplicates
from milliard.members.services.import_drafts import forget_abandoned
from milliard.members.services.reminders import queue_reminders
from milliard.members.services.retention import forget_old


def tidy() -> list[tuple[str, int]]:
    """Queue the day's reminders, look for doubles, forget what is old, count who belongs."""
    swept = [*queue_reminders(), *look_for_duplicates(), *forget_old()]
    abandoned = forget_abandoned()
    counted = count_members()
    arrived = count_desk()
    return [
        *swept,
        ("fichiers de membres non importés", abandoned),
        ("membres à jour", counted.members if counted else 0),
        ("membres arrivés cette semaine", arrived.newcomers),
    ]
