"""How many responses collections have: one statement that reads an index and no answer.

A million responses are counted in about a tenth of a second; a list remembers them for a few seconds more,
so that many people who look at it together cost one count.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import caches
from django.db.models import Count

from milliard.surveys.models import COMPLETE, Collection, Response

CACHE_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Counts:
    """Responses begun, of which complete: sent, with every section seen."""

    begun: int = 0
    complete: int = 0


def count_responses(collections: Iterable[int]) -> dict[int, Counts]:
    """The counts of these collections (numbers of rows), now; every one asked has an entry."""
    wanted = list(collections)
    rows = (
        Response.objects.filter(collection__in=wanted)
        .order_by()
        .values_list("collection")
        .annotate(begun=Count("*"), complete=Count("pk", COMPLETE))
    )
    found = {pk: Counts(begun, complete) for pk, begun, complete in rows}
    return {pk: found.get(pk, Counts()) for pk in wanted}


def counts_of(collections: Iterable[Collection]) -> dict[int, Counts]:
    """The counts of a list, at most ``CACHE_SECONDS`` old."""
    cache = caches["process"]
    keys = {f"surveys.counts:{item.pk}": item.pk for item in collections}
    known: dict[str, Counts] = cache.get_many(keys)
    missing = count_responses(pk for key, pk in keys.items() if key not in known)
    cache.set_many({f"surveys.counts:{pk}": counts for pk, counts in missing.items()}, CACHE_SECONDS)
    return {pk: known.get(key) or missing[pk] for key, pk in keys.items()}
