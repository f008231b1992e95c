"""The promise in a browser: read the study, begin, leave, come back elsewhere, finish, keep a receipt."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.respondent import Respondent
from tests.harness.browser import DESKTOP, PHONE, scrolls_sideways

Open = Callable[..., Any]


@pytest.fixture
def site(country_site: str) -> str:
    """The demonstration, as `make demo` shows it."""
    return country_site


@pytest.mark.slow
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_from_the_home_page_to_the_receipt(
    open_page: Open, viewport: dict[str, int], javascript: bool
) -> None:
    address = f"walk-{viewport['width']}-{javascript}@exemple.org".lower()
    page = open_page("/", viewport=viewport, javascript=javascript)
    person = Respondent(page, javascript=javascript)
    read_the_study(person)
    begin(person)
    answer_who_we_are(person)
    answer_how_we_decide(person)
    answer_our_situation(person)
    leave(person, address)

    elsewhere = open_page("/courriels/", viewport=viewport, javascript=javascript)
    person = Respondent(elsewhere, javascript=javascript)
    come_back(person, address)
    answer_our_needs(person)
    answer_what_we_lived(person)
    finish(person)


def read_the_study(person: Respondent) -> None:
    with person.new_page():
        person.page.locator("main").get_by_role("link", name="Lire l’étude").first.click()
    assert "/etudes/" in person.page.url
    assert person.page.get_by_text("87").count()
    assert not scrolls_sideways(person.page)


def begin(person: Respondent) -> None:
    person.page.goto("/")
    with person.new_page():
        person.page.locator("main").get_by_role("link", name="Répondre pour mon organisation").first.click()
    with person.new_page():
        person.page.get_by_role("link", name="Commencer").click()
    person.reads("Votre organisation")


def answer_who_we_are(person: Respondent) -> None:
    person.page.get_by_label(re.compile(r"^\s*J’accepte que mes réponses")).check()
    person.write("Quel est le nom de votre organisation", "Les Jardins du Possible")
    person.write("Quel est son numéro SIREN", "W751234567")
    person.choose("Quel est son statut", "Coopérative")
    person.expect_follow_up("Quelle forme de coopérative")
    person.choose("Quelle forme de coopérative", "SCIC, société coopérative d’intérêt collectif")
    person.write("En quelle année est-elle née", "2011")
    person.select("Dans quelle région est son siège", "Bretagne")
    person.choose_commune("Dans quelle commune", "renn", "Rennes")
    person.write("Combien de personnes salariées", "4,5")
    person.go("Section suivante")
    person.reads("Gouvernance et transition juste")


def answer_how_we_decide(person: Respondent) -> None:
    page = person.page
    person.choose("Comment se comptent les voix", "Une personne, une voix")
    person.choose("Qui prend part aux décisions", "Les bénévoles", "Les habitant·es")
    for row, word in (("Sociale", "Beaucoup"), ("Écologique", "Assez"), ("Démocratique", "Beaucoup")):
        line = page.get_by_role("radiogroup", name=re.compile(f"^{row}"))
        line.get_by_role("radio", name=word, exact=True).check()
    person.go("Section suivante")
    person.reads("Votre situation économique")


def answer_our_situation(person: Respondent) -> None:
    person.write("Quel est votre budget annuel", "184 000")
    for resource, part in (("Subventions publiques", "40"), ("Ventes de biens", "50"), ("Dons et", "10")):
        person.write(resource, part)
    if person.javascript:
        assert person.page.locator("[data-split-sum]").inner_text() == "100"
        first = person.page.locator(".ranking__row").nth(2)
        first.get_by_role("button", name=re.compile("^Monter")).click()
        ranks = person.page.locator(".ranking__rank input")
        assert [ranks.nth(place).input_value() for place in range(4)] == ["1", "", "", ""]
    person.choose("Avez-vous connu des tensions", "Oui")
    person.expect_follow_up("Ces tensions sont")
    person.choose("Ces tensions sont", "récurrentes")
    assert not scrolls_sideways(person.page)


def leave(person: Respondent, address: str) -> None:
    person.go("Enregistrer et continuer plus tard")
    person.reads("Continuer plus tard")
    person.write("Votre adresse e-mail", address)
    person.go("Envoyer le lien")
    person.page.get_by_text("C’est envoyé").wait_for()


def come_back(person: Respondent, address: str) -> None:
    """On another device, which holds no cookie of the first."""
    mail = person.page.get_by_role("article").filter(has_text=address)
    with person.new_page():
        mail.get_by_role("link", name="/questionnaires/reprendre/").click()
    person.reads("Où vous en êtes")
    assert "Les Jardins du Possible" in person.page.content()
    with person.new_page():
        person.page.get_by_role("link", name="Continuer : section 3").click()
    person.reads("Votre situation économique")  # where they stopped, not yet gone on from
    assert person.field("Quel est votre budget annuel").input_value() == "184\u202f000"
    person.go("Section suivante")
    person.reads("Vos besoins de financement")


def answer_our_needs(person: Respondent) -> None:
    person.choose("Aurez-vous besoin d’argent", "Oui")
    person.expect_follow_up("À quoi servira cet argent")
    first = person.page.locator("fieldset.repeat").first
    person.choose("À quoi servira", "Fonctionner (salaires, loyers, charges)", within=first)
    person.write("Quel montant visez-vous", "45 000", within=first)
    second = person.add_row("Besoin")
    person.choose("À quoi servira", "Investir (immobilier, équipement)", within=second)
    person.write("Quel montant visez-vous", "120 000,50", within=second)
    person.choose("Quels financements vous conviendraient", "Prêt", within=second)
    person.expect_follow_up("Total de vos besoins")
    person.go("Section suivante")
    person.reads("Votre expérience de la recherche d’argent")


def answer_what_we_lived(person: Respondent) -> None:
    person.choose("Avez-vous cherché un financement", "Non")
    person.write("Que se serait-il passé", "Nous aurions fermé l’atelier <b>du lundi</b>.")
    person.go("Section suivante")
    person.reads("De quoi auriez-vous besoin ?")
    person.go("Relire et terminer")
    person.reads("Où vous en êtes")


def finish(person: Respondent) -> None:
    page = person.page
    person.go("Terminer et envoyer")
    person.reads("Merci ! Votre réponse est arrivée.")
    text = page.locator("main").text_content()
    for given in ("Les Jardins du Possible", "Rennes", "récurrentes", "120 000,50", "<b>du lundi</b>"):
        assert given.replace(" ", "") in re.sub(r"\s", "", text), given
    assert not scrolls_sideways(page)
