"""What taking part does every day."""

from milliard.participation.services.events import remind_soon


def tidy() -> list[tuple[str, int]]:
    """Remind of what begins soon."""
    return [("évènements rappelés", remind_soon())]
