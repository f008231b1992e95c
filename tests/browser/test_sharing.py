"""An address copied on a screen of the team; a form sent without network."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from milliard.accounts.enums import Role
from milliard.accounts.models import RoleGrant
from milliard.surveys.models import Collection
from tests.browser.signing_in import sign_in


@pytest.fixture
def site(country_site: str) -> str:
    return country_site


def test_the_address_of_a_collection_is_copied_and_that_is_said(open_page: Callable[..., Any]) -> None:
    page = open_page("/")
    sign_in(page, RoleGrant.objects.filter(role=Role.ORGANISER)[0].user.email)
    collection = Collection.objects.open().filter(invitation_only=False)[0]
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/gestion/collectes/{collection.slug}/")
    page.get_by_role("button", name="Copier").click()
    expect(page.locator("[data-copy-said]")).to_have_text("Lien copié.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(f"/questionnaires/{collection.slug}/")
    code = page.locator("a[download$='.png']")
    assert code.get_attribute("href").startswith("data:image/png;base64,")
    assert page.locator("a[download$='.svg']").count() == 1


def test_a_form_sent_without_network_says_so_and_keeps_what_was_typed(open_page: Callable[..., Any]) -> None:
    page = open_page("/contact/")
    page.get_by_label("Votre message").fill("Bonjour, une question.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("#toasts")).to_contain_text("Pas de réseau")
    expect(page.get_by_label("Votre message")).to_have_value("Bonjour, une question.")
    page.context.set_offline(False)
