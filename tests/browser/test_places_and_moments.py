"""A place from the device or typed, times, and a box that a calculation fills, in a browser."""

from collections.abc import Callable
from typing import Any

import pytest

from milliard.surveys.models import Response
from milliard.surveys.tests import factories
from tests.browser.respondent import Respondent
from tests.harness.browser import DESKTOP, PHONE, axe_violations, photograph

LYON = {"latitude": 45.7578137, "longitude": 4.8320114, "accuracy": 12}
PAGE = "/questionnaires/reunion/section/reunion/"
Open = Callable[..., Any]


@pytest.fixture
def meeting(site: str) -> str:
    factories.open_collection(factories.moments_and_places(), slug="reunion")
    return site


def _context(chromium: Any, site: str, **more: Any) -> Any:
    return chromium.new_context(base_url=site, viewport=PHONE, locale="fr-FR", **more)


def _answers() -> dict[str, Any]:
    found = Response.objects.first()
    return found.answers if found is not None else {}


def _until(page: Any, condition: Callable[[], bool]) -> None:
    for _ in range(600):
        if condition():
            return
        page.wait_for_timeout(50)
    pytest.fail("it never came true")


def test_the_device_gives_its_position_on_a_press_rounded(
    meeting: str, chromium: Any, open_page: Open
) -> None:
    context = _context(chromium, meeting, geolocation=LYON, permissions=["geolocation"])
    page = open_page(PAGE, context=context)
    person = Respondent(page)
    box = person.field("Lieu de la réunion")
    assert box.input_value() == ""  # nothing is asked of the device before a press
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    page.get_by_role("button", name="Utiliser la position de cet appareil").click()
    _until(page, lambda: box.input_value() == "45,758 ; 4,832")
    assert "45,758 ; 4,832" in page.locator("[data-position-said]").inner_text()
    _until(page, lambda: _answers().get("lieu") == "45.758 4.832")
    assert not any("45.7578" in body or "45%2C7578" in body for body in sent)
    assert axe_violations(page) == []
    context.close()


def test_a_refusal_leaves_the_box_to_type_in(meeting: str, chromium: Any, open_page: Open) -> None:
    context = _context(chromium, meeting)
    page = open_page(PAGE, context=context)
    page.get_by_role("button", name="Utiliser la position de cet appareil").click()
    page.get_by_text("vous pouvez taper les coordonnées").wait_for()
    Respondent(page).write("Lieu de la réunion", "45°45′28″N 4°49′55″E")
    _until(page, lambda: _answers().get("lieu") == "45.758 4.832")
    context.close()


def test_without_scripts_coordinates_are_typed(meeting: str, open_page: Open) -> None:
    page = open_page(PAGE, viewport=PHONE, javascript=False)
    assert not page.get_by_role("button", name="Utiliser la position de cet appareil").is_visible()
    person = Respondent(page, javascript=False)
    person.write("Lieu de la réunion", "45,7578 ; 4,8320")
    person.write("Heure d’ouverture", "09:30")
    person.write("Début de la réunion", "2020-11-23T14:05")
    page.get_by_role("button", name="Mettre à jour la page").click()
    assert person.field("Lieu de la réunion").input_value() == "45,758 ; 4,832"
    assert _answers() == {"lieu": "45.758 4.832", "ouverture": "09:30", "debut": "2020-11-23T14:05"}


def test_a_computed_box_follows_and_lets_itself_be_changed(meeting: str, open_page: Open) -> None:
    page = open_page(PAGE, viewport=PHONE)
    person = Respondent(page)
    person.write("Places dans la salle", "30")
    _until(page, lambda: person.field("Personnes attendues").input_value() == "60")
    person.expect_follow_up("Qui vient de loin")
    person.write("Personnes attendues", "45")
    _until(page, lambda: _answers().get("inscrits") == 45)
    person.write("Places dans la salle", "40")
    _until(page, lambda: _answers().get("places") == 40)
    assert person.field("Personnes attendues").input_value() == "45"
    _until(page, lambda: _answers().get("repas") == 46)


def test_accessible_at_both_widths_light_and_dark(meeting: str, open_page: Open) -> None:
    page = open_page(PAGE)
    page.get_by_role("button", name="Utiliser la position de cet appareil").wait_for()
    photograph(page, "reunion")
    for viewport in (PHONE, DESKTOP):
        page.set_viewport_size(viewport)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert axe_violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
