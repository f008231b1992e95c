"""What members do every day, in the transaction of the daily sweep."""

from milliard.members.services.duplicates import look_for_duplicates
from milliard.members.services.import_drafts import forget_abandoned
from milliard.members.services.reminders import queue_reminders


def tidy() -> list[tuple[str, int]]:
    """Queue the reminders of the day, look for doubles among what changed, forget files not imported."""
    return [
        *queue_reminders(),
        *look_for_duplicates(),
        ("fichiers de membres non importés", forget_abandoned()),
    ]
