"""What is saved in the background while somebody types: nothing typed is ever taken back."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.respondent import Respondent
from tests.harness.browser import PHONE

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
    section.get_by_text("Indiquez une année entre 1800 et 2024").wait_for()
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
