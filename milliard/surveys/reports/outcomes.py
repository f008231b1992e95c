"""What became of a collection that ended: how many answered, and which pages show its results.

Pages stand in layers above; their apps announce where results are by answering the signal `results_asked`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count

from milliard.core.disclosure import sayable_counts
from milliard.surveys.models import COMPLETE, Collection, Response
from milliard.surveys.signals import results_asked


@dataclass(frozen=True, slots=True)
class Results:
    """A public page that shows figures of the collection."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """``begun`` and ``complete``: None when too few to be said (or when their difference would be)."""

    begun: int | None
    complete: int | None
    results: tuple[Results, ...]


def outcome_of(collection: Collection) -> Outcome:
    """Counts of at least the disclosure threshold, and the published pages."""
    counts = Response.objects.filter(collection=collection).aggregate(
        begun=Count("pk"), complete=Count("pk", COMPLETE)
    )
    begun, complete = sayable_counts(counts["begun"], counts["complete"], settings.DISCLOSURE_THRESHOLD)
    answers: Any = results_asked.send(sender=Collection, collection=collection)
    results = tuple(page for _, found in answers for page in found)
    return Outcome(begun, complete, results)
