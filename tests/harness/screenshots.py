"""`python -m tests.harness.screenshots`: photograph the demonstration into docs/images/.

With paths (`… / /etudes/grand-recueil-2024/`), those pages instead, whole, into var/screenshots/: light and
dark, phone and desktop, to look at while changing the style.
"""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
LOOKS = ROOT / "var" / "screenshots"
MAX_BYTES = 250_000
_COLOURS = 128


def main(paths: list[str]) -> None:
    """Serve a copy of the country, open it in Chromium, photograph."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings_test"
    import django

    django.setup()
    from tests.harness import browser
    from tests.harness.site import Servers

    path = browser.find_chromium()
    if path is None:
        raise SystemExit("Chromium is not on this machine.")
    with (
        _country() as name,
        Servers() as servers,
        servers.serving(name, IS_DEMONSTRATION=True) as site,
        browser.launched(path) as chromium,
    ):
        if paths:
            _look_at(chromium, site.address, paths)
        else:
            _photograph_all(chromium, site.address)


@contextmanager
def _country() -> Iterator[str]:
    """A copy of the country, dropped at the end: its name."""
    from tests.harness import databases
    from tests.harness.demo_country import ensure_country

    name = databases._copy_template(ensure_country())
    try:
        yield name
    finally:
        databases._drop(name)


def _photograph_all(chromium: Any, site: str) -> None:
    from tests.browser.respondent import Respondent
    from tests.browser.test_walk import (
        answer_how_we_decide,
        answer_our_needs,
        answer_our_situation,
        answer_what_we_lived,
        answer_who_we_are,
        begin,
        finish,
    )
    from tests.harness.browser import DESKTOP, PHONE

    IMAGES.mkdir(exist_ok=True)
    for viewport in (PHONE, DESKTOP):
        width = viewport["width"]
        context = _context(chromium, site, viewport, "light")
        person = Respondent(context.new_page())
        page = person.page
        page.goto("/")
        _save(page, f"home-{width}")
        page.emulate_media(color_scheme="dark")
        _save(page, f"home-dark-{width}")
        page.emulate_media(color_scheme="light")
        page.goto("/etudes/grand-recueil-2024/")
        _save(page, f"study-{width}")
        begin(person)
        answer_who_we_are(person)
        answer_how_we_decide(person)
        answer_our_situation(person)
        page.evaluate("scrollTo(0, 0)")
        page.mouse.move(0, 0)  # nothing looks pointed at
        page.get_by_text("Enregistré à").wait_for()
        _save(page, f"section-{width}")
        person.go("Section suivante")
        answer_our_needs(person)
        answer_what_we_lived(person)
        finish(person)
        _save(page, f"receipt-{width}")
        context.close()


def _look_at(chromium: Any, site: str, paths: list[str]) -> None:
    from tests.harness.browser import DESKTOP, PHONE

    LOOKS.mkdir(parents=True, exist_ok=True)
    for viewport in (PHONE, DESKTOP):
        context = _context(chromium, site, viewport, "light")
        page = context.new_page()
        for path in paths:
            page.goto(path)
            name = path.strip("/").replace("/", "-") or "home"
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                page.screenshot(path=LOOKS / f"{name}-{viewport['width']}-{scheme}.png", full_page=True)
        context.close()


def _context(chromium: Any, site: str, viewport: dict[str, int], scheme: str) -> Any:
    return chromium.new_context(
        viewport=viewport, color_scheme=scheme, locale="fr-FR", reduced_motion="reduce", base_url=site
    )


def _save(page: Any, name: str) -> None:
    """The window as a person first sees it, in few colours: text and flat areas lose nothing."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    image = _reduced(page.screenshot())
    if len(image) > MAX_BYTES:
        raise ValueError(f"{name}: {len(image):,} bytes, more than {MAX_BYTES:,}")
    (IMAGES / f"{name}.png").write_bytes(image)


def _reduced(png: bytes) -> bytes:
    from PIL import Image

    image = Image.open(io.BytesIO(png)).convert("RGB")
    small = image.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    small.save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()


if __name__ == "__main__":
    main(sys.argv[1:])
