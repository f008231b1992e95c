"""A default in its box, in a browser, with its scripts and without: changed, emptied, or sent as it is."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from engines.questionnaire.model import Choice, Kind
from milliard.surveys.models import Response
from milliard.surveys.tests import factories
from milliard.surveys.tests.factories import question
from tests.browser.respondent import Respondent
from tests.harness.browser import PHONE

PAGE = "/questionnaires/essai/section/page/"
Open = Callable[..., Any]


@pytest.fixture
def asked(site: str) -> str:
    factories.open_collection(
        factories.definition(
            question("pays", label="Votre pays", default="France"),
            question("ou", Kind.ONE, label="Où habitez-vous", choice_list="l", default="v"),
            question("detail", label="Quelle ville", relevant="${ou} = 'v'", default="Brest"),
            question("nom", label="Votre nom"),
            choice_lists={"l": (Choice("v", "En ville"), Choice("c", "À la campagne"))},
        ),
        slug="essai",
    )
    return site


def _answers() -> dict[str, Any]:
    found = Response.objects.first()
    return found.answers if found is not None else {}


def _until(page: Any, stored: dict[str, Any]) -> None:
    for _ in range(1_800):
        if _answers() == stored:
            return
        page.wait_for_timeout(50)
    assert _answers() == stored


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "plain"])
def test_a_default_is_shown_once_and_stored_when_sent(asked: str, open_page: Open, javascript: bool) -> None:
    page = open_page(PAGE, viewport=PHONE, javascript=javascript)
    person = Respondent(page, javascript=javascript)
    assert person.field("Votre pays").input_value() == "France"
    assert person.field("Quelle ville").input_value() == "Brest"
    assert page.get_by_label("En ville").is_checked()
    page.reload()
    assert not Response.objects.exists()  # shown, not sent
    person.field("Votre pays").fill("")
    person.write("Votre nom", "Zoé")
    if not javascript:
        page.get_by_role("button", name="Mettre à jour la page").click()
    else:
        person.field("Votre nom").blur()
    _until(page, {"pays": None, "ou": "v", "detail": "Brest", "nom": "Zoé"})
    assert person.field("Votre pays").input_value() == ""
    page.goto(page.url.split("?")[0])
    # Gone before the first answer came, the page comes back with its draft, a moment after it is drawn.
    expect(person.field("Votre pays")).to_have_value("")
    expect(person.field("Quelle ville")).to_have_value("Brest")
