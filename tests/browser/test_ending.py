"""The way to the end, on a telephone: what is required is asked, what was never opened is said."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.respondent import Respondent
from tests.browser.test_walk import answer_how_we_decide, answer_who_we_are, begin
from tests.harness.browser import PHONE, axe_violations, scrolls_sideways

Open = Callable[..., Any]
RECUEIL = "/questionnaires/grand-recueil/"
BOTH_WAYS = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])


@pytest.fixture
def site(country_site: str) -> str:
    """The demonstration, as `make demo` shows it."""
    return country_site


def someone(open_page: Open, *, javascript: bool = True) -> Respondent:
    person = Respondent(open_page("/", viewport=PHONE, javascript=javascript), javascript=javascript)
    begin(person)
    return person


def faults_of_axe(person: Respondent) -> list[str]:
    """What axe finds; it is a script itself, and never ends where scripts are off."""
    return axe_violations(person.page) if person.javascript else []


def says(person: Respondent) -> str:
    """What the page announces at its top."""
    return words_of(person.page.get_by_role("alert").first)


def words_of(part: Any) -> str:
    """Its text, hyphens and spaces made plain."""
    return " ".join(part.inner_text().split()).replace("\u2011", "-")


@pytest.mark.slow
@BOTH_WAYS
def test_a_response_cannot_end_without_what_is_required(open_page: Open, javascript: bool) -> None:
    person = someone(open_page, javascript=javascript)
    page = person.page
    page.get_by_label(re.compile(r"^\s*J’accepte que mes réponses")).check()
    person.choose("Quel est son statut", "Association")
    person.go("Section suivante")
    assert "2 réponses obligatoires manquent dans" in words_of(page.locator("main"))
    page.goto(f"{RECUEIL}section/besoins_section/")
    person.choose("Aurez-vous besoin d’argent", "Oui")
    person.expect_follow_up("À quoi servira cet argent")  # a card is there; it stays wholly blank
    person.go("Section suivante")
    page.goto(f"{RECUEIL}relire/")
    person.go("Terminer et envoyer")
    for asked in (
        "Quel est le nom",
        "Dans quelle région",
        "À quoi servira cet argent",
        "Quel montant visez-vous",
    ):
        assert asked in says(person)
    assert not faults_of_axe(person)
    with person.new_page():
        page.get_by_role("alert").get_by_role("link", name=re.compile("Quel est le nom")).click()
    assert person.field("Quel est le nom de votre organisation").is_visible()
    page.goto(f"{RECUEIL}recu/")
    person.reads("Où vous en êtes")


@pytest.mark.slow
@BOTH_WAYS
def test_sections_never_opened_are_said_before_sending(open_page: Open, javascript: bool) -> None:
    person = someone(open_page, javascript=javascript)
    answer_who_we_are(person)
    person.page.goto(f"{RECUEIL}section/besoins_section/")
    person.choose("Aurez-vous besoin d’argent", "Non")
    person.go("Section suivante")
    person.page.goto(f"{RECUEIL}relire/")
    assert person.page.locator(".button--primary").inner_text().strip().startswith("Continuer")
    person.go("Terminer et envoyer")
    assert "Il reste 4 sections que vous n’avez pas ouvertes" in says(person)
    assert not faults_of_axe(person)
    assert not scrolls_sideways(person.page)
    person.go("Envoyer quand même")
    person.reads("Merci ! Votre réponse est arrivée.")
    assert "4 sections n’ont pas été ouvertes" in words_of(person.page.locator("main"))


@pytest.mark.slow
def test_without_scripts_going_on_shows_what_an_answer_brings(open_page: Open) -> None:
    person = someone(open_page, javascript=False)
    page = person.page
    page.get_by_label(re.compile(r"^\s*J’accepte que mes réponses")).check()
    person.write("Quel est le nom de votre organisation", "Le Fournil")
    person.choose("Quel est son statut", "Coopérative")
    person.select("Dans quelle région est son siège", "Bretagne")
    person.go("Section suivante")
    person.reads("Votre organisation")
    assert "Votre réponse amène une nouvelle question" in page.locator("#revealed").inner_text()
    assert not faults_of_axe(person)
    person.choose("Quelle forme de coopérative", "SCIC, société coopérative d’intérêt collectif")
    person.go("Section suivante")
    person.reads("Gouvernance et transition juste")


@pytest.mark.slow
@BOTH_WAYS
def test_a_commune_is_chosen_in_a_list_by_keyboard(open_page: Open, javascript: bool) -> None:
    person = someone(open_page, javascript=javascript)
    page = person.page
    page.get_by_label(re.compile(r"^\s*J’accepte que mes réponses")).check()
    box = person.field("Dans quelle commune")
    box.press_sequentially("saint-denis")
    if not javascript:
        with person.new_page():
            page.get_by_role("button", name="Chercher").press("Enter")
    rows = page.get_by_role("radio", name=re.compile("^Saint.Denis"))
    rows.first.wait_for()
    said = page.locator("[data-proposed] [role=status]").inner_text()
    assert "choisissez la vôtre" in said or "premières communes" in said
    assert not faults_of_axe(person)
    assert not scrolls_sideways(page)
    person.field("Dans quelle commune").focus()
    page.keyboard.press("Tab")  # to «Chercher»
    page.keyboard.press("Tab")  # to the rows
    page.keyboard.press("Space")
    if javascript:
        assert person.field("Dans quelle commune").input_value().startswith("Saint-Denis (")
    with person.new_page():
        page.get_by_role("button", name="Enregistrer et continuer plus tard").click()
    page.goto(f"{RECUEIL}section/identite/")
    assert person.field("Dans quelle commune").input_value().startswith("Saint-Denis (")


@pytest.mark.slow
def test_a_late_answer_does_not_move_the_keyboard_away(open_page: Open) -> None:
    """The page is saved by itself while the keyboard goes from the box to the rows: it stays where it was."""
    person = someone(open_page)
    page, held = person.page, []
    page.get_by_label(re.compile(r"^\s*J’accepte que mes réponses")).check()
    page.route("**/section/identite/", lambda route: held.append(route))
    box = person.field("Dans quelle commune")
    box.press_sequentially("saint-denis")
    page.get_by_role("radio", name=re.compile("^Saint.Denis")).first.wait_for()
    while not held:
        page.wait_for_timeout(100)
    box.focus()
    page.keyboard.press("Tab")  # to «Chercher»
    with page.expect_response(lambda response: response.request.method == "POST"):
        held[0].continue_()
    page.unroute("**/section/identite/")
    page.get_by_text(re.compile("^Enregistré")).first.wait_for()
    assert page.evaluate("document.activeElement.innerText").strip() == "Chercher"
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert box.input_value().startswith("Saint-Denis (")


@pytest.mark.slow
def test_late_rows_do_not_replace_those_under_the_finger(open_page: Open) -> None:
    """The answer to words typed before comes after the choice: the row chosen stays, under the keyboard."""
    page, held = someone(open_page).page, []
    page.get_by_label(re.compile(r"^\s*J’accepte que mes réponses")).check()
    box = page.get_by_label(re.compile(r"^\s*Dans quelle commune")).first
    box.press_sequentially("saint-den")
    page.get_by_role("radio", name=re.compile("^Saint.Denis")).first.wait_for()
    search = re.compile(box.get_attribute("hx-get").partition("?")[0])
    page.route(search, lambda route: held.append(route))
    box.press_sequentially("is")
    while not held:
        page.wait_for_timeout(100)
    box.focus()
    for key in ("Tab", "Tab", "Space"):
        page.keyboard.press(key)
    chosen = box.input_value()
    assert chosen.startswith("Saint-Denis (")
    with page.expect_response(search):
        held[-1].continue_()
    page.wait_for_timeout(300)
    assert page.evaluate("document.activeElement.type") == "radio"
    assert page.evaluate("document.activeElement.checked")
    assert box.input_value() == chosen


@pytest.mark.slow
def test_a_treasurer_comes_back_on_a_slow_telephone(open_page: Open) -> None:
    """400 kbit/s, 400 ms: the link of the mail, one big button, and the section where she stopped."""
    person = someone(open_page)
    answer_who_we_are(person)
    answer_how_we_decide(person)
    page = person.page
    person.write("Quel est votre budget annuel", "184 000,50")
    page.locator(".saved-mark--saved").wait_for()
    slow = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
    page.goto(f"{RECUEIL}relire/")
    on = page.get_by_role("link", name=re.compile("^Continuer : section 3"))
    assert on.bounding_box()["y"] < PHONE["height"], "the way on is under the fold"
    assert page.get_by_role("button", name="Terminer et envoyer").get_attribute("class").endswith("secondary")
    with person.new_page():
        on.click()
    person.reads("Votre situation économique")
    assert person.field("Quel est votre budget annuel").input_value() == "184\u202f000,50"
    person.write("À combien s’élèvent vos fonds propres", "-12 000,50 €")
    for name, part in (("Subventions publiques", "60"), ("Ventes de biens", "50")):
        person.write(name, part)
    assert words_of(page.locator("[data-split-said]")) == "10 % de trop"
    person.write("Ventes de biens", "40")
    person.go("Section suivante")
    person.reads("Vos besoins de financement")
    page.goto(f"{RECUEIL}section/situation/")
    assert person.field("À combien s’élèvent vos fonds propres").input_value() == "−12\u202f000,50"
