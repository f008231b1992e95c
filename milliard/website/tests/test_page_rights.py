"""Which role may do what on Wagtail's own page screens: each action of each page, asked over HTTP."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.website.models import HomePage, PlainPage, StudyIndexPage, StudyPage

pytestmark = pytest.mark.django_db
EVERY_PAGE, STUDIES_ONLY, NOTHING = "every page", "studies only", "nothing"
RIGHTS = {
    Role.MEMBER: NOTHING,
    Role.TREASURER: NOTHING,
    Role.ANALYST: STUDIES_ONLY,
    Role.ORGANISER: EVERY_PAGE,
    Role.ADMIN: EVERY_PAGE,
}


@pytest.fixture
def pages() -> dict[str, Page]:
    home, index = HomePage.objects.get(), StudyIndexPage.objects.get()
    study = index.add_child(instance=StudyPage(title="Étude", slug="etude", standfirst="Ce que l’on voit."))
    words = PlainPage.objects.filter(slug="accessibilite").get()
    return {"home": home, "index": index, "study": study, "words": words}


def somebody(role: Role) -> tuple[Client, User]:
    person = make_person(role=role)
    return signed_in(person), person


def screens(pages: dict[str, Page]) -> dict[str, tuple[str, str]]:
    """action -> (address, whose it is)."""
    at = {name: f"/gestion/pages/{page.pk}" for name, page in pages.items()}
    add = "/gestion/pages/add/website"
    return {
        "edit the home page": (f"{at['home']}/edit/", EVERY_PAGE),
        "edit a page of words": (f"{at['words']}/edit/", EVERY_PAGE),
        "add a page of words": (f"{add}/plainpage/{pages['home'].pk}/", EVERY_PAGE),
        "unpublish a page of words": (f"{at['words']}/unpublish/", EVERY_PAGE),
        "delete a page of words": (f"{at['words']}/delete/", EVERY_PAGE),
        "move a page of words": (f"{at['words']}/move/", EVERY_PAGE),
        "edit who publishes the site": ("/gestion/settings/website/sitedetails/", EVERY_PAGE),
        "edit a study": (f"{at['study']}/edit/", STUDIES_ONLY),
        "add a study": (f"{add}/studypage/{pages['index'].pk}/", STUDIES_ONLY),
        "delete a draft study": (f"{at['study']}/delete/", STUDIES_ONLY),
        "add an image": ("/gestion/images/add/", STUDIES_ONLY),
        "add a document": ("/gestion/documents/add/", STUDIES_ONLY),
    }


@pytest.mark.parametrize("role", list(RIGHTS))
def test_each_role_opens_the_screens_of_its_pages_and_no_other(role: Role, pages: dict[str, Page]) -> None:
    client, _ = somebody(role)
    for action, (address, owner) in screens(pages).items():
        allowed = RIGHTS[role] == EVERY_PAGE or RIGHTS[role] == owner
        response: Any = client.get(address, follow=True)
        stayed = response.status_code == 200 and response.request["PATH_INFO"].startswith(address)
        assert stayed == allowed, (role, action, response.status_code, response.redirect_chain)


@pytest.mark.parametrize("role", list(RIGHTS))
def test_who_may_publish_what(role: Role, pages: dict[str, Page]) -> None:
    _, person = somebody(role)
    may = {name: page.permissions_for_user(person).can_publish() for name, page in pages.items()}
    everything, studies = RIGHTS[role] == EVERY_PAGE, RIGHTS[role] != NOTHING
    assert may == {"home": everything, "words": everything, "index": studies, "study": studies}


def test_an_analyst_publishes_a_study_but_cannot_post_to_another_page(pages: dict[str, Page]) -> None:
    client, person = somebody(Role.ANALYST)
    words = pages["words"]
    refused = client.post(f"/gestion/pages/{words.pk}/edit/", {"title": "Pris", "action-publish": "1"})
    assert refused.status_code == 302
    assert PlainPage.objects.get(pk=words.pk).title == "Accessibilité"
    study = StudyPage.objects.get(pk=pages["study"].pk)
    study.save_revision(user=person).publish(user=person)
    assert StudyPage.objects.get(pk=study.pk).live


@pytest.mark.parametrize(("role", "opened"), [(Role.ORGANISER, "home"), (Role.ANALYST, "index")])
def test_the_explorer_opens_on_ones_own_pages(role: Role, opened: str, pages: dict[str, Page]) -> None:
    client, _ = somebody(role)
    shown = client.get("/gestion/pages/", follow=True)
    assert shown.request["PATH_INFO"] == f"/gestion/pages/{pages[opened].pk}/"


def test_a_list_of_studies_made_again_keeps_its_analysts(pages: dict[str, Page]) -> None:
    _, person = somebody(Role.ANALYST)
    pages["index"].delete()
    home = HomePage.objects.get()
    index = home.add_child(instance=StudyIndexPage(title="Les études", slug="etudes"))
    assert index.permissions_for_user(User.objects.get(pk=person.pk)).can_add_subpage()
