"""What the site's search finds among questionnaires: those anybody can answer now."""

from collections.abc import Iterator

from django.urls import reverse

from milliard.core.declarations import SearchDocument, SearchSource
from milliard.surveys.models import Collection


def _collection(row: Collection) -> Iterator[SearchDocument]:
    text = " · ".join(filter(None, (row.introduction, row.aim, row.organiser)))
    url = reverse("surveys:landing", args=[row.slug])
    yield SearchDocument(row.title, url, row.introduction, "Questionnaire", text)


def _public() -> object:
    return Collection.objects.open().filter(invitation_only=False)


SOURCES = (SearchSource("surveys.collection", "Questionnaires", _collection, public=_public),)
