"""Every kind of page: nothing for axe to object to, nothing too wide. The addresses are in `axe_pages`."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.axe_pages import RECUEIL, batches
from tests.browser.respondent import Respondent
from tests.browser.signing_in import sign_in
from tests.browser.test_walk import (
    answer_how_we_decide,
    answer_our_needs,
    answer_our_situation,
    answer_what_we_lived,
    answer_who_we_are,
)
from tests.harness.addresses import Walk
from tests.harness.browser import DESKTOP, PHONE, axe_violations, faults_of

Open = Callable[..., Any]


@pytest.fixture
def site(country_site: str) -> str:
    """The demonstration: pages as full as they get."""
    return country_site


@pytest.mark.slow
@pytest.mark.parametrize("pages", [pytest.param(pages, id=name) for name, pages in batches()])
def test_every_page(open_page: Open, pages: list[Walk]) -> None:
    page = open_page("/", viewport=PHONE)
    if pages[0].reader:
        sign_in(page, pages[0].reader)
    assert [f"{walked.path} {fault}" for walked in pages for fault in faults_at(page, walked)] == []


def faults_at(page: Any, walked: Walk) -> list[str]:
    page.goto(walked.path)
    for words in walked.links:
        page.goto(page.get_by_role("link", name=words).last.get_attribute("href"))
    if not walked.staff:
        return faults_of(page, wide=walked.wide)
    assert page.locator("h1").count(), walked.path
    page.set_viewport_size(DESKTOP)
    return axe_violations(page, within=".sv")


@pytest.mark.slow
def test_every_section_of_a_questionnaire_to_the_receipt(open_page: Open) -> None:
    page = open_page(RECUEIL, viewport=PHONE)
    person = Respondent(page)
    with person.new_page():
        page.get_by_role("link", name="Commencer").click()
    person.go("Section suivante")
    found = {"first section, errors": faults_of(page)}
    answer_who_we_are(person)
    found["governance"] = faults_of(page, wide=True)  # a grid of choices has its heads there
    answer_how_we_decide(person)
    found["situation"] = faults_of(page)
    answer_our_situation(person)
    found["situation, answered"] = faults_of(page)
    person.go("Section suivante")
    person.choose("Aurez-vous besoin d’argent", "Oui")
    person.expect_follow_up("À quoi servira cet argent")
    person.write("Quel montant visez-vous", "-5")
    person.go("Section suivante")
    assert page.get_by_role("alert").is_visible()
    found["rows with errors"] = faults_of(page)
    answer_our_needs(person)
    answer_what_we_lived(person)
    found["review"] = faults_of(page)
    for path in ("section/suites/", "lien/", "equipe/", "effacer/"):
        page.goto(f"{RECUEIL}{path}")
        found[path] = faults_of(page)
    page.goto(f"{RECUEIL}relire/")
    person.go("Terminer et envoyer")
    for summary in page.locator("main summary").all():
        summary.click()
    found["receipt"] = faults_of(page)
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.slow
def test_the_review_says_what_is_missing(open_page: Open) -> None:
    page = open_page(RECUEIL, viewport=PHONE)
    person = Respondent(page)
    with person.new_page():
        page.get_by_role("link", name="Commencer").click()
    answer_who_we_are(person)
    page.goto(f"{RECUEIL}relire/")
    person.go("Terminer et envoyer")
    assert page.get_by_role("alert").is_visible()
    assert faults_of(page) == []


@pytest.mark.slow
def test_the_page_that_asks_for_a_code(open_page: Open) -> None:
    page = open_page("/compte/login/", viewport=PHONE)
    page.get_by_label("Votre adresse e-mail").fill("sacha.visite@exemple.fr")
    with page.expect_navigation():
        page.get_by_role("button", name="Recevoir un code").click()
    assert faults_of(page) == []


@pytest.mark.slow
def test_too_many_requests_are_said_plainly(open_page: Open, serve: Callable[..., str]) -> None:
    crowded = serve(NEW_RESPONSE_RATE=0, IS_DEMONSTRATION=True)
    page = open_page(f"{crowded}/questionnaires/cinq-questions/", viewport=PHONE)
    with page.expect_navigation():
        page.get_by_role("link", name="Commencer").click()
    page.get_by_text("financeur", exact=True).click()
    with page.expect_navigation() as navigation:
        page.get_by_role("button", name="Terminer").click()
    assert navigation.value.status == 429
    assert faults_of(page) == []
