"""The promise of joining, on a telephone: an address, a name, an amount; then a card, and a way to leave."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from milliard.core.models import OutboxMail
from milliard.members.models import DuesRequest
from milliard.members.tests.factories import make_rates, pay
from milliard.territories.tests.factories import make_commune
from tests.harness.browser import PHONE, faults_of, scrolls_sideways

Open = Callable[..., Any]
ADDRESS = "ada+milliard@example.org"


def press(page: Any, name: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name).first.click()


def follow(page: Any, name: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=name).first.click()


class Visit:
    """Somebody on the pages of members; every page they see is looked at, where scripts run."""

    def __init__(self, page: Any, *, javascript: bool) -> None:
        self.page, self.javascript = page, javascript

    def sees(self, title: str) -> None:
        words = " ".join(self.page.locator("h1").inner_text().split())
        assert title in words.replace("\u2011", "-")
        assert not scrolls_sideways(self.page)
        if self.javascript:  # axe is a script itself
            assert faults_of(self.page) == []


def give_an_address(visit: Visit) -> None:
    visit.sees("Une personne, une voix")
    visit.page.get_by_label("Votre adresse e-mail").fill(ADDRESS)
    press(visit.page, "Adhérer")
    mail = OutboxMail.objects.filter(recipient=ADDRESS).latest("pk")
    code = re.search(r"^(\d{6})$", mail.body, re.MULTILINE)
    assert code
    visit.page.get_by_label("Le code reçu par e-mail").fill(code[1])
    press(visit.page, "Continuer")


def give_a_name(visit: Visit) -> None:
    page = visit.page
    visit.sees("Qui êtes-vous")
    page.get_by_label("Prénom").fill("Ada")
    page.get_by_label(re.compile(r"^\s*Nom")).fill("Exemple")
    page.get_by_label("Votre commune").press_sequentially("renn")
    if not visit.javascript:
        press(page, "Chercher")
        assert page.get_by_label("Prénom").input_value() == "Ada"
    page.get_by_role("radio", name=re.compile("^Rennes")).first.check()
    press(page, "Continuer")


def choose_an_amount(visit: Visit) -> None:
    page = visit.page
    visit.sees("Votre cotisation")
    press(page, "Aller au paiement")
    assert "Choisissez un montant" in page.locator("main").inner_text()
    visit.sees("Votre cotisation")
    page.get_by_role("radio", name=re.compile("^Un autre montant")).check()
    page.get_by_label("En euros", exact=True).fill("12,50")
    page.get_by_label("Ajouter un don").fill("5")
    press(page, "Aller au paiement")


@pytest.mark.slow
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_from_the_first_page_to_the_card_and_out(open_page: Open, javascript: bool) -> None:
    make_rates()
    make_commune(name="Rennes", code="35238", postal_codes=["35000"])
    page = open_page("/adherer/", viewport=PHONE, javascript=javascript)
    visit = Visit(page, javascript=javascript)
    give_an_address(visit)
    give_a_name(visit)
    choose_an_amount(visit)
    dues = DuesRequest.objects.get()
    assert dues.payment_request.amount_cents == 1750
    # Without script, the place in the page of the form that was sent stays in the address.
    assert urlsplit(page.url).path.endswith(f"/paiement/{dues.payment_request.public_id}/")
    page.goto("/mon-adhesion/")
    visit.sees("Bonjour Ada")
    assert "il reste à payer" in page.locator("main").inner_text()
    pay(dues, on=timezone.localdate())
    page.goto(f"/mon-adhesion/paiement/{dues.payment_request.public_id}/")
    visit.sees("Bienvenue parmi nous, Ada")
    follow(page, "Voir ma carte")
    visit.sees("Ma carte")
    follow(page, "Voir ce que l’on voit")
    visit.sees("Valable")
    page.goto("/mon-adhesion/")
    follow(page, "Ce que je dis de moi")
    page.get_by_text("cuisiner pour beaucoup").click()
    press(page, "Enregistrer")
    visit.sees("Ce que je dis de moi")
    page.goto("/mon-adhesion/")
    follow(page, "Quitter le mouvement")
    visit.sees("Quitter le mouvement")
    press(page, "Quitter le mouvement")
    assert "revenir ne coûte rien" in " ".join(page.locator("main").inner_text().split())
    visit.sees("Bonjour Ada")
