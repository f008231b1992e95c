import html
import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from milliard.territories import views
from milliard.territories.tests.factories import make_commune

pytestmark = pytest.mark.django_db


@pytest.fixture
def url() -> str:
    return reverse("territories:commune_search")


def words(response: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(response.content.decode())).split())


def test_rows_to_choose_from_whatever_the_box_is_called(client: Client, url: str) -> None:
    make_commune(code="42218", name="Saint-Étienne", postal_codes=["42000", "42100"])
    response = client.get(url, {"q_12": "st et"})
    page = response.content.decode()
    assert 'type="radio" id="id_q_12_pick_0" name="pick__q_12"' in page
    assert 'value="Saint-Étienne (42)"' in page
    assert 'name="sought__q_12" value="st et"' in page
    assert "Saint-Étienne (42) Loire · 42000" in words(response)
    assert "public" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "Aucune commune ne porte ce nom"),
        (1, "1\u00a0commune trouvée\u00a0: choisissez la vôtre."),
        (3, "3\u00a0communes trouvées\u00a0: choisissez la vôtre."),
        (13, "Voici les 12 premières communes"),
    ],
)
def test_how_many_there_are_goes_to_the_live_region(client: Client, url: str, count: int, said: str) -> None:
    for _ in range(count):
        make_commune(name="Saint-Denis")
    page = client.get(url, {"c": "saint-denis"}).content.decode()
    assert f'<p id="id_c_said" hx-swap-oob="innerHTML">{said}' in page
    assert page.count("<input class") == min(count, 12)


def test_names_are_escaped(client: Client, url: str) -> None:
    make_commune(name='Saint-"><script>')
    assert "<script>" not in client.get(url, {"q": "saint"}).content.decode()


def test_a_place_without_postal_code_or_department_is_shown(client: Client, url: str) -> None:
    make_commune(code="98412", name="Kerguelen", postal_codes=[], department=None)
    assert "Kerguelen 98412" in words(client.get(url, {"q": "kerg"}))


def test_nothing_typed_gives_no_row(client: Client, url: str) -> None:
    assert words(client.get(url)) == words(client.get(url, {"q": " "})) == ""


def test_one_query_besides_the_count_of_requests(client: Client, url: str, django_assert_num_queries) -> None:
    for _ in range(5):
        make_commune()
    with django_assert_num_queries(3):
        client.get(url, {"q": "commune"})


def test_too_many_searches_get_a_french_page(
    client: Client, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "milliard.core.rate_limit.is_exceeded", lambda request, limit: limit is views.SEARCH_LIMIT
    )
    response = client.get(url, {"q": "a"})
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "600"
    assert "réessayez" in response.content.decode()
