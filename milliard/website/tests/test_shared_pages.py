"""Pages that do not exist, pages that are passed on, and a link that must sign nobody out."""

import re
from typing import Any

import pytest
from django.test import Client

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/nulle-part/", "/questionnaires/nulle-part/", "/etudes/nulle-part/"])
def test_a_page_that_is_not_found_has_the_menu_and_a_search(client: Client, address: str) -> None:
    response = client.get(address)
    content = response.content.decode()
    assert response.status_code == 404
    assert "Cette page n’existe pas, ou plus" in content
    assert 'aria-label="Navigation principale"' in content
    assert re.search(r'<form class="search" role="search" action="/recherche/"', content)
    assert "<title>Cette page n’existe pas" in content


@pytest.mark.parametrize("address", ["/", "/donnees-personnelles/", "/recherche/", "/questionnaires/"])
def test_a_page_passed_on_has_a_picture(client: Client, settings: Any, address: str) -> None:
    (found,) = re.findall(
        r'<meta property="og:image" content="([^"]+)">', client.get(address).content.decode()
    )
    assert found.startswith(settings.SITE_URL)
    drawn = client.get(found.removeprefix(settings.SITE_URL))
    assert (drawn.status_code, drawn.headers["Content-Type"]) == (200, "image/png")
    assert int.from_bytes(drawn.content[16:20]) == 1200


def test_a_link_signs_nobody_out_of_the_staff_space() -> None:
    client = signed_in(Role.ORGANISER)
    response = client.get("/gestion/logout/")
    assert response.status_code == 405
    assert not response.cookies
    assert client.get("/gestion/").status_code == 200
    client.post("/gestion/logout/")
    assert client.get("/gestion/").status_code == 302
