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


#: Counts the automatic saves that are decided, half a second before they leave, and those that left.
_WATCH = """() => {
  Object.assign(window, { decided: 0, left: 0 });
  document.addEventListener('w-autosave:save', () => { window.decided += 1 });
  const ask = window.fetch;
  window.fetch = (address, how) => {
    window.left += how?.method?.toUpperCase() === 'POST';
    return ask(address, how);
  };
}"""


@pytest.mark.parametrize("moment", ["decided", "left"])
def test_a_new_page_published_during_its_automatic_save_is_one_page(
    moment: str, site: str, open_page: Callable[..., Any]
) -> None:
    """Wagtail would send both: the second is an error of the server, or is refused for its own address."""
    title = f"Pressée {moment}"
    with network(site) as slow:
        page = open_page(slow.address)
        sign_in(page, RoleGrant.objects.filter(role=Role.ANALYST)[0].user.email)
        parent = StudyIndexPage.objects.get().pk
        page.goto(f"{slow.address}/gestion/pages/add/website/studypage/{parent}/")
        page.evaluate(_WATCH)
        page.locator("[name=title]").fill(title)
        slow.latency_s = 2.0
        for number in range(60):  # the editor sees no change before it has noted what the page held at first
            page.locator("[name=standfirst]").fill(f"Publiée pendant que la page s’enregistrait, {number}.")
            page.wait_for_timeout(500)
            if page.evaluate("window.decided"):
                break
        for _ in range(3_000):  # a minute at most; the page's policy lets no script of ours wait inside it
            if page.evaluate(f"window.{moment}"):
                break
            page.wait_for_timeout(20)
        page.locator("footer [data-w-dropdown-target='toggle']").first.click()
        page.locator("[name=action-publish]").click()
        page.wait_for_url(f"**/gestion/pages/{parent}/", timeout=120_000, wait_until="commit")
    assert [study.live for study in StudyPage.objects.filter(title=title)] == [True]
