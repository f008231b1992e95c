"""What the site's search finds among places."""

from collections.abc import Iterator

from django.contrib.postgres.search import SearchQuery, SearchRank

from milliard.core.declarations import SearchDocument
from milliard.places.models import Place

#: Nobody reads further.
_MOST = 30


def search_places(query: str) -> Iterator[SearchDocument]:
    """Places that welcome people whose name or sentence matches, the best first."""
    words = SearchQuery(query, config="french", search_type="raw")
    found = Place.objects.welcoming().filter(search_words=words).select_related("commune")
    for place in found.annotate(rank=SearchRank("search_words", words)).order_by("-rank", "pk")[:_MOST]:
        text = " · ".join(filter(None, (place.summary, place.commune.label, place.description)))
        yield SearchDocument(place.name, place.get_absolute_url(), place.summary, "Lieu", text)
