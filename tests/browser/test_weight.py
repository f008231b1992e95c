"""The home page weighs less than 150 kB at first view; a crowded study is accessible (the rest: test_axe)."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest

from milliard.website.tests import factories
from tests.harness.browser import DESKTOP, PHONE, faults_of

BUDGET_BYTES = 150_000
COMPRESSED = ("css", "javascript", "svg")


@pytest.fixture
def study(committed_database: str) -> Any:
    """A crowded study, also shown on the home page."""
    return factories.study(slug="etude-lue")


def weight_of(response: Any) -> int:
    """Bytes on the wire in production: static texts travel compressed (whitenoise), pages as they are.

    nginx compresses the pages too where it stands in front; that is not counted here.
    """
    body = response.body()
    kind = response.headers.get("content-type", "")
    if "/static/" in response.url and any(word in kind for word in COMPRESSED):
        body = gzip.compress(body)
    return len(body) + sum(len(name) + len(value) for name, value in response.headers.items())


def test_the_home_page_is_light(study: Any, chromium: Any, site: str) -> None:
    for viewport in (PHONE, DESKTOP):
        context = chromium.new_context(viewport=viewport)
        page = context.new_page()
        received: list[Any] = []
        page.on("response", lambda response, into=received: into.append(response))
        page.goto(f"{site}/")
        page.wait_for_load_state("networkidle")
        weights = {response.url: weight_of(response) for response in received}
        context.close()
        assert any(url.endswith(".woff2") for url in weights)
        assert sum(weights.values()) < BUDGET_BYTES, sorted(weights.items(), key=lambda item: -item[1])


def test_a_study_of_every_kind_of_block_is_accessible(study: Any, open_page: Callable[..., Any]) -> None:
    page = open_page("/etudes/etude-lue/", viewport=PHONE)
    assert faults_of(page, wide=True) == []


def test_a_study_reads_without_javascript(study: Any, open_page: Callable[..., Any]) -> None:
    page = open_page("/etudes/etude-lue/", javascript=False)
    table = page.locator("details", has_text="Voir le tableau").first
    assert not table.locator("table").is_visible()
    table.locator("summary").click()
    assert table.locator("table").is_visible()
