"""The preview beside the editor of a page: framed by the back office, and by nobody else."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from demo.studies.grand_recueil import SLUG
from milliard.accounts.enums import Role
from milliard.accounts.models import RoleGrant
from milliard.website.models import StudyPage
from tests.browser.signing_in import sign_in


@pytest.fixture
def site(country_site: str) -> str:
    return country_site


def test_the_preview_beside_the_editor_shows_the_page(open_page: Callable[..., Any]) -> None:
    page = open_page("/")
    sign_in(page, RoleGrant.objects.filter(role=Role.ANALYST)[0].user.email)
    study = StudyPage.objects.get(slug=SLUG)
    page.goto(f"/gestion/pages/{study.pk}/edit/")
    page.locator("button[data-side-panel-toggle='preview']").click()
    framed = page.frame_locator("iframe[data-w-preview-target='iframe']").first
    expect(framed.get_by_role("heading", level=1)).to_have_text(study.title, timeout=30_000)
