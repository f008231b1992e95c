"""What the site's search finds: pages here, and whatever each app declares."""

from collections.abc import Iterator
from itertools import islice

from wagtail.models import Page

from milliard.core.declarations import SearchDocument, declared
from milliard.website.models import StudyPage

#: Of one app: nobody reads further, they type another word.
RESULTS_SHOWN = 30


def search_pages(query: str) -> Iterator[SearchDocument]:
    """Public pages whose words match, the best first."""
    pages = Page.objects.live().public().filter(depth__gt=1)
    for page in pages.search(query)[:RESULTS_SHOWN]:
        yield _document_of(page.specific)


def _document_of(page: Page) -> SearchDocument:
    summary = getattr(page, "standfirst", "") or getattr(page, "lead", "") or page.search_description
    kind = "Étude" if isinstance(page, StudyPage) else ""
    return SearchDocument(page.title, page.url or "", summary, kind)


def search_site(query: str) -> list[SearchDocument]:
    """What every app finds: pages first, then the other apps, the highest layer before the others."""
    searches = reversed(list(declared("search_documents")))
    return [document for search in searches for document in islice(search(query), RESULTS_SHOWN)]
