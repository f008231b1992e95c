"""The editor of a study proposes the variables and codes of the dataset chosen in the block."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from demo.studies.grand_recueil import SLUG
from milliard.accounts.enums import Role
from milliard.accounts.models import RoleGrant
from milliard.website.models import StudyPage
from tests.browser.signing_in import sign_in

FIRST_SHARE = "body-0-value-numbers-1-value"


@pytest.fixture
def site(country_site: str) -> str:
    return country_site


def test_variables_and_codes_are_proposed_and_an_unknown_name_is_told_at_once(
    open_page: Callable[..., Any],
) -> None:
    page = open_page("/")
    sign_in(page, RoleGrant.objects.filter(role=Role.ANALYST)[0].user.email)
    page.goto(f"/gestion/pages/{StudyPage.objects.get(slug=SLUG).pk}/edit/")
    variable = page.locator(f'[name="{FIRST_SHARE}-variable"]')
    said = variable.locator("xpath=following-sibling::p[@role='status']")
    variable.click()
    expect(said).to_contain_text("Jugez-vous ces fonds propres suffisants")
    proposed = variable.evaluate("field => [...field.list.options].map(option => option.value)")
    assert {"fonds_propres_jugement", "montant_cible"} <= set(proposed)
    codes = page.locator(f'[name="{FIRST_SHARE}-category"]')
    codes.click()
    expect(codes.locator("xpath=following-sibling::p[@role='status']")).to_contain_text("Non, insuffisants")
    variable.fill("fonds_propre")
    variable.blur()
    expect(said).to_have_text("Ce nom n’est pas dans ce jeu de données.")
