"""The gallery of components: every state, both schemes, both widths, no violation."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.harness.browser import DESKTOP, PHONE, axe_violations, scrolls_sideways


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_gallery_is_accessible(
    open_page: Callable[..., Any], viewport: dict[str, int], scheme: str
) -> None:
    page = open_page("/composants/", viewport=viewport, scheme=scheme)
    assert axe_violations(page) == []
    assert not scrolls_sideways(page)


def test_the_gallery_fits_the_smallest_phone(open_page: Callable[..., Any]) -> None:
    page = open_page("/composants/", viewport={"width": 320, "height": 640})
    assert not scrolls_sideways(page)
