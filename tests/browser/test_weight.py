"""The first view of the home page weighs less than 150 kB, and both public pages are accessible."""

from collections.abc import Callable
from typing import Any

import pytest

from milliard.website.tests import factories
from tests.harness.browser import DESKTOP, PHONE, axe_violations, scrolls_sideways

BUDGET_BYTES = 150_000


@pytest.fixture
def study(committed_database: str) -> Any:
    """A crowded study, also shown on the home page."""
    return factories.study(slug="etude-lue")


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
def test_the_home_page_is_light(study: Any, open_page: Callable[..., Any], viewport: dict[str, int]) -> None:
    page = open_page("/accessibilite/", viewport=viewport)
    page.context.clear_cookies()
    received: list[tuple[str, int]] = []

    def note(request: Any) -> None:
        sizes = request.sizes()
        received.append((request.url, sizes["responseBodySize"] + sizes["responseHeadersSize"]))

    fresh = page.context.browser.new_context(viewport=viewport, base_url=page.url)
    first = fresh.new_page()
    first.on("requestfinished", note)
    first.goto("/")
    first.wait_for_load_state("networkidle")
    fresh.close()
    # The test server does not compress: what is counted here is more than what a reader receives.
    total = sum(size for _, size in received)
    assert any(url.endswith(".woff2") for url, _ in received)
    assert total < BUDGET_BYTES, sorted(received, key=lambda item: -item[1])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
@pytest.mark.parametrize("path", ["/", "/etudes/etude-lue/", "/etudes/", "/recherche/?q=organisations"])
def test_public_pages_are_accessible(
    study: Any, open_page: Callable[..., Any], path: str, viewport: dict[str, int], scheme: str
) -> None:
    page = open_page(path, viewport=viewport, scheme=scheme)
    assert axe_violations(page) == []
    assert not scrolls_sideways(page)


def test_a_study_reads_without_javascript(study: Any, open_page: Callable[..., Any]) -> None:
    page = open_page("/etudes/etude-lue/", javascript=False)
    table = page.locator("details", has_text="Voir le tableau").first
    assert not table.locator("table").is_visible()
    table.locator("summary").click()
    assert table.locator("table").is_visible()
