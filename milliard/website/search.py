"""What the site's search finds here: pages, figures of studies, news, questions; its answer to a reader."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.urls import reverse
from wagtail.models import Page, PageViewRestriction
from wagtail.search.index import SearchField

from milliard.core.declarations import SearchDocument, SearchSource
from milliard.core.search import Piece, mark_of, passages
from milliard.core.search_finding import Reading, find
from milliard.core.search_index import refresh_soon, sources
from milliard.figures import display
from milliard.figures.display import ShownFigure
from milliard.website import guides
from milliard.website.faq import questions_of
from milliard.website.models import (
    Edition,
    FaqPage,
    HomePage,
    NewsIndexPage,
    NewsPage,
    PlainPage,
    StudyIndexPage,
    StudyPage,
)

#: Between two pieces of text: a space would make one sentence of two, and one number of «60» and «100».
_BETWEEN = " · "
_TITLES = {"title", "hero_title", "hero_emphasis"}
_KINDS: dict[type[Page], str] = {StudyPage: "Étude", NewsPage: "Actualité"}


@dataclass(frozen=True, slots=True)
class Result:
    """One answer, with the words around what was found; ``passage`` is empty when only its title was."""

    document: SearchDocument
    passage: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found for some words, and by which words it was."""

    results: Sequence[Result]
    words: str
    is_respelled: bool = False
    is_any_word: bool = False
    has_more: bool = False


def search_site(text: str, *, label: str = "") -> Answer:
    """What anybody may open whose words match ``text``; of one sort, when a ``label`` names it."""
    found = find(text, label=label)
    around = passages(found.words, [one.text for one in found.documents]) if found.documents else []
    return Answer(
        [Result(document, passage) for document, passage in zip(found.documents, around, strict=True)],
        found.words,
        is_respelled=found.words != text,
        is_any_word=found.reading is Reading.ANY_WORD,
        has_more=found.has_more,
    )


def labels() -> list[tuple[str, str]]:
    """(name in the address, words) of each sort a reader may ask for alone, the site's own first."""
    said = dict.fromkeys(source.label for source in reversed(sources()))
    return [(mark_of(label)[1:], label) for label in said]


def address_of(page: Page) -> str:
    """The address of a page is its path below the site's root."""
    return "/" + str(page.url_path).split("/", 2)[2]


def refresh_page(page: Page, *, with_those_below: bool = False) -> None:
    """Let search read a page again as it is, once the transaction has committed."""
    for source in SOURCES:
        refresh_soon(source.code, _at_and_below(page) if with_those_below else [page.pk])


def _at_and_below(page: Page) -> Any:
    return page.get_descendants(inclusive=True).values_list("pk", flat=True)


def _of_restriction(restriction: PageViewRestriction) -> Any:
    return _at_and_below(restriction.page)


def _page(page: Page) -> Iterator[SearchDocument]:
    text = _BETWEEN.join(_words_of(page))
    yield SearchDocument(
        _title_of(page), address_of(page), _summary_of(page), _KINDS.get(type(page), ""), text
    )


def _study(page: StudyPage) -> Iterator[SearchDocument]:
    yield from _page(page)
    edition = Edition.objects.latest_of(page.pk)
    for shown in edition.shown_figures() if edition else ():
        url = reverse("website:figure", args=[page.slug, shown.block_id])
        text = figure_words(shown)
        yield SearchDocument(shown.title, url, page.title, "Chiffre", text, shown.block_id.hex)


def _faq(page: FaqPage) -> Iterator[SearchDocument]:
    yield SearchDocument(page.title, address_of(page), page.lead, "", page.lead)
    for one in questions_of(page):
        url = f"{address_of(page)}#{one.anchor}"
        yield SearchDocument(
            one.question, url, one.answer_text, "Question fréquente", one.answer_text, one.anchor
        )


def _fixed(_: Any) -> Iterator[SearchDocument]:
    text = "Contact, presse\u00a0: une question, une idée, une erreur à signaler, écrire au mouvement."
    yield SearchDocument("Nous écrire", reverse("website:contact"), text, "", text)


def _source(model: type[Page], label: str, documents: Any = _page) -> SearchSource:
    return SearchSource(
        f"website.{model.__name__.lower()}",
        label,
        documents,
        public=partial(_public, model),
        also={"wagtailcore.PageViewRestriction": _of_restriction},
        weight=2,
    )


def _public(model: type[Page]) -> Any:
    return model.objects.live().public()


SOURCES = (
    SearchSource("website.pages", "Pages", _fixed, weight=2),
    _source(StudyIndexPage, "Pages"),
    _source(NewsIndexPage, "Pages"),
    _source(StudyPage, "Études et chiffres", _study),
    _source(FaqPage, "Questions fréquentes", _faq),
    _source(NewsPage, "Actualités"),
    _source(PlainPage, "Pages"),
    _source(HomePage, "Pages"),
    *guides.SOURCES,
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
