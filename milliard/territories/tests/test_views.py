import pytest
from django.test import Client
from django.urls import reverse

from milliard.territories import views
from milliard.territories.tests.factories import make_commune

pytestmark = pytest.mark.django_db


@pytest.fixture
def url() -> str:
    return reverse("territories:commune_search")


def test_options_for_a_datalist_whatever_the_box_is_called(client: Client, url: str) -> None:
    make_commune(code="42218", name="Saint-Étienne", postal_codes=["42000", "42100"])
    response = client.get(url, {"q_12": "st et"})
    html = '<option value="Saint-Étienne (42)">42000 · Loire</option>'
    assert html in response.content.decode()
    assert "public" in response.headers["Cache-Control"]


def test_names_are_escaped(client: Client, url: str) -> None:
    make_commune(name='Saint-"><script>')
    assert "<script>" not in client.get(url, {"q": "saint"}).content.decode()


def test_a_place_without_postal_code_or_department_is_shown(client: Client, url: str) -> None:
    make_commune(code="98412", name="Kerguelen", postal_codes=[], department=None)
    assert '<option value="Kerguelen">98412</option>' in client.get(url, {"q": "kerg"}).content.decode()


def test_nothing_typed_gives_no_option(client: Client, url: str) -> None:
    assert client.get(url).content.decode().strip() == ""


def test_one_query_besides_the_count_of_requests(client: Client, url: str, django_assert_num_queries) -> None:
    for _ in range(5):
        make_commune()
    with django_assert_num_queries(2):
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
