"""What is saved in the background while somebody types: nothing typed is ever taken back."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import QueryDict

from milliard.surveys import tokens
from milliard.surveys.answering import Submission, save_section
from milliard.surveys.models import Attachment, Response
from milliard.surveys.tests import factories
from tests.browser.respondent import Respondent
from tests.harness.browser import PHONE, wait_until
from tests.harness.network import network

Open = Callable[..., Any]


@pytest.fixture
def site(country_site: str) -> str:
    """The demonstration, as `make demo` shows it."""
    return country_site


class SlowSaves:
    """Holds the saves that scripts send until they are let go, as a weak network does."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.held: list[Any] = []
        self.is_slow = True
        page.route("**/section/**", self._hold)

    def _hold(self, route: Any) -> None:
        if self.is_slow and route.request.method == "POST":
            self.held.append(route)
        else:
            route.continue_()

    def wait(self) -> None:
        for _ in range(600):
            if self.held:
                return
            self.page.wait_for_timeout(50)
        pytest.fail("nothing was sent")

    def let_go(self) -> None:
        """Let what is held through, and what comes later; return when it was answered."""
        self.is_slow = False
        with self.page.expect_response(lambda response: response.request.method == "POST"):
            for route in self.held:
                route.continue_()
        self.page.wait_for_timeout(200)


@pytest.fixture
def section(open_page: Open) -> Any:
    """The first section of the Grand Recueil, consent given and saved."""
    page = open_page("/questionnaires/grand-recueil/", viewport=PHONE)
    with page.expect_navigation():
        page.get_by_role("link", name="Commencer").click()
    page.get_by_label("J’accepte que mes réponses").check()
    Respondent(page).write("Quel est le nom de votre organisation", "Les Jardins")
    page.locator(".saved-mark--saved").wait_for()
    return page


def test_a_number_half_typed_is_left_alone(section: Any) -> None:
    person = Respondent(section)
    saves = SlowSaves(section)
    person.write("Quel est le nom de votre organisation", "Les Jardins du Possible")
    year = person.field("En quelle année est-elle née")
    year.press_sequentially("20")  # refused by itself: after 1800
    saves.wait()
    saves.let_go()
    year.press_sequentially("11")
    assert year.input_value() == "2011"
    assert not section.get_by_text("Indiquez une année, de").is_visible()
    with section.expect_response(lambda response: response.request.method == "POST"):
        year.blur()
    assert year.input_value() == "2011"


def test_an_answer_changed_since_it_was_sent_stays(section: Any) -> None:
    person = Respondent(section)
    saves = SlowSaves(section)
    person.write("En quelle année est-elle née", "20")
    saves.wait()
    person.write("En quelle année est-elle née", "2011")
    saves.let_go()
    year = person.field("En quelle année est-elle née")
    assert year.input_value() == "2011"
    section.locator(".saved-mark--saved").wait_for()
    section.reload()
    assert person.field("En quelle année est-elle née").input_value() == "2011"


def test_a_refused_answer_is_said_once_one_leaves_it(section: Any) -> None:
    person = Respondent(section)
    person.write("En quelle année est-elle née", "20")
    section.get_by_text("Indiquez une année, de 1800 à cette année").wait_for()
    assert person.field("En quelle année est-elle née").input_value() == "20"


def test_what_was_written_offline_is_saved_when_the_connection_is_back(section: Any) -> None:
    section.context.set_offline(True)
    Respondent(section).write("Quel est le nom de votre organisation", "Les Jardins du Bas")
    section.locator(".saved-mark--failed").wait_for()
    section.context.set_offline(False)
    section.locator(".saved-mark--saved").wait_for()
    section.reload()
    assert (
        Respondent(section).field("Quel est le nom de votre organisation").input_value()
        == "Les Jardins du Bas"
    )


@pytest.fixture
def last_section(committed_database: str, serve: Any, chromium: Any) -> Iterator[Any]:
    """The section of the file, of a response begun, behind a network of the test's own."""
    collection = factories.open_collection(factories.every_kind())
    fresh = tokens.fresh_token(collection.slug)
    data = QueryDict("shown=nom:&nom=Nous&page=")
    key = save_section(Submission(collection=collection, section_key="vous", data=data, fresh=fresh)).key
    with network(serve()) as weather:
        context = chromium.new_context(viewport=PHONE, locale="fr-FR", base_url=weather.address)
        context.add_cookies([{"name": f"reponse_{collection.slug}", "value": key, "url": weather.address}])
        page = context.new_page()
        page.goto(f"/questionnaires/{collection.slug}/section/avis/")
        yield page, weather
        context.close()


def test_a_chosen_file_is_said_to_be_kept_only_once_it_is(last_section: Any) -> None:
    page, weather = last_section
    box = page.locator("input[type=file]")
    box.set_input_files({"name": "virus.exe", "mimeType": "application/pdf", "buffer": b"MZ" * 40})
    page.get_by_text("Ce type de fichier n’est pas accepté").first.wait_for()
    weather.latency_s = 1.5
    box.set_input_files({"name": "statuts.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n" * 99})
    page.get_by_text("Envoi de «\u00a0statuts.pdf\u00a0»").wait_for()
    assert not page.locator(".saved-mark--saved").is_visible()
    page.get_by_text("Fichier déjà reçu").wait_for()
    page.locator(".saved-mark--saved").wait_for()
    with page.expect_navigation(url="**/relire/"):
        page.get_by_role("link", name="Voir toutes les").click()
    page.go_back()
    page.get_by_text("Fichier déjà reçu").wait_for()
    assert Attachment.objects.get().name == "statuts.pdf"


