"""The gallery, the theme, the error pages, the layouts."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from milliard.ui.themes import chosen_theme

ERRORS = ("400", "403", "403_csrf", "404", "429", "500")


@pytest.mark.django_db
def test_the_gallery_is_public(client: Client) -> None:
    response = client.get(reverse("ui:gallery"))
    assert response.status_code == 200
    assert "Données simulées" in response.text
    ids = re.findall(r'\sid="([^"]+)"', response.text)
    assert len(ids) == len(set(ids))


@pytest.mark.django_db
def test_a_theme_is_kept_and_forgotten(client: Client) -> None:
    response = client.post(reverse("ui:theme"), {"theme": "dark", "next": "/composants/?page=2"})
    assert response.status_code == 302
    assert response.url == "/composants/?page=2"
    assert 'data-theme="dark"' in client.get(reverse("ui:gallery")).text
    client.post(reverse("ui:theme"), {"theme": "", "next": "/"})
    assert "data-theme=" not in client.get(reverse("ui:gallery")).text.split("<head>")[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "target", ["https://ailleurs.example/", "//ailleurs.example/", "javascript:alert(1)", ""]
)
def test_a_theme_never_sends_elsewhere(client: Client, target: str) -> None:
    assert client.post(reverse("ui:theme"), {"theme": "dark", "next": target}).url == "/"


@pytest.mark.django_db
def test_a_theme_is_not_changed_by_a_link(client: Client) -> None:
    assert client.get(reverse("ui:theme")).status_code == 405


def test_a_forged_cookie_is_no_theme() -> None:
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = '"><script>'
    assert chosen_theme(request) == ""


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_needs_nothing(name: str) -> None:
    html = render_to_string(f"{name}.html")
    assert '<html lang="fr">' in html
    assert html.count("<h1>") == 1
    assert "undefined" not in html


@pytest.mark.parametrize("name", ["base", "base_form", "base_print"])
def test_a_layout_needs_no_context(name: str) -> None:
    html = render_to_string(f"ui/{name}.html")
    assert 'href="#main"' in html
    assert 'id="main"' in html
    assert 'id="toasts"' in html


def test_invented_figures_are_labelled_on_every_layout() -> None:
    for name in ("base", "base_form"):
        assert "Données simulées" in render_to_string(f"ui/{name}.html", {"simulated": True})
    assert "données simulées" in render_to_string("ui/base_print.html", {"simulated": True})
