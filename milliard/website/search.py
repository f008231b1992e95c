"""What the site's search finds: pages and figures here, and whatever each app declares."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import transaction
from django.urls import reverse
from wagtail.models import Page
from wagtail.search.index import SearchField

from milliard.core.declarations import SearchDocument, declared
from milliard.core.search import Piece, passages, search_query, searchable
from milliard.figures import display
from milliard.figures.display import ShownFigure
from milliard.website.models import Edition, HomePage, SearchText, StudyPage

#: Of one app: nobody reads further, they type another word.
RESULTS_SHOWN = 30
#: Between two pieces of text: a space would make one sentence of two, and one number of «60» and «100».
_BETWEEN = " · "
_TITLES = {"title", "hero_title", "hero_emphasis"}


@dataclass(frozen=True, slots=True)
class Result:
    """One answer, with the words around what was found; ``passage`` is empty when only its title was."""

    document: SearchDocument
    passage: Sequence[Piece]


def search_pages(query: str) -> Iterator[SearchDocument]:
    """Public pages and figures of public studies whose words match, the best first."""
    words = SearchQuery(query, config="french", search_type="raw")
    public = Page.objects.live().public().filter(depth__gt=1)
    rows = SearchText.objects.filter(vector=words, page__in=public).select_related("page")
    for row in rows.annotate(rank=SearchRank("vector", words)).order_by("-rank", "pk")[:RESULTS_SHOWN]:
        yield _document_of(row)


def _document_of(row: SearchText) -> SearchDocument:
    # The address of a page is its path below the site's root.
    url = "/" + row.page.url_path.split("/", 2)[2]
    if row.block_id:
        url, kind = reverse("website:figure", args=[row.page.slug, row.block_id]), "Chiffre"
    else:
        kind = "Étude" if row.page.cached_content_type.model_class() is StudyPage else ""
    return SearchDocument(row.title, url, row.summary, kind, row.text)


def search_site(text: str) -> list[Result]:
    """What every app finds: pages first, then the other apps, the highest layer before the others.

    Words that begin as those typed, when no word is the same.
    """
    found = _found(search_query(text)) or _found(search_query(text, begins=True))
    around = passages(text, [document.text for document in found]) if found else []
    return [Result(document, passage) for document, passage in zip(found, around, strict=True)]


def _found(query: str) -> list[SearchDocument]:
    if not query:
        return []
    searches = reversed(list(declared("search_documents")))
    return [document for search in searches for document in islice(search(query), RESULTS_SHOWN)]


@transaction.atomic
def index_page(page: Page) -> None:
    """Write again what search reads of a page as it is published, and of the figures of a study."""
    page = page.specific
    rows = [_row(page, title=_title_of(page), summary=_summary_of(page), text=_BETWEEN.join(_words_of(page)))]
    if isinstance(page, StudyPage):
        edition = Edition.objects.latest_of(page.pk)
        for shown in edition.shown_figures() if edition else ():
            text = figure_words(shown)
            rows.append(_row(page, title=shown.title, summary=page.title, text=text, block_id=shown.block_id))
    SearchText.objects.filter(page=page.pk).delete()
    SearchText.objects.bulk_create(rows)


def _row(page: Page, *, title: str, summary: str, text: str, block_id: Any = None) -> SearchText:
    return SearchText(
        page_id=page.pk,
        block_id=block_id,
        title=title[:255],
        summary=summary,
        text=text,
        title_words=searchable(title),
        words=searchable(text),
    )


def figure_words(shown: ShownFigure) -> str:
    """The numbers of a figure with their words, and what was asked, as the page shows them."""
    if shown.is_strip:
        said = [f"{item.value} {item.label} ({item.base})" for item in display.numbers_of(shown)]
    else:
        _, rows = display.table_of(shown)
        said = [_BETWEEN.join(cell.text for cell in row) for row in rows]
    asked = dict.fromkeys(figure.question_text for figure in shown.figures)
    return "\u00a0; ".join([*said, *filter(None, (shown.base, shown.note, *asked))])


def _title_of(page: Page) -> str:
    return (
        f"{page.hero_title} {page.hero_emphasis}".strip() if isinstance(page, HomePage) else str(page.title)
    )


def _summary_of(page: Page) -> str:
    return getattr(page, "standfirst", "") or getattr(page, "lead", "") or page.search_description


def _words_of(page: Page) -> Iterator[str]:
    """The texts its type declares to Wagtail's search; of its title, only a sentence that is read as one."""
    if isinstance(page, HomePage):
        yield _title_of(page)
    for field in type(page).get_search_fields():
        if isinstance(field, SearchField) and field.field_name not in _TITLES:
            value = field.get_value(page)
            yield from ([value] if isinstance(value, str) else filter(None, value or ()))
