"""The team reads what was written: a text decided of by keyboard, every screen sound at two widths."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.readings.models import TextReview
from milliard.readings.tests import factories
from milliard.surveys.enums import Purpose
from tests.harness.browser import DESKTOP, PHONE, axe_violations, photograph, scrolls_sideways

WORDS = (
    "Le four du village tourne deux jours par semaine, et la commande d’une cantine se perd faute de bras.",
    "Sans fonds propres, un retard de subvention nous met à genoux.\nNous avons deux mois devant nous.",
    "Marie-Claire Durand, de la mairie, nous a prêté son garage.",
)


@pytest.fixture
def item(site: str) -> Any:
    made = factories.collection(title="Vos mots sur vos besoins")
    for number, words in enumerate(WORDS):
        answers = {"nom": f"Personne {number}", "courriel": f"p{number}@exemple.org", "recit": words}
        row = factories.response(made, answers=answers, agrees={Purpose.CONTACT: number > 0})
        factories.attachment(row)
        row.replaced_answers.create(section_key="mots", path="recit", value="Avant", replaced_by="Léa")
    return made


def test_texts_are_decided_by_keyboard_and_every_screen_is_sound(
    item: Any, open_page: Callable[..., Any], site: str
) -> None:
    cookie = signed_in(Role.ORGANISER).cookies[settings.SESSION_COOKIE_NAME]
    page = open_page("/", javascript=True)
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
    page.goto(reverse("readings_staff:question_texts", args=[item.slug, "recit"]))
    page.locator("[name=text]").first.focus()
    page.keyboard.press("Space")
    page.locator("[name=reason]").select_option("names")
    page.locator("select[name=state]").last.select_option("refused")
    page.get_by_role("button", name="Enregistrer").press("Enter")
    page.get_by_text("C’est noté pour 1").wait_for()
    assert TextReview.objects.get().reason == "names"
    row = item.responses.first()
    handle = page.locator(".rd-text__foot a").nth(2).get_attribute("href")
    screens = {
        "responses": reverse("readings_staff:responses", args=[item.slug]),
        "response": reverse("readings_staff:response", args=[item.slug, row.public_id]),
        "erase": reverse("readings_staff:response_erase", args=[item.slug, row.public_id]),
        "texts": reverse("readings_staff:texts", args=[item.slug]),
        "question_texts": reverse("readings_staff:question_texts", args=[item.slug, "recit"]),
        "text": handle,
        "files": reverse("readings_staff:files", args=[item.slug]),
        "contacts": reverse("readings_staff:contacts", args=[item.slug]),
        "purpose_contacts": reverse("readings_staff:purpose_contacts", args=[item.slug, "contact"]),
        "people": reverse("readings_staff:people"),
    }
    faults = []
    for name, address in screens.items():
        page.goto(address)
        photograph(page, f"readings-{name}")
        for viewport in (DESKTOP, PHONE):
            page.set_viewport_size(viewport)
            faults += [f"{name} {viewport['width']}: {one}" for one in axe_violations(page, within=".sv")]
            if scrolls_sideways(page):
                faults.append(f"{name} {viewport['width']}: scrolls sideways")
    assert not faults, "\n".join(faults)
