"""Every kind of page, light and dark, phone and desktop: nothing for axe to object to, nothing too wide."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from demo.accounts import ORGANISER
from tests.browser.respondent import Respondent
from tests.browser.signing_in import sign_in
from tests.browser.test_walk import (
    answer_how_we_decide,
    answer_our_needs,
    answer_our_situation,
    answer_what_we_lived,
    answer_who_we_are,
)
from tests.harness.browser import DESKTOP, PHONE, axe_violations, scrolls_sideways

Open = Callable[..., Any]
SMALLEST = {"width": 320, "height": 640}
RECUEIL = "/questionnaires/grand-recueil/"
TEAM = (
    "questionnaires/",
    "questionnaires/grand-recueil/1/",
    "questionnaires/importer/",
    "consentements/",
    "collectes/",
    "collectes/nouvelle/",
    "collectes/grand-recueil/",
    "collectes/grand-recueil/quotas/",
    "collectes/grand-recueil/invitations/",
    "collectes/grand-recueil-2024/suivi/",
    "collectes/grand-recueil-2024/demande/",
    "collectes/grand-recueil-2024/figer/",
    "jeux-de-donnees/",
    "jeux-de-donnees/importer/",
)


@pytest.fixture
def site(country_site: str) -> str:
    """The demonstration: pages as full as they get."""
    return country_site


def judge(page: Any, *, name: str = "") -> Iterator[tuple[str, str]]:
    """What is wrong with the page as it stands, at every width and in both schemes, with where."""
    name = name or page.url.split("/", 3)[3]
    for viewport in (DESKTOP, PHONE):
        page.set_viewport_size(viewport)
        for violation in axe_violations(page):
            yield f"/{name} {viewport['width']}", violation
        page.emulate_media(color_scheme="dark")  # what stands on the page is the same, its colours are not
        for violation in axe_violations(page, rules=["color-contrast"]):
            yield f"/{name} {viewport['width']} dark", violation
        page.emulate_media(color_scheme="light")
    page.set_viewport_size(SMALLEST)
    if scrolls_sideways(page):
        yield f"/{name} 320", "scrolls sideways"
    page.set_viewport_size(PHONE)


def judged(page: Any, paths: Iterable[str]) -> list[tuple[str, str]]:
    found = []
    for path in paths:
        page.goto(path)
        found += judge(page)
    return found


@pytest.mark.slow
def test_what_anybody_reads(open_page: Open) -> None:
    page = open_page("/etudes/grand-recueil-2024/", viewport=PHONE)
    figure = page.get_by_role("link", name="Adresse de ce chiffre").nth(1).get_attribute("href")
    paths = ["/", "/etudes/", "/etudes/grand-recueil-2024/", figure, "/accessibilite/", "/le-recit/"]
    paths += [
        "/mentions-legales/",
        "/donnees-personnelles/",
        "/recherche/?q=organisations",
        "/recherche/?q=zzzz",
    ]
    assert judged(page, paths) == []


@pytest.mark.slow
def test_what_comes_before_a_questionnaire(open_page: Open) -> None:
    page = open_page("/questionnaires/", viewport=PHONE)
    paths = ["/questionnaires/", RECUEIL, "/questionnaires/grand-recueil-2024/"]
    paths += [f"{RECUEIL}imprimer/", "/questionnaires/cinq-questions/section/x/"]
    paths += ["/questionnaires/reprendre/inconnu/", "/questionnaires/invitation/inconnue/", "/nulle-part/"]
    assert judged(page, paths) == []


@pytest.mark.slow
def test_every_section_of_a_questionnaire_to_the_receipt(open_page: Open) -> None:
    page = open_page(RECUEIL, viewport=PHONE)
    person = Respondent(page)
    with person.new_page():
        page.get_by_role("link", name="Commencer").click()
    person.go("Section suivante")
    found = [*judge(page, name="first section, errors")]
    steps = (answer_who_we_are, answer_how_we_decide, answer_our_situation)
    for step in steps:
        step(person)
        found += judge(page)
        if step is answer_our_situation:
            person.go("Section suivante")
    person.choose("Aurez-vous besoin d’argent", "Oui")
    person.expect_follow_up("À quoi servira cet argent")
    person.write("Quel montant visez-vous", "-5")
    person.go("Section suivante")
    assert page.get_by_role("alert").is_visible()
    found += judge(page, name="rows with errors")
    answer_our_needs(person)
    answer_what_we_lived(person)
    found += judge(page)
    for path in ("section/suites/", "lien/", "equipe/", "effacer/"):
        found += judged(page, [f"{RECUEIL}{path}"])
    page.goto(f"{RECUEIL}relire/")
    person.go("Terminer et envoyer")
    for summary in page.locator("main summary").all():
        summary.click()
    found += judge(page, name="receipt")
    assert found == []


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
    assert [*judge(page, name="review, errors")] == []


@pytest.mark.slow
def test_the_account(open_page: Open) -> None:
    page = open_page("/compte/login/", viewport=PHONE)
    found = judged(page, ["/compte/login/", "/compte/signup/"])
    page.goto("/compte/login/")
    page.get_by_label("Votre adresse e-mail").fill("sacha.visite@exemple.fr")
    with page.expect_navigation():
        page.get_by_role("button", name="Recevoir un code").click()
    found += judge(page, name="code")
    signed_in = open_page("/", viewport=PHONE)
    sign_in(signed_in, "maxime.membre@exemple.fr")
    paths = ["/mon-compte/", "/mon-compte/effacer/", "/compte/2fa/", "/compte/email/", "/compte/sessions/"]
    found += judged(signed_in, [*paths, "/compte/logout/", "/courriels/", "/gestion/collectes/"])
    assert found == []


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
    assert [*judge(page, name="429")] == []


@pytest.mark.slow
def test_the_main_screens_of_the_team(open_page: Open) -> None:
    """Our part of them: what stands around is Wagtail's."""
    page = open_page("/", viewport=DESKTOP)
    sign_in(page, ORGANISER)
    found = []
    for path in TEAM:
        page.goto(f"/gestion/{path}")
        assert page.locator("h1").count(), path
        found += [(path, violation) for violation in axe_violations(page, within=".sv")]
    assert found == []
