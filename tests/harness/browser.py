"""The system's Chromium, driven over the pages of `tests.harness.site`, with axe for accessibility.

Chromium missing: the tests are skipped loudly on a person's machine, and fail where REQUIRE_BROWSER is
set, as the integration run does.
"""

import gzip
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bootstrap.tests import find_chromium

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
    # A camera that shows a test card, for a page that a test lets open it; no window is there to agree in.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)
#: A page, or what is awaited in one, on a machine four times slower than a good one, with other tests beside.
_PATIENCE_MS = 90_000
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
SMALLEST = {"width": 320, "height": 640}
#: Of a page at first view.
BUDGET_BYTES = 150_000
_COMPRESSED = ("css", "javascript", "svg")
#: Folder where pages are photographed, when somebody wants to look at them.
_LOOKS = os.environ.get("LOOKS", "")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser per process."""
    with launched(needed_chromium()) as browser:
        yield browser


def needed_chromium() -> str:
    """The path of Chromium; without it the test is skipped, or fails where a browser is required."""
    path = find_chromium()
    if path is not None:
        return path
    message = "Chromium is not on this machine; the browser tests prove nothing here."
    if os.environ.get("REQUIRE_BROWSER"):
        pytest.fail(message)
    pytest.skip(message)


@contextmanager
def launched(path: str) -> Iterator[Any]:
    """The Chromium at ``path``, closed afterwards."""
    # Playwright's loop runs in this thread; Django would take it for an asynchronous caller.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=_PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        new_context = browser.new_context  # a browser has no patience for all its contexts: each is given it

        def patient_context(**options: Any) -> Any:
            context = new_context(**options)
            context.set_default_timeout(_PATIENCE_MS)
            return context

        browser.new_context = patient_context  # type: ignore[method-assign]
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Any, site: str) -> Iterator[Callable[..., Any]]:
    """``open_page(path, width=…, scheme=…, javascript=…)`` -> a page; foreign requests fail the test."""
    contexts: list[Any] = []
    foreign: list[str] = []
    errors: list[str] = []

    def note_foreign(request: Any) -> None:
        if not _is_local(request.url):
            foreign.append(request.url)

    def note_policy(message: Any) -> None:
        if "Content Security Policy" in message.text:
            errors.append(message.text)

    def open_(
        path: str = "/",
        *,
        viewport: dict[str, int] = DESKTOP,
        scheme: str = "light",
        javascript: bool = True,
        context: Any = None,
    ) -> Any:
        if context is None:
            context = chromium.new_context(
                viewport=viewport,
                color_scheme=scheme,
                java_script_enabled=javascript,
                locale="fr-FR",
                reduced_motion="reduce",
                base_url=site,
            )
            contexts.append(context)
        page = context.new_page()
        page.on("request", note_foreign)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", note_policy)
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not foreign, f"requests to other hosts: {foreign}"
    assert not errors, f"errors in the page: {errors}"


def axe_violations(page: Any, *, within: str = "", rules: Sequence[str] = ()) -> list[str]:
    """What axe finds against WCAG 2.2 AA, one readable line each.

    within: a selector, where the rest of the page is not ours. rules: these alone, for a second look.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": WCAG}
    found = page.evaluate(
        "([within, runOnly]) => axe.run(within || document, {runOnly, resultTypes: ['violations']})",
        [within, only],
    )["violations"]
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found
        for node in violation["nodes"]
    ]


def faults_of(page: Any, *, wide: bool = False) -> list[str]:
    """What is wrong with the page as it stands, each with where it was seen.

    Every rule of axe at a phone's width, in light; contrast again in dark, where nothing but the colours
    differs; no scrolling sideways at the narrowest. ``wide``: the same rules at a desk's width too, for a
    page that is laid out otherwise there.
    """
    found = []
    for viewport in (DESKTOP, PHONE) if wide else (PHONE,):
        page.set_viewport_size(viewport)
        found += [f"{viewport['width']}: {fault}" for fault in axe_violations(page)]
        page.emulate_media(color_scheme="dark")
        contrast = axe_violations(page, rules=["color-contrast"])
        found += [f"{viewport['width']} dark: {fault}" for fault in contrast]
        page.emulate_media(color_scheme="light")
    page.set_viewport_size(SMALLEST)
    if scrolls_sideways(page):
        found.append(f"{SMALLEST['width']}: scrolls sideways")
    page.set_viewport_size(PHONE)
    return found


def scrolls_sideways(page: Any) -> bool:
    """Whether the page is wider than its window."""
    page.wait_for_load_state()
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def _is_local(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "http://localhost:", "data:", "blob:", "about:"))


def wait_until(
    page: Any, expression: str, argument: Any = None, patience_s: float = _PATIENCE_MS / 1_000
) -> None:
    """Return when ``expression`` is true in the page.

    Playwright's own waiting evaluates text inside the page, which our Content Security Policy forbids from
    the second look on.
    """
    deadline = time.monotonic() + patience_s
    while not _is_true(page, expression, argument):
        assert time.monotonic() < deadline, f"never true: {expression}"
        page.wait_for_timeout(20)


def _is_true(page: Any, expression: str, argument: Any) -> bool:
    from playwright.sync_api import Error

    try:
        return bool(page.evaluate(expression, argument))
    except Error as error:
        if "context was destroyed" not in str(error):
            raise
        return False  # the page was left for the next one while we looked


def weight_of(response: Any) -> int:
    """Bytes on the wire in production: static texts travel compressed (whitenoise), pages as they are.

    nginx compresses the pages too where it stands in front; that is not counted here.
    """
    body = response.body()
    kind = response.headers.get("content-type", "")
    if "/static/" in response.url and any(word in kind for word in _COMPRESSED):
        body = gzip.compress(body)
    return len(body) + sum(len(name) + len(value) for name, value in response.headers.items())


def photograph(page: Any, name: str) -> None:
    """The whole page, at both widths, light and dark, into the folder LOOKS; nothing when there is none."""
    if not _LOOKS:
        return
    for viewport in (DESKTOP, PHONE):
        page.set_viewport_size(viewport)
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            path = Path(_LOOKS) / f"{name}-{viewport['width']}-{scheme}.png"
            page.screenshot(path=str(path), full_page=True)
