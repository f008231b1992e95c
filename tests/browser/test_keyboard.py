"""A keyboard and nothing else: from the skip link to the receipt, the focus always in sight."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.harness.browser import DESKTOP, PHONE, wait_until

Open = Callable[..., Any]
#: Words by which the element that has the focus is known, and whether one can see that it has it.
FOCUS = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const words = [here.getAttribute("aria-label"), here.innerText, here.title].find(Boolean) || "";
  const labels = [...(here.labels || [])];
  const group = here.closest("fieldset")?.querySelector("legend")?.innerText || "";
  const isOutlined = (element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  const box = here.getBoundingClientRect();
  const onScreen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return {
    words: [words, ...labels.map((label) => label.innerText), group].join(" | ")
      .replace(/\\s+/g, " ").replaceAll("\u2011", "-"),
    seen: onScreen && [here, ...labels].some(isOutlined),
    html: here.outerHTML.slice(0, 160),
  };
}"""


@pytest.fixture
def site(country_site: str) -> str:
    """The demonstration, as `make demo` shows it."""
    return country_site


def tab_to(page: Any, words: str, *, key: str = "Tab", limit: int = 90) -> None:
    """Press Tab until the focus is on what says ``words``; every stop on the way must be in sight."""
    passed = []
    for _ in range(limit):
        page.keyboard.press(key)
        focus = page.evaluate(FOCUS)
        if focus is None:
            continue
        assert focus["seen"], focus["html"]
        passed.append(focus["words"])
        if words in focus["words"]:
            return
    pytest.fail(f"the keyboard never reached {words!r}; it went through {passed}")


def press(page: Any, key: str) -> None:
    """A key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)


def wait_for_focus_on(page: Any, attribute: str, value: str) -> None:
    """The browser moves the focus by itself, a moment after it has loaded or followed a link in the page."""
    wait_until(
        page, "([attribute, value]) => document.activeElement[attribute] === value", [attribute, value]
    )


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_from_the_home_page_to_a_receipt(open_page: Open, viewport: dict[str, int]) -> None:
    page = open_page("/questionnaires/", viewport=viewport)
    tab_to(page, "Aller au contenu", limit=1)
    page.keyboard.press("Enter")
    tab_to(page, "Cinq questions sur un fonds citoyen")
    press(page, "Enter")
    tab_to(page, "Commencer")
    press(page, "Enter")
    page.locator("h1").wait_for()
    for box in range(page.locator("#id_consents input[type=checkbox]").count()):
        tab_to(page, "Avant de commencer", limit=20 if box == 0 else 1)
        page.keyboard.press("Space")
    tab_to(page, "Vous répondez surtout")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert page.get_by_label("membre d’une organisation").is_checked()
    tab_to(page, "Avez-vous déjà placé")
    page.keyboard.press("Space")
    tab_to(page, "combien pourriez-vous y mettre")
    page.keyboard.type("-5")
    tab_to(page, "Que devrait-il financer")
    page.keyboard.press("Space")
    tab_to(page, "Un mot pour finir")
    page.keyboard.type("Bravo")
    tab_to(page, "Terminer")
    press(page, "Enter")
    wait_for_focus_on(page, "id", "error-summary")
    tab_to(page, "ne peut pas être négatif", limit=1)
    page.keyboard.press("Enter")
    wait_for_focus_on(page, "name", "montant")
    page.keyboard.press("Control+A")
    page.keyboard.type("200")
    tab_to(page, "Terminer")
    press(page, "Enter")
    assert "Votre réponse est arrivée" in " ".join(page.inner_text("h1").split())


@pytest.mark.parametrize("path", ["/", "/etudes/grand-recueil-2024/", "/questionnaires/grand-recueil/"])
def test_nothing_on_the_way_hides_or_holds_the_focus(open_page: Open, path: str) -> None:
    page = open_page(path, viewport=PHONE)
    tab_to(page, "Sombre", limit=200)
    page.keyboard.press("Enter")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_the_menu_of_a_phone(open_page: Open) -> None:
    page = open_page("/", viewport=PHONE)
    tab_to(page, "Menu")
    page.keyboard.press("Enter")
    tab_to(page, "Le mouvement", limit=1)
    page.keyboard.press("Escape")
    assert not page.locator("summary", has_text="Le mouvement").first.is_visible()
    assert "Menu" in page.evaluate(FOCUS)["words"]
    page.keyboard.press("Enter")
    tab_to(page, "Agir", limit=2)
    page.keyboard.press("Enter")
    tab_to(page, "Les questionnaires", limit=2)
    press(page, "Enter")
    assert page.url.endswith("/questionnaires/")
