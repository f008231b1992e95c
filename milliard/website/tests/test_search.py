"""The site's search finds its own words, its figures and the open questionnaires."""

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from milliard.core.search import searchable
from milliard.surveys.tests import factories as surveys
from milliard.website.models import SearchText, StudyPage
from milliard.website.search import _document_of, index_page
from milliard.website.tests.reading import text_of

pytestmark = pytest.mark.django_db


def found(client: Client, query: str) -> str:
    return client.get("/recherche/", {"q": query}).content.decode().split("<main", 1)[1].split("</main>")[0]


@pytest.mark.parametrize(
    "query", ["cinq questions sur un fonds citoyen", "fonds citoyen", "d'un fonds", "coopérative"]
)
def test_open_questionnaires_are_found(client: Client, query: str) -> None:
    surveys.open_collection(
        title="Cinq questions sur un fonds citoyen",
        introduction="Que feriez-vous d’un fonds\u202f?",
        organiser="la Coopérative des lieux",
        slug="cinq",
    )
    surveys.open_collection(title="Fonds citoyen entre nous", invitation_only=True, slug="prive")
    content = found(client, query)
    assert 'href="/questionnaires/cinq/"' in content
    assert "prive" not in content


def test_the_home_page_is_found_by_its_great_sentence(client: Client) -> None:
    page = Page.objects.get(depth=2).specific
    page.hero_title, page.hero_emphasis = "L’argent, ce nerf de la guerre…", "pourrait devenir un lien"
    page.save_revision().publish()
    for query in ("argent", "l'argent", "nerf de la guerre"):
        assert 'href="/"' in found(client, query), query
    passage = re.sub(r"</?mark>", "", found(client, "argent"))
    assert "nerf de la guerre… pourrait devenir un lien" in passage.split("<p>", 1)[1]


def test_figures_of_studies_are_found_with_their_numbers(client: Client, published_study: StudyPage) -> None:
    page = published_study
    row = SearchText.objects.filter(page=page, block_id__isnull=False).first()
    assert row is not None
    number = re.search(r"\d+\s%", row.text)
    assert number, row.text
    content = found(client, number[0].replace("\u202f", " ").replace("\u00a0", " "))
    assert f"/chiffres/{row.block_id}/" in content
    assert "Chiffre" in content
    assert "<mark>" in content


def shown_words(client: Client, address: str) -> set[str]:
    """What a reader sees of a page, as search reads words."""
    main = text_of(client.get(address)).split("<main", 1)[1].split("</main>")[0]
    return set(searchable(html.unescape(re.sub(r"<[^>]*>", " ", main))).split())


def test_a_passage_has_no_word_that_the_page_does_not_show(
    client: Client, published_study: StudyPage
) -> None:
    index_page(Page.objects.get(depth=2))
    for row in SearchText.objects.select_related("page"):
        words = set(row.words.split()) | set(row.title_words.split())
        hidden = words - shown_words(client, _document_of(row).url)
        assert not hidden, (row.title, hidden)
    figure = SearchText.objects.get(page=published_study, title="Le temps d’abord")
    assert "Qu’est-ce qui vous freine" in figure.text


def test_what_is_withdrawn_or_private_is_found_no_more(client: Client, published_study: StudyPage) -> None:
    page = published_study
    assert page.slug in found(client, page.title)
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert page.slug not in found(client, page.title)
    restriction.delete()
    page.unpublish()
    assert page.slug not in found(client, page.title)


def test_a_page_published_again_is_found_by_its_new_words_only(client: Client) -> None:
    page = Page.objects.get(slug="accessibilite").specific
    page.lead = "Une marguerite au bord du chemin."
    page.save_revision().publish()
    assert "/accessibilite/" in found(client, "marguerite")
    page.lead = "Une jonquille."
    page.save_revision().publish()
    assert "/accessibilite/" not in found(client, "marguerite")
    assert SearchText.objects.filter(page=page).count() == 1


def test_the_cost_of_a_search_does_not_depend_on_what_it_finds(client: Client) -> None:
    def cost() -> int:
        client.get("/recherche/", {"q": "fonds"})
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get("/recherche/", {"q": "fonds"})
        return len(asked)

    surveys.open_collection(title="Un fonds")
    before = cost()
    for number in range(12):
        surveys.open_collection(title=f"Un fonds {number}")
    page = Page.objects.get(slug="accessibilite").specific
    page.lead = "Un fonds."
    index_page(page)
    assert cost() <= before


def test_search_is_one_link_away_on_every_page(client: Client) -> None:
    for address in ("/", "/questionnaires/", "/accessibilite/"):
        header = client.get(address).content.decode().split("<main")[0]
        (link,) = re.findall(r'<a class="site-header__search" href="([^"]+)">', header)
        assert text_of(client.get(link)).count("Que cherchez-vous")
