"""Every address x every role, as each app declares them in its `tests/pages.py`; none is forgotten."""

import re
from collections.abc import Iterator, Set
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from tests.harness.addresses import (
    ROLES,
    STAFF_PREFIX,
    VISITOR,
    Expectation,
    Page,
    declared_pages,
    is_ours,
    patterns,
)

pytestmark = pytest.mark.django_db
PAGES = declared_pages()
Sessions = dict[str, str]
#: Where somebody of the team without a second factor is let in, to be sent on.
ENTRANCES = frozenset({"staff_sign_in", "wagtailadmin_login"})
#: Wagtail's addresses that serve code or pictures, not data: they may be read by anyone.
OPEN_IN_STAFF_SPACE = frozenset(
    {
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_sprite",
    }
)


@pytest.fixture(scope="module")
def sessions(django_db_setup: None, django_db_blocker: Any) -> Iterator[Sessions]:
    """One person per role, signed in once, for the whole module: that costs as much as the pages. What a test
    does to a session is rolled back with the rest.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield {role.value: signed_in(role).cookies.output(header="").strip() for role in Role}
        transaction.set_rollback(True)


def client_of(role: str, sessions: Sessions) -> Client:
    client = Client()
    client.cookies.load(sessions.get(role, ""))
    return client


def answers(page: Page, method: str, sessions: Sessions) -> Expectation:
    got, url = {}, page.url()
    for role in ROLES:
        cache.clear()
        url = page.url() if page.effect else url
        client = client_of(role, sessions)
        got[role] = client.get(url).status_code if method == "GET" else client.post(url, {}).status_code
    return got


def test_every_address_of_ours_is_declared_and_every_declared_one_exists() -> None:
    """Ours are those our code answers, in the staff space too, and whatever else is served outside of it."""
    every = {name for _, name, _ in patterns()}
    ours = {name for path, name, view in patterns() if is_ours(view) or not path.startswith(STAFF_PREFIX)}
    declared = [page.name for page in PAGES]
    assert ours - set(declared) == set(), "addresses that no app declares in its tests/pages.py"
    assert set(declared) - every == set(), "declared pages without an address"
    assert sorted(declared) == sorted(set(declared))


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_role_gets_what_the_page_declares(page: Page, sessions: Sessions) -> None:
    assert answers(page, "GET", sessions) == dict(page.get)
    if page.post is not None:
        assert answers(page, "POST", sessions) == dict(page.post)


@pytest.mark.parametrize("page", [page for page in PAGES if page.effect], ids=lambda page: page.name)
def test_what_a_post_undoes_it_undoes_for_its_roles_alone(page: Page, sessions: Sessions) -> None:
    """The same answer, a redirection, is given to who acted and to who was sent home."""
    assert page.effect is not None
    acted = set()
    for role in ROLES:
        url = page.url()
        before = page.effect.watch()
        client_of(role, sessions).post(url, {})
        if page.effect.watch() != before:
            acted.add(role)
    assert acted == set(page.effect.roles)


@pytest.mark.slow
def test_nothing_of_the_staff_space_is_open_to_visitors_and_members(sessions: Sessions) -> None:
    """Each of Wagtail's addresses, with invented arguments where it wants some."""
    visitor, member = client_of(VISITOR, sessions), client_of("member", sessions)
    tried = 0
    for path, name, _ in patterns():
        if not path.startswith(STAFF_PREFIX) or name.rpartition(":")[2] in OPEN_IN_STAFF_SPACE:
            continue
        url = "/" + _with_arguments(path)
        for client in (visitor, member):
            status = client.get(url).status_code
            assert status in {302, 403, 404, 405}, f"{name} ({url}) answered {status}"
        tried += 1
    assert tried > 150


def test_a_password_alone_opens_no_door_of_wagtail() -> None:
    person = make_person(role=Role.ADMIN)
    person.set_password("une phrase assez longue")
    person.save()
    for url in (reverse("wagtailadmin_login"), reverse("wagtailcore_login")):
        client = Client()
        client.post(url, {"username": person.email, "password": "une phrase assez longue"})
        assert "_auth_user_id" not in client.session


@pytest.mark.slow
def test_staff_without_second_factor_reach_nothing_of_others() -> None:
    roles = (Role.ORGANISER, Role.ANALYST, Role.TREASURER, Role.ADMIN)
    clients = {role: signed_in(make_person(role=role, mfa=False)) for role in roles}
    screens = {name for path, name, _ in patterns() if path.startswith(STAFF_PREFIX)} - ENTRANCES
    tried = 0
    for page in PAGES:
        if not is_for_the_team(page, screens):
            continue
        url = page.url()  # what it shows is made here: once for the four
        for role, client in clients.items():
            response = client.get(url)
            if url.startswith(f"/{STAFF_PREFIX}"):
                found = (response.status_code, response.headers["Location"])
                assert found == (302, reverse("mfa_index")), (page.name, role)
            else:  # the site is open to them as to anybody: the role sleeps
                assert response.status_code == 403, (page.name, role)
        tried += 1
    assert tried > 150


def is_for_the_team(page: Page, screens: Set[str]) -> bool:
    """A staff screen, or a page of the site that a role opens and an ordinary account does not."""
    return page.name in screens or (
        page.get["member"] == 403 and page.get["admin"] == 200 and ":" in page.name
    )


def _with_arguments(path: str) -> str:
    """A concrete path for a pattern: 1 for numbers, a UUID, a word for the rest."""
    path = re.sub(r"<int:\w+>", "1", path)
    path = re.sub(r"<uuid:\w+>", "00000000-0000-4000-8000-000000000000", path)
    path = re.sub(r"<(?:\w+:)?\w+>", "un", path)
    path = re.sub(r"\(\?P<\w+>[^)]*\)\??|\((?!\?)[^)]*\)", "1", path)
    return re.sub(r"[\^$\\?]|\(|\)", "", path)
