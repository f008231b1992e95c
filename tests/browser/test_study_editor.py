"""The editor of a study proposes the variables and codes of the dataset chosen in the block."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from demo.studies.grand_recueil import SLUG
from milliard.accounts.enums import Role
from milliard.accounts.models import RoleGrant
from milliard.website.models import StudyIndexPage, StudyPage
from tests.browser.signing_in import sign_in
from tests.harness.network import network

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
    expect(said).to_contain_text("Jugez-vous ces fonds propres suffisants", timeout=30_000)
    proposed = variable.evaluate("field => [...field.list.options].map(option => option.value)")
    assert {"fonds_propres_jugement", "montant_cible"} <= set(proposed)
    codes = page.locator(f'[name="{FIRST_SHARE}-category"]')
    codes.click()
    expect(codes.locator("xpath=following-sibling::p[@role='status']")).to_contain_text("Non, insuffisants")
    variable.fill("fonds_propre")
    variable.blur()
    expect(said).to_have_text("Ce nom n’est pas dans ce jeu de données.")


@pytest.mark.parametrize("pressed_after_ms", [100, 900])
def test_a_new_page_published_during_its_automatic_save_is_one_page(
    pressed_after_ms: int, site: str, open_page: Callable[..., Any]
) -> None:
    """Before its automatic save leaves, and while it is on its way."""
    title = f"Pressée {pressed_after_ms}"
    with network(site) as slow:
        page = open_page(slow.address)
        sign_in(page, RoleGrant.objects.filter(role=Role.ANALYST)[0].user.email)
        page.goto(f"{slow.address}/gestion/pages/add/website/studypage/{StudyIndexPage.objects.get().pk}/")
        slow.latency_s = 2.0
        page.locator("[name=title]").fill(title)
        page.locator("[name=standfirst]").fill("Publiée pendant que la page s’enregistrait.")
        page.wait_for_timeout(pressed_after_ms)
        page.locator("footer [data-w-dropdown-target='toggle']").first.click()
        with page.expect_navigation(timeout=60_000):
            page.locator("[name=action-publish]").click()
        made = StudyPage.objects.filter(title=title)
        assert [study.live for study in made] == [True], page.locator("main").inner_text()
