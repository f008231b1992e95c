"""What time it is, for rows that must not tell when somebody answered."""

from datetime import datetime

from django.utils import timezone

from milliard.surveys.models import Collection


def moment(collection: Collection, now: datetime | None = None) -> datetime:
    """Now; in an anonymous collection only the day, so that no two rows can be joined by their time."""
    now = now or timezone.now()
    if not collection.is_anonymous:
        return now
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
