"""What time it is, for rows that must not tell when somebody answered."""

from datetime import datetime

from django.utils import timezone

from milliard.core.models import BaseModel
from milliard.surveys.models import Collection


def moment(collection: Collection, now: datetime | None = None) -> datetime:
    """Now; in an anonymous collection only the day, so that no two rows can be joined by their time."""
    now = now or timezone.now()
    if not collection.is_anonymous:
        return now
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


def hide_moment(row: BaseModel, collection: Collection) -> None:
    """Bring a row's own two dates down to the day when the collection is anonymous."""
    if collection.is_anonymous:
        day = moment(collection)
        type(row)._default_manager.filter(pk=row.pk).update(created_at=day, updated_at=day)