def test_a_file_that_cannot_leave_is_said_not_to_be_sent_and_holds_the_page(last_section: Any) -> None:
    page, weather = last_section
    weather.is_down = True
    file = {"name": "statuts.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n" * 99}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("Ce fichier n’est pas encore envoyé").wait_for()
    page.get_by_role("button", name="Relire et terminer").click()
    page.locator("#unsaved-strip").get_by_text("Un fichier est encore en cours d’envoi").wait_for()
    with page.expect_navigation(url="**/relire/"):
        weather.is_down = False
    assert Attachment.objects.get().name == "statuts.pdf"


def test_the_next_section_waits_for_the_network_and_says_so(last_section: Any) -> None:
    page, _ = last_section
    page.get_by_text("Oui").first.click()
    page.locator(".saved-mark--saved").wait_for()
    page.context.set_offline(True)
    page.locator("[name=recit]").fill("Ce que nous avons vécu")
    page.get_by_role("button", name="Relire et terminer").click()
    strip = page.locator("#unsaved-strip")
    strip.get_by_text("la suite s’ouvrira dès qu’elle revient").wait_for()
    box = strip.bounding_box()
    assert box["y"] + box["height"] == PHONE["height"]  # at the bottom of the screen, wherever the page is
    with page.expect_navigation(url="**/relire/"):
        page.context.set_offline(False)
    assert Response.objects.get().answers["recit"] == "Ce que nous avons vécu"


@pytest.mark.parametrize("is_known", [True, False], ids=["browser offline", "network silent"])
def test_finishing_waits_for_the_network_and_says_so(last_section: Any, is_known: bool) -> None:
    page, weather = last_section
    page.get_by_text("Oui").first.click()
    page.locator(".saved-mark--saved").wait_for()
    page.goto(page.url.replace("section/avis/", "relire/"))
    page.context.set_offline(is_known)
    weather.is_down = True
    page.get_by_role("button", name="Terminer et envoyer").click()
    strip = page.locator("#unsaved-strip")
    strip.get_by_text("votre réponse n’est pas encore envoyée").wait_for()
    box = strip.bounding_box()
    assert box["y"] + box["height"] == PHONE["height"]
    assert "/relire/" in page.url
    weather.is_down = False
    page.context.set_offline(False)
    page.get_by_role("button", name="Envoyer quand même").click()  # a section was never opened: it is asked
    page.wait_for_url("**/recu/", timeout=15_000)
    assert Response.objects.get().completed_at


def test_words_of_a_section_that_have_not_left_are_named_before_finishing(
    last_section: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, weather = last_section
    page.get_by_text("Oui").first.click()
    page.locator(".saved-mark--saved").wait_for()
    page.on("dialog", lambda dialog: dialog.accept())
    with monkeypatch.context() as blocked:  # what is read passes, what is sent does not
        blocked.setattr(weather, "fate", lambda method: (0, 0, False) if method == "POST" else (0, 1, True))
        page.locator("[name=recit]").fill("Ce que nous avons vécu")
        page.locator(".saved-mark--failed").wait_for()
        page.goto(page.url.replace("section/avis/", "relire/"))
        strip = page.locator("#unsaved-strip")
        strip.get_by_text("Des mots écrits dans une section ne sont pas enregistrés").wait_for()
    page.get_by_role("button", name="Terminer et envoyer").click()
    page.wait_for_timeout(500)
    assert Response.objects.get().completed_at is None
    strip.get_by_role("link", name="Les retrouver").click()
    page.wait_for_url("**/section/avis/")
    page.locator(".saved-mark--saved").wait_for()
    assert Response.objects.get().answers["recit"] == "Ce que nous avons vécu"
    page.get_by_role("button", name="Relire et terminer").click()
    page.wait_for_url("**/relire/")
    assert not strip.is_visible()
    page.get_by_role("button", name="Terminer et envoyer").click()
    page.get_by_role("button", name="Envoyer quand même").wait_for()


def test_words_refused_or_not_sent_are_asked_about_before_leaving(last_section: Any) -> None:
    page, weather = last_section
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_text("Oui").first.click()
    page.locator(".saved-mark--saved").wait_for()
    weather.is_down = True
    page.locator("[name=recit]").press_sequentially("Ce que nous avons vécu")
    page.locator(".saved-mark--failed").wait_for()
    page.get_by_role("link", name="Voir toutes les").click()
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    assert page.locator("[name=recit]").input_value() == "Ce que nous avons vécu"


def test_words_kept_in_the_browser_are_forgotten_on_leaving_the_computer(last_section: Any) -> None:
    page, _ = last_section
    page.evaluate(
        "localStorage.setItem('brouillon:/ailleurs/::x', JSON.stringify({at: Date.now(), body: 'a=b'}))"
    )
    page.get_by_role("button", name="Ne rien laisser sur cet appareil").click()
    page.get_by_role("button", name="Oublier mes réponses").click()
    page.get_by_role("heading", level=1).wait_for()
    wait_until(page, "localStorage.length === 0")
