"""What the site's search finds among questionnaires."""

from collections.abc import Iterator

from django.urls import reverse

from milliard.core.declarations import SearchDocument
from milliard.core.search import find_among
from milliard.surveys.models import Collection


def search_collections(query: str) -> Iterator[SearchDocument]:
    """Collections open to everyone whose title or presentation matches, the best first."""
    rows = list(Collection.objects.open().filter(invitation_only=False).order_by("pk"))
    texts = [
        (row.title, " · ".join(filter(None, (row.introduction, row.aim, row.organiser)))) for row in rows
    ]
    for place in find_among(query, texts):
        row, (_, text) = rows[place], texts[place]
        url = reverse("surveys:landing", args=[row.slug])
        yield SearchDocument(row.title, url, row.introduction, "Questionnaire", text)
