"""What follows when a collection ends. Connected by `apps.py`."""

from typing import Any

from milliard.figures.tasks import freeze_ended_collection
from milliard.surveys.models import Collection


def freeze_after_end(collection: Collection, **kwargs: Any) -> None:
    """Queue the freezing of what was answered, in the transaction that ends the collection."""
    freeze_ended_collection.enqueue(collection.pk)
