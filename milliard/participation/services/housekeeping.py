"""What taking part does every day."""

from milliard.participation.services.events import remind_soon
from milliard.participation.services.rooms import sweep_documents


def tidy() -> list[tuple[str, int]]:
    """Remind of what begins soon; sweep files of documents that no row names."""
    return [("évènements rappelés", remind_soon()), ("fichiers de groupe sans document", sweep_documents())]
