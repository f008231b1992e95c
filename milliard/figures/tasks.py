"""Work of the queue. Arguments are row numbers only."""

import contextlib

from django_tasks import task

from milliard.figures.datasets.errors import NothingToFreeze, TooCloseToAnotherFreeze
from milliard.figures.models import Dataset
from milliard.figures.services.freeze import freeze_collection
from milliard.surveys.models import Collection


@task()  # type: ignore[untyped-decorator]
def freeze_ended_collection(collection_id: int) -> None:
    """Freeze a collection that was just closed. Safe to run twice; no dataset when nobody answered, nor
    when a few people only came since the last one."""
    collection = Collection.objects.filter(pk=collection_id).first()
    if collection is None:  # deleted since
        return
    ended_at = collection.closed_at
    if ended_at is None or Dataset.objects.filter(collection=collection, frozen_at__gte=ended_at).exists():
        return
    with contextlib.suppress(NothingToFreeze, TooCloseToAnotherFreeze):
        freeze_collection(collection=collection, by=None)
