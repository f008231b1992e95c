"""What the site's search finds in the directory."""

from collections.abc import Iterator

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.urls import reverse

from milliard.core.declarations import SearchDocument
from milliard.organisations.models import Organisation

#: Of the directory; its own page finds the rest.
_MOST = 30
#: So many are ranked: a word that half the directory has would cost a second.
_RANKED = 1_000


def search_organisations(query: str) -> Iterator[SearchDocument]:
    """Published organisations whose words match, the best first."""
    words = SearchQuery(query, config="french", search_type="raw")
    some = Organisation.objects.published().filter(vector=words).values("pk")[:_RANKED]
    found = Organisation.objects.filter(pk__in=some).with_place().annotate(rank=SearchRank("vector", words))
    for one in found.order_by("-rank", "pk")[:_MOST]:
        yield document_of(one)


def document_of(one: Organisation) -> SearchDocument:
    """What search shows of an organisation."""
    said = [one.place, one.get_sector_display(), *one.theme_labels]
    summary = one.description or " · ".join(filter(None, said))
    address = reverse("organisations:organisation", args=[one.public_id])
    return SearchDocument(
        one.name, address, summary, "Organisation", f"{one.description} · {' · '.join(filter(None, said))}"
    )
