"""The home page weighs less than 150 kB at first view; a crowded study is accessible (the rest: test_axe)."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from milliard.website.tests import factories
from tests.harness.browser import BUDGET_BYTES, DESKTOP, PHONE, faults_of, wait_until, weight_of
from tests.harness.databases import fresh_database
from tests.harness.site import Served, Servers


@pytest.fixture(scope="module")
def crowded(django_db_setup: None, django_db_blocker: Any, servers: Servers) -> Iterator[Served]:
    """A site with a crowded study, also shown on its home page: drawn once, for these tests only read it."""
    with django_db_blocker.unblock(), fresh_database() as name:
        factories.study(slug="etude-lue")
        with servers.serving(name) as served:
            yield served


@pytest.fixture
def site(crowded: Served) -> Iterator[str]:
    yield crowded.address
    crowded.assert_no_fault()


def test_the_home_page_is_light(chromium: Any, site: str) -> None:
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


def test_a_study_of_every_kind_of_block_is_accessible(open_page: Callable[..., Any]) -> None:
    page = open_page("/etudes/etude-lue/", viewport=PHONE)
    assert faults_of(page, wide=True) == []


def test_a_study_reads_without_javascript(open_page: Callable[..., Any]) -> None:
    page = open_page("/etudes/etude-lue/", javascript=False)
    table = page.locator("details", has_text="Source et tableau").first
    assert not table.locator("table").is_visible()
    table.locator("summary").click()
    assert table.locator("table").is_visible()


def test_the_contents_say_which_part_is_being_read(open_page: Callable[..., Any]) -> None:
    page = open_page("/etudes/etude-lue/", viewport=DESKTOP)
    current = page.locator("[data-contents] a[aria-current=location]")
    assert current.count() == 0
    for anchor in ("ce-qui-manque", "ce-qui-freine", "qui-a-repondu"):
        page.evaluate("(id) => document.getElementById(id).scrollIntoView()", anchor)
        wait_until(
            page,
            "(id) => document.querySelector('[data-contents] a[aria-current]')?.hash === `#${id}`",
            anchor,
        )
        assert current.count() == 1


def test_every_track_of_a_page_has_one_length(open_page: Callable[..., Any]) -> None:
    """Measured as a reader would: 30 % is longer than 75 % nowhere."""
    for viewport, name in ((PHONE, "narrow"), (DESKTOP, "wide")):
        page = open_page("/etudes/etude-lue/", viewport=viewport)
        tracks = page.locator(f".chart-svg--{name} rect[fill='var(--chart-track)']").all()
        assert len(tracks) > 10
        assert len({round(track.bounding_box()["width"]) for track in tracks}) == 1
