"""The site's search finds its own words, its figures and what the apps declare; nothing else than public."""

import html
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from milliard.core.models import SearchEntry
from milliard.core.search import searchable
from milliard.core.search_finding import nearest_spelling
from milliard.core.search_index import rebuild
from milliard.organisations.tests.factories import make_organisation
from milliard.places.enums import PlaceStage
from milliard.places.models import Place
from milliard.places.tests.factories import make_place
from milliard.surveys.services.collections import close_collection
from milliard.surveys.tests import factories as surveys
from milliard.website.models import StudyPage
from milliard.website.tests.reading import text_of

pytestmark = pytest.mark.django_db
Committed = Callable[..., AbstractContextManager[Any]]


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Committed:
    """What follows the commit of what is done inside."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


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
    rebuild()
    content = found(client, query)
    assert 'href="/questionnaires/cinq/"' in content
    assert "prive" not in content


def test_the_home_page_is_found_by_its_great_sentence(client: Client, committed: Committed) -> None:
    page = Page.objects.get(depth=2).specific
    page.hero_title, page.hero_emphasis = "L’argent, ce nerf de la guerre…", "pourrait devenir un lien"
    with committed():
        page.save_revision().publish()
    for query in ("argent", "l'argent", "nerf de la guerre"):
        assert 'href="/"' in found(client, query), query
    passage = re.sub(r"</?mark>", "", found(client, "argent"))
    assert "nerf de la guerre… pourrait devenir un lien" in passage.split("<p>", 1)[1]


def test_figures_of_studies_are_found_with_their_numbers(client: Client, published_study: StudyPage) -> None:
    page = published_study
    row = SearchEntry.objects.filter(row=str(page.pk)).exclude(part="").first()
    assert row is not None
    number = re.search(r"\d+\s%", row.text)
    assert number, row.text
    content = found(client, number[0].replace("\u202f", " ").replace("\u00a0", " "))
    assert f'href="{row.url}"' in content
    assert "Chiffre" in content
    assert "<mark>" in content


def shown_words(client: Client, address: str) -> set[str]:
    """What a reader sees of a page, as search reads words."""
    main = text_of(client.get(address)).split("<main", 1)[1].split("</main>")[0]
    return set(searchable(html.unescape(re.sub(r"<[^>]*>", " ", main))).split())


def test_a_passage_has_no_word_that_the_page_does_not_show(
    client: Client, published_study: StudyPage
) -> None:
    for row in SearchEntry.objects.filter(source__startswith="website.").exclude(source="website.pages"):
        words = set(searchable(f"{row.title} {row.text}").split())
        hidden = words - shown_words(client, row.url)
        assert not hidden, (row.title, hidden)
    figure = SearchEntry.objects.get(row=str(published_study.pk), title="Le temps d’abord")
    assert "Qu’est-ce qui vous freine" in figure.text


def test_what_is_withdrawn_or_private_is_found_no_more(client: Client, published_study: StudyPage) -> None:
    page = published_study
    assert page.slug in found(client, page.title)
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert page.slug not in found(client, page.title)
    restriction.delete()
    page.unpublish()
    assert page.slug not in found(client, page.title)


def test_what_is_not_public_leaves_the_index_when_it_is_saved(committed: Committed) -> None:
    study = StudyPage.objects.first()
    with committed():
        place = make_place(name="La Grange aux hirondelles", slug="hirondelles")
        one = make_organisation(name="Les Hirondelles associées")
        collection = surveys.open_collection(title="Nos hirondelles", slug="hirondelles")
    words = {"places.place", "organisations.organisation", "surveys.collection"}
    assert set(entries("hirondelles")) == words, study
    with committed():
        place.stage = PlaceStage.CLOSED
        place.closed_on = place.decided_on
        place.save()
        one.delete()
        close_collection(collection=collection, by=None)
    assert entries("hirondelles") == []


def entries(word: str) -> list[str]:
    return list(SearchEntry.objects.filter(title__icontains=word).values_list("source", flat=True))


def test_what_is_hidden_behind_its_back_is_not_shown_either(client: Client) -> None:
    make_place(name="La Grange aux martinets", slug="martinets")
    rebuild()
    assert 'href="/lieux/martinets/"' in found(client, "martinets")
    Place.objects.update(stage=PlaceStage.DECLINED)  # no signal: the entry is still there
    assert entries("martinets")
    assert "martinets/" not in found(client, "martinets")
    assert "/lieux/martinets/" not in text_of(client.get("/sitemap-1.xml"))
    rebuild()
    assert entries("martinets") == []


def test_what_is_rolled_back_is_not_indexed(committed: Committed) -> None:
    from django.db import transaction

    with committed(), transaction.atomic():
        make_place(name="La Grange aux fauvettes", slug="fauvettes")
        transaction.set_rollback(True)
    assert entries("fauvettes") == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("hyrondelles", "hirondelles"), ("hirrondelles", "hirondelles"), ("recyclleri", "recyclerie")],
)
def test_a_word_typed_wrong_finds_the_nearest(client: Client, typed: str, meant: str) -> None:
    make_place(name="Recyclerie des Hirondelles", slug="hirondelles")
    rebuild()
    assert nearest_spelling(typed) == meant
    content = found(client, typed)
    assert 'href="/lieux/hirondelles/"' in content
    assert "Rien ne correspond à" in content


def test_any_word_is_enough_when_nothing_has_them_all(client: Client) -> None:
    make_place(name="Recyclerie des Hirondelles", slug="hirondelles")
    make_place(name="Ferme des Martinets", slug="martinets")
    rebuild()
    content = found(client, "hirondelles martinets")
    assert "Rien ne contient tous ces mots" in content
    assert "/lieux/hirondelles/" in content
    assert "/lieux/martinets/" in content


def test_one_sort_alone_may_be_asked_for(client: Client) -> None:
    make_place(name="La Grange aux huppes", slug="huppes")
    make_organisation(name="Les Huppes associées")
    rebuild()
    page = text_of(client.get("/recherche/", {"q": "huppes", "genre": "lieux"}))
    assert "/lieux/huppes/" in page
    assert "Huppes associées" not in page
    assert "1\u00a0réponse" in page


def test_the_same_again_writes_nothing() -> None:
    make_place()
    rebuild()
    assert sum(changed for _, _, changed in rebuild()) == 0


def test_a_page_published_again_is_found_by_its_new_words_only(client: Client, committed: Committed) -> None:
    page = Page.objects.get(slug="accessibilite").specific
    for flower in ("marguerite", "jonquille"):
        page.lead = f"Une {flower} au bord du chemin."
        with committed():
            page.save_revision().publish()
    assert "/accessibilite/" not in found(client, "marguerite").split("Rien", 1)[0]
    assert "/accessibilite/" in found(client, "jonquille")


def test_the_cost_of_a_search_does_not_depend_on_how_much_it_finds(client: Client) -> None:
    def cost() -> int:
        rebuild()
        client.get("/recherche/", {"q": "fonds"})
        with CaptureQueriesContext(connection) as asked:
            client.get("/recherche/", {"q": "fonds"})
        return len(asked)

    surveys.open_collection(title="Un fonds")
    before = cost()
    for number in range(12):
        surveys.open_collection(title=f"Un fonds {number}")
    assert cost() <= before


def test_search_is_one_link_away_on_every_page(client: Client) -> None:
    for address in ("/", "/questionnaires/", "/accessibilite/"):
        header = client.get(address).content.decode().split("<main")[0]
        (link,) = re.findall(r'<a class="site-header__search" href="([^"]+)">', header)
        assert text_of(client.get(link)).count("Que cherchez-vous")


@pytest.mark.parametrize("query", ["contact", "presse", "signaler une erreur"])
def test_where_to_write_is_found(client: Client, query: str) -> None:
    """Finding M9 of the public side."""
    rebuild()
    assert 'href="/contact/"' in found(client, query)
