"""What the site's search finds among questionnaires."""

from collections.abc import Iterator

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.urls import reverse

from milliard.core.declarations import SearchDocument
from milliard.surveys.models import Collection


def search_collections(query: str) -> Iterator[SearchDocument]:
    """Collections open to everyone whose title or introduction matches, the best first."""
    words = SearchQuery(query, config="french")
    text = SearchVector("title", weight="A", config="french") + SearchVector("introduction", config="french")
    rows = (
        Collection.objects.open()
        .filter(invitation_only=False)
        .annotate(text=text, rank=SearchRank(text, words))
        .filter(text=words)
        .order_by("-rank", "pk")
    )
    for row in rows:
        yield SearchDocument(
            row.title, reverse("surveys:landing", args=[row.slug]), row.introduction, "Questionnaire"
        )
