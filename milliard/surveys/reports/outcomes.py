"""What became of a collection that ended: how many answered, and which pages show its results.

Pages stand in layers above; their apps announce where results are with :func:`register_results`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count

from milliard.surveys.models import Collection, Response
from milliard.surveys.reports.dataset_sizes import sayable_counts


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


Provider = Callable[[Collection], Iterable[Results]]
_providers: dict[str, Provider] = {}


def register_results(name: str, provider: Provider) -> None:
    """Announce where results are shown. ``name`` is unique; registering it again replaces it."""
    _providers[name] = provider


def outcome_of(collection: Collection) -> Outcome:
    """Counts of at least the disclosure threshold, and the published pages."""
    counts = Response.objects.filter(collection=collection).aggregate(
        begun=Count("pk"), complete=Count("completed_at")
    )
    begun, complete = sayable_counts(counts["begun"], counts["complete"], settings.DISCLOSURE_THRESHOLD)
    results = tuple(page for provider in _providers.values() for page in provider(collection))
    return Outcome(begun, complete, results)
