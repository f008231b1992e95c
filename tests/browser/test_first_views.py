"""Every public page weighs less than 150 kB at first view, as a phone that was never here receives it."""

import gzip
from typing import Any

import pytest

from tests.browser.axe_pages import PAGES
from tests.harness.browser import BUDGET_BYTES, PHONE, weight_of

#: Every component at once, for who builds pages: nobody's first view.
_GALLERY = "/composants/"
PUBLIC = sorted(
    {walk.path for walk in PAGES if not walk.reader and not walk.staff and not walk.link} - {_GALLERY}
)
#: A map comes when somebody asks for it; what it is drawn with is weighed apart.
_OF_A_MAP = ("maplibre", "/tuiles/", ".pbf")
_BATCHES = 4


@pytest.fixture
def site(country_site: str) -> str:
    """The demonstration: pages as full as they get."""
    return country_site


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(_BATCHES))
def test_a_first_view_is_light(chromium: Any, site: str, batch: int) -> None:
    weights = {path: first_view(chromium, f"{site}{path}") for path in PUBLIC[batch::_BATCHES]}
    assert {path: weight for path, weight in weights.items() if weight >= BUDGET_BYTES} == {}


def first_view(chromium: Any, address: str) -> int:
    """Bytes that a browser without a cache receives for one page, compressed as they are served."""
    context = chromium.new_context(viewport=PHONE)
    page = context.new_page()
    received: list[Any] = []
    page.on("response", lambda response: received.append(response))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    weight = sum(carried(one) for one in received if not any(word in one.url for word in _OF_A_MAP))
    context.close()
    return weight


def carried(response: Any) -> int:
    """What one answer weighs: a page that its server compressed, compressed."""
    if response.status >= 300 and response.status < 400:
        return 0  # a redirection has no body to read
    weight = weight_of(response)
    if response.headers.get("content-encoding") and "text/html" in response.headers.get("content-type", ""):
        body = response.body()
        weight += len(gzip.compress(body)) - len(body)
    return weight


def test_the_amounts_of_the_way_are_seen_without_scrolling(chromium: Any, site: str) -> None:
    """Finding P3 of the public side, on the smallest of the common laptops."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(site)
    box = page.locator(".way__amounts").bounding_box()
    context.close()
    assert box["y"] + box["height"] <= 800
