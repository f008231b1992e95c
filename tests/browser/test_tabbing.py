"""The Tab key alone, through each public page: nothing hidden, held, missed or out of order."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.test_keyboard import FOCUS
from tests.harness.addresses import Walk, declared_pages
from tests.harness.browser import DESKTOP, PHONE, wait_until

Open = Callable[..., Any]
_APPS = ("organisations", "areas", "atlas", "places", "participation", "society", "website")
#: More stops than any page has; beyond, the keyboard is held somewhere.
_LIMIT = 400

#: Remembers where the focus is. Returns what is wrong with it, "" for nothing, null at the end of the page.
_STOP = f"""() => {{
  const focus = ({FOCUS})(), here = document.activeElement;
  window.stops ??= [];
  if (!focus || (window.stops.length > 1 && here === window.stops[0])) return null;
  const last = window.stops.at(-1);
  window.stops.push(here);
  if (last === here) return `held: ${{focus.html}}`;
  if (last && !(last.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING))
    return `goes back: ${{focus.html}}`;
  // A link of a drawing is outlined by its line.
  const line = here instanceof SVGElement && here.querySelector("path");
  const isSeen = focus.seen || (line && parseFloat(getComputedStyle(line).strokeWidth) >= 3);
  return isSeen ? "" : `not seen: ${{focus.html}}`;
}}"""
#: The drawn map gives its place to the one that moves.
_SETTLED = """() => {
  const map = document.querySelector("[data-atlas-said]");
  return !map || /dans cette vue|ne se charge pas/.test(map.textContent);
}"""
#: What can be clicked or filled and was passed over. Of a group of radio buttons, Tab stops at one.
_MISSED = """() => {
  const stops = new Set(window.stops);
  const groups = new Set(window.stops.filter((one) => one.type === "radio").map((one) => one.name));
  const all = "a[href], button, input, select, textarea, summary, iframe, [tabindex='0'], [onclick]";
  return [...document.querySelectorAll(all)]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }))
    .filter((one) => !one.disabled && !one.closest("[inert]"))
    .filter((one) => !(one.tabIndex < 0 && one.closest("[aria-hidden=true]")))
    .filter((one) => one.type !== "hidden" && !(one.type === "radio" && groups.has(one.name)))
    .filter((one) => !stops.has(one))
    .map((one) => `missed: ${one.outerHTML.slice(0, 160)}`);
}"""


@pytest.fixture
def site(country_site: str) -> str:
    """The demonstration: pages as full as they get."""
    return country_site


def _walks() -> Iterator[Walk]:
    """What these apps show to anybody."""
    for page in declared_pages():
        if page.name.partition(":")[0] in _APPS:
            yield from (walk for walk in page.axe if not walk.reader and not walk.staff)


_PAGES = list(_walks())


@pytest.mark.slow
@pytest.mark.parametrize("part", range(3))
def test_every_public_page(open_page: Open, part: int) -> None:
    page = open_page("/", viewport=PHONE)
    found = [f"{walk.path} {fault}" for walk in _PAGES[part::3] for fault in faults_at(page, walk)]
    assert not found, "\n".join(found)


def faults_at(page: Any, walk: Walk) -> list[str]:
    """What is wrong for a keyboard: at a phone's width, or at a desk's where the page is other there."""
    page.set_viewport_size(DESKTOP if walk.wide else PHONE)
    page.goto(walk.path)
    for words in walk.links:
        page.goto(page.get_by_role("link", name=words).last.get_attribute("href"))
    wait_until(page, _SETTLED)
    found: list[str] = []
    for count in range(_LIMIT):
        page.keyboard.press("Tab")
        fault = page.evaluate(_STOP)
        if fault is None:
            return found + list(page.evaluate(_MISSED))
        if count == 0 and page.evaluate("document.activeElement.getAttribute('href')") != "#main":
            found.append("the skip link does not come first")
        if fault:
            found.append(fault)
    return [*found, f"not at the end after {_LIMIT} stops"]
