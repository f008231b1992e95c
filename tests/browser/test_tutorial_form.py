"""A form nobody here wrote, XLSForm's own tutorial: imported, then answered in a browser to the receipt."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engines.questionnaire.files.reader import read_questionnaire
from milliard.surveys.models import Response
from milliard.surveys.services.collections import create_collection, open_collection
from milliard.surveys.services.questionnaires import create_version
from tests.browser.respondent import Respondent
from tests.harness.browser import PHONE, axe_violations

Open = Callable[..., Any]


@pytest.fixture
def tutorial(site: str, shared_data: Path) -> str:
    """The slug of an open collection of it."""
    result = read_questionnaire(shared_data / "surveys" / "xlsform" / "tutorial.xls")
    assert result.questionnaire is not None
    version = create_version(code="tutorial", definition=result.questionnaire, by=None)
    collection = create_collection(slug="tutoriel", title="Household", version=version, by=None)
    open_collection(collection=collection, by=None)
    return collection.slug


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_the_tutorial_form_is_answered_to_the_receipt(
    open_page: Open, tutorial: str, javascript: bool
) -> None:
    page = open_page(f"/questionnaires/{tutorial}/", viewport=PHONE, javascript=javascript)
    person = Respondent(page, javascript=javascript)
    with person.new_page():
        page.get_by_role("link", name="Commencer").click()
    first = page.locator("fieldset.repeat").first if page.locator("fieldset.repeat").count() else None
    first = first or person.add_row("Household Member")
    person.write("What is this household member", "Ada", within=first)
    person.choose("What is the relationship", "Head", within=first)
    person.choose("Is (NAME) male or female", "Female", within=first)
    person.choose("Is (NAME) older than five", "Oui", within=first)
    person.expect_follow_up("How old is (NAME) in years")
    person.write("How old is (NAME) in years", "3", within=first)
    person.go("Terminer")
    assert page.get_by_role("alert").is_visible()  # «. >= 5»
    first = page.locator("fieldset.repeat").first
    person.write("How old is (NAME) in years", "36", within=first)
    person.expect_follow_up("Can (NAME) read and write")
    person.choose("Can (NAME) read and write", "Oui", within=page.locator("fieldset.repeat").first)
    second = person.add_row("Household Member")
    person.write("What is this household member", "Bob", within=second)
    person.choose("Is (NAME) older than five", "Non", within=second)
    person.expect_follow_up("How old is (NAME) in months")
    person.write("How old is (NAME) in months", "14", within=page.locator("fieldset.repeat").last)
    if javascript:
        assert axe_violations(page) == []
    person.go("Terminer")
    person.reads("Merci ! Votre réponse est arrivée.")
    members = Response.objects.get().answers["member"]
    assert [member["name"] for member in members] == ["Ada", "Bob"]
    assert members[0]["age_in_years"] == 36
    assert members[0]["literate"] == "yes"
    assert members[1]["age_in_months"] == 14
