"""The home page, search, what robots read, and what is not for everybody."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from milliard.core.search_index import rebuild
from milliard.figures import display
from milliard.figures.display import ShownFigure
from milliard.figures.models import Dataset
from milliard.surveys.services.collections import close_collection
from milliard.surveys.tests import factories as survey_factories
from milliard.website.models import StudyPage
from milliard.website.tests import factories
from milliard.website.tests.reading import text_of, titled

pytestmark = pytest.mark.django_db
STUDY_PIECES = factories.few_pieces()


@pytest.mark.parametrize(
    "path",
    [
        "/etudes/inconnue/etude.pdf",
        "/etudes/inconnue/carte.png",
        "/etudes/inconnue/dictionnaire.csv",
        "/etudes/etude-lue/chiffres/00000000-0000-4000-8000-000000000000/",
        "/etudes/etude-lue/chiffres/00000000-0000-4000-8000-000000000000.csv",
    ],
)
def test_what_does_not_exist_is_not_found(client: Client, published_study: StudyPage, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_private_study_gives_nothing_away(
    client: Client, figures: list[ShownFigure], published_study: StudyPage
) -> None:
    PageViewRestriction.objects.create(page=published_study, restriction_type="login")
    assert client.get("/etudes/etude-lue/").status_code == 302
    for path in ("etude.pdf", "carte.png", "dictionnaire.csv", f"chiffres/{figures[0].block_id}/"):
        assert client.get(f"/etudes/etude-lue/{path}").status_code == 404
    for page in ("/", "/etudes/", "/sitemap-1.xml", "/recherche/?q=organisations"):
        assert "etude-lue" not in text_of(client.get(page))


def test_an_unpublished_study_is_gone_with_its_files(client: Client, published_study: StudyPage) -> None:
    published_study.unpublish()
    for path in ("", "etude.pdf", "carte.png"):
        assert client.get(f"/etudes/etude-lue/{path}").status_code == 404
    published_study.refresh_from_db()


def test_the_home_page_shows_the_bars_of_the_last_study(client: Client, figures: list[ShownFigure]) -> None:
    page = text_of(client.get("/"))
    shown = titled(figures, "Trois organisations")
    assert shown.title in page
    assert shown.base in page
    assert "données simulées" in page
    for bar in display.bars_of(shown):
        assert bar.text in page


def test_search_finds_a_study_by_its_words(client: Client, published_study: StudyPage) -> None:
    page = text_of(client.get("/recherche/", {"q": "organisation manque"}))
    assert "/etudes/etude-lue/" in page
    assert "Rien trouvé" in text_of(client.get("/recherche/", {"q": "zzzz"}))
    assert "Rien trouvé" not in text_of(client.get("/recherche/"))


def test_search_finds_what_apps_declare_titles_first(client: Client, published_study: StudyPage) -> None:
    introduction = "Ce que vous demandez aux banques de votre quartier."
    open_one = survey_factories.open_collection(title="Les quartiers", introduction=introduction)
    survey_factories.open_collection(title="Un quartier invité", invitation_only=True)
    closed = survey_factories.open_collection(title="Un quartier hier")
    close_collection(collection=closed, by=None)
    study = StudyPage.objects.get(pk=published_study.pk)
    StudyPage.objects.filter(pk=study.pk).update(standfirst="Une étude sur chaque quartier.")
    rebuild()
    page = text_of(client.get("/recherche/", {"q": "quartier"}))
    found = re.findall(r'<h2 class="search__title"><a href="([^"]+)"', page)
    assert found[:2] == [f"/questionnaires/{open_one.slug}/", study.url]
    assert all(address.startswith("/aide/") for address in found[2:])  # guides, which say the word too
    assert '<p class="kicker">Questionnaire</p>' in page
    assert introduction in re.sub(r"</?mark>", "", page)
    assert f"{len(found)}\u00a0réponses pour" in page


@pytest.mark.parametrize("query", ["' OR 1=1 --", "<script>alert(1)</script>", "a" * 5_000, "!:*&|()"])
def test_search_takes_any_words(client: Client, published_study: StudyPage, query: str) -> None:
    response = client.get("/recherche/", {"q": query})
    assert response.status_code == 200
    assert "<script>alert" not in text_of(response)


def test_robots_are_told_where_the_pages_are(client: Client, published_study: StudyPage) -> None:
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in text_of(client.get("/robots.txt"))
    (part,) = re.findall(r"<loc>([^<]+)</loc>", text_of(client.get("/sitemap.xml")))
    assert part == "http://127.0.0.1:8000/sitemap-1.xml"
    listed = re.findall(r"<loc>([^<]+)</loc>", text_of(client.get("/sitemap-1.xml")))
    assert {f"http://127.0.0.1:8000{path}" for path in ("/", "/etudes/etude-lue/", "/lieux/")} <= set(listed)
    assert all(
        client.get(address.removeprefix("http://127.0.0.1:8000")).status_code == 200 for address in listed
    )
    assert client.get("/sitemap-2.xml").status_code == 404


def test_a_demonstration_is_not_for_robots(client: Client, settings: Any) -> None:
    settings.IS_DEMONSTRATION = True
    assert text_of(client.get("/robots.txt")) == "User-agent: *\nDisallow: /\n\n"


def test_only_reading_is_possible(client: Client, figures: list[ShownFigure]) -> None:
    for name, kwargs in (
        ("search", {}),
        ("study_pdf", {"slug": "etude-lue"}),
        ("figure", {"slug": "etude-lue", "block_id": figures[0].block_id}),
    ):
        assert client.post(reverse(f"website:{name}", kwargs=kwargs)).status_code == 405


def test_a_page_behind_a_shared_password_asks_for_it_kindly(
    client: Client, published_study: StudyPage
) -> None:
    restriction = PageViewRestriction.objects.create(
        page=published_study, restriction_type="password", password="tournesol"
    )
    response = client.get("/etudes/etude-lue/")
    page = text_of(response)
    assert "Cette page est réservée" in page
    assert "manquent de fonds propres" not in page
    action = reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, published_study.pk])
    wrong = client.post(action, {"password": "rose", "return_url": "/etudes/etude-lue/"})
    assert "Cette page est réservée" in text_of(wrong)
    right = client.post(action, {"password": "tournesol", "return_url": "/etudes/etude-lue/"})
    assert right.status_code == 302
    assert "manquent de fonds propres" in text_of(client.get("/etudes/etude-lue/"))


def test_the_page_of_an_ended_collection_leads_to_its_study(client: Client) -> None:
    frozen = factories.dataset(title="Enquête terminée")
    other = factories.dataset(title="Une autre")
    study = factories.study(of=frozen, slug="etude-terminee", with_pieces=factories.few_pieces())
    for item in (frozen, other):
        close_collection(collection=item.collection, by=None)

    def page(item: Dataset) -> str:
        return text_of(client.get(f"/questionnaires/{item.collection.slug}/"))

    assert f'<a href="{study.url}">' in page(frozen)
    assert study.url not in page(other)
    PageViewRestriction.objects.create(page=study, restriction_type=PageViewRestriction.LOGIN)
    assert study.url not in page(frozen)
    PageViewRestriction.objects.all().delete()
    study.unpublish()
    assert study.url not in page(frozen)


@pytest.mark.django_db
def test_the_home_page_says_the_day_a_collection_closes_as_people_count_days(client: Client) -> None:
    closes_at = dt.datetime(2099, 11, 30, 23, 30, tzinfo=dt.UTC)
    survey_factories.open_collection(title="Veille", closes_at=closes_at)
    items = re.findall(r'<li class="open-list__item">(.*?)</li>', text_of(client.get("/")), re.S)
    (item,) = [item for item in items if "Veille" in item]  # a study of this module has its own
    assert "Ouvert jusqu’au 1er\u00a0décembre\u00a02099" in item
