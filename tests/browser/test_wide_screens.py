"""What a screen of 1280 pixels shows whole (findings P1 and P2 of the public side)."""

from collections.abc import Callable
from typing import Any

import pytest

from demo.studies import grand_recueil
from milliard.website.models import PublishedFigure
from tests.harness.browser import DESKTOP

STUDY = f"/etudes/{grand_recueil.SLUG}/"
Open = Callable[..., Any]


@pytest.fixture
def site(country_site: str) -> str:
    return country_site


def figure_address() -> str:
    figure = PublishedFigure.objects.filter(edition__study__slug=grand_recueil.SLUG, kind="figure")[0]
    return f"{STUDY}chiffres/{figure.block_id}/"


def is_read_whole(box: Any) -> bool:
    return bool(
        box.evaluate("box => box.scrollWidth <= box.clientWidth && box.scrollHeight <= box.clientHeight")
    )


def test_a_shared_picture_fills_its_card_and_addresses_are_read_whole(open_page: Open) -> None:
    page = open_page(STUDY, viewport=DESKTOP)
    page.get_by_text("Partager cette étude").click()
    card = page.locator(".share-card")
    assert card.locator("img").bounding_box()["width"] >= 0.95 * card.bounding_box()["width"]
    assert is_read_whole(card.locator("textarea"))


def test_text_stands_in_the_middle_and_a_figure_beside_what_is_said_of_it(open_page: Open) -> None:
    page = open_page("/le-recit/", viewport=DESKTOP)
    text = page.locator(".article").bounding_box()
    assert text["x"] + text["width"] / 2 == pytest.approx(DESKTOP["width"] / 2, abs=16)
    page.goto(f"{page.url.split('/le-recit')[0]}{figure_address()}")
    aside = page.locator(".study--one__aside").bounding_box()
    assert aside["y"] <= page.locator(".study--one .chart").first.bounding_box()["y"]
    assert aside["x"] + aside["width"] >= 0.8 * DESKTOP["width"]
    assert is_read_whole(page.locator(".study--one__aside textarea"))
