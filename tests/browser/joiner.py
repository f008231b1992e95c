"""Somebody who joins in a browser, from the home page to the door: each step as a person does it."""

import re
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Error

from milliard.core.models import OutboxMail
from tests.harness.browser import faults_of, photograph, scrolls_sideways

Open = Callable[..., Any]
ADDRESS = "ada+milliard@example.org"


class Joiner:
    """A person on ``page``. ``looks``: every page they see must be without fault, where scripts run."""

    def __init__(self, page: Any, *, javascript: bool = True, looks: bool = False) -> None:
        self.page, self.javascript, self.looks = page, javascript, looks
        self._photographed = 0
        self._known: set[str] = set()

    def sees(self, title: str) -> None:
        """Read the title; look at the page, closely the first time, and once more when something is wrong."""
        words = self.page.locator("h1", has_text=re.compile(_loose(title))).first
        words.wait_for()
        if not self.looks:
            return
        assert not scrolls_sideways(self.page)
        self._photographed += 1
        photograph(self.page, f"join-{self._photographed:02d}-{'script' if self.javascript else 'plain'}")
        kind = f"{words.inner_text()} {self.page.locator('main [role=alert]').count()}"
        if self.javascript and kind not in self._known:  # axe is a script itself
            self._known.add(kind)
            assert faults_of(self.page) == [], title

    def reads(self, words: str) -> None:
        self.page.locator("main", has_text=re.compile(_loose(words))).wait_for()

    def waits_for(self, title: str) -> None:
        """Open the page again until it says so: HelloAsso tells when it wants."""
        words = self.page.locator("h1", has_text=re.compile(_loose(title)))
        deadline = time.monotonic() + 90
        while not words.count():
            assert time.monotonic() < deadline, title
            self.page.wait_for_timeout(200)
            self.page.reload()
        self.sees(title)

    def presses(self, name: str | re.Pattern[str], *, times: int = 1) -> None:
        """Press the button with these words; twice, as an impatient finger does."""
        button = self.page.locator("main").get_by_role("button", name=name).first
        try:
            with self.page.expect_navigation():
                button.click(click_count=times)
        except Error as error:
            # The second press takes the place of the first; what comes is then waited for by its title.
            if times == 1 or "ERR_ABORTED" not in str(error):
                raise

    def follows(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("link", name=name).first.click()

    def discovers(self) -> None:
        """The home page, then its menu, as on a telephone."""
        self.sees("argent")
        self.page.locator(".site-menu__button").click()
        with self.page.expect_navigation():
            self.page.locator(".site-menu").get_by_role("link", name="Adhérer").click()

    def gives_an_address(self, *, times: int = 1) -> None:
        self.sees("Une personne, une voix")
        self.page.get_by_label("Votre adresse e-mail").fill(ADDRESS)
        self.presses("Adhérer", times=times)
        self.sees("Regardez votre boîte")
        mail = OutboxMail.objects.filter(recipient=ADDRESS).latest("pk")
        code = re.search(r"^(\d{6})$", mail.body, re.MULTILINE)
        assert code
        self.page.get_by_label("Le code reçu par e-mail").fill(code[1])
        self.presses("Continuer")

    def gives_a_name(self, given: str = "Ada", family: str = "Exemple", *, times: int = 1) -> None:
        self.sees("Qui êtes-vous")
        page = self.page
        page.get_by_label("Prénom").fill(given)
        page.get_by_label(re.compile(r"^\s*Nom")).fill(family)
        page.get_by_label("Votre commune").press_sequentially("renn")
        if not self.javascript:
            self.presses("Chercher")
            assert page.get_by_label("Prénom").input_value() == given
        page.get_by_role("radio", name=re.compile("^Rennes")).first.check()
        self.presses("Continuer", times=times)

    def forgets_the_amount(self) -> None:
        self.sees("Votre cotisation")
        self.presses("Aller au paiement")
        self.reads("Choisissez un montant")
        self.sees("Votre cotisation")

    def chooses_an_amount(self, *, times: int = 1) -> None:
        """12,50 € of dues and 5 € of gift."""
        self.page.get_by_role("radio", name=re.compile("^Un autre montant")).check()
        self.page.get_by_label("En euros", exact=True).fill("12,50")
        self.page.get_by_label("Ajouter un don").fill("5")
        self.presses("Aller au paiement", times=times)

    def chooses(self, euros: int) -> None:
        self.page.get_by_role("radio", name=re.compile(rf"^{euros}\s€")).check()
        self.presses("Aller au paiement")

    def goes_to_pay(self, *, times: int = 1) -> None:
        """To the page of HelloAsso's twin."""
        self.sees("à payer")
        self.presses(re.compile("^Payer"), times=times)
        self.page.wait_for_url("**/payer/**")

    def pays(self, how: str, answer: str) -> None:
        """On the twin's page, then back; the page looks again by itself until the books know."""
        self.page.get_by_role("button", name=f"Payer par {how}").click()
        self.sees(answer)

    def keeps(self, link: re.Pattern[str]) -> bytes:
        """Download what a link gives."""
        with self.page.expect_download() as download:
            self.page.locator("main").get_by_role("link", name=link).first.click()
        content: bytes = download.value.path().read_bytes()
        return content


def _loose(words: str) -> str:
    """Any space is a space, any hyphen a hyphen."""
    return re.sub(r"\\?\s+", r"\\s+", re.escape(words)).replace(r"\-", "[-\u2011]")
