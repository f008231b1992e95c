"""Every URL x every role. A URL nobody listed fails; so does a row whose URL is gone."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.tests.factories import UserFactory
from tests.pages import builders
from tests.pages.permission_table import ROLES, ROWS, STAFF_SPACE, VISITOR, Expectation, Row

pytestmark = pytest.mark.django_db
STAFF_PREFIX = "gestion/"
#: Wagtail's addresses that serve code or pictures, not data: they may be read by anyone.
OPEN_IN_STAFF_SPACE = frozenset(
    {
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_sprite",
    }
)


def patterns(
    resolver: URLResolver | None = None, path: str = "", names: str = ""
) -> Iterator[tuple[str, str]]:
    """(path, name) of every URL, namespaces included."""
    for found in (resolver or get_resolver()).url_patterns:
        here = path + str(found.pattern)
        if isinstance(found, URLResolver):
            yield from patterns(found, here, f"{names}{found.namespace}:" if found.namespace else names)
        elif isinstance(found, URLPattern):
            yield here, f"{names}{found.name}"


@pytest.fixture(scope="module")
def people(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, User]]:
    """One person per role for the whole module: making six for each row costs more than the pages."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield {role.value: UserFactory(role=role) for role in Role}
        transaction.set_rollback(True)


def client_of(role: str, people: dict[str, User]) -> Client:
    client = Client()
    if role != VISITOR:
        client.force_login(people[role], backend="django.contrib.auth.backends.ModelBackend")
    return client


def url_of(row: Row) -> str:
    made: Any = getattr(builders, row.arguments)() if row.arguments else {}
    return reverse(row.name, args=made) if isinstance(made, list) else reverse(row.name, kwargs=made)


def answers(row: Row, method: str, people: dict[str, User]) -> Expectation:
    got, url = {}, url_of(row)
    for role in ROLES:
        cache.clear()
        client = client_of(role, people)
        got[role] = client.get(url).status_code if method == "GET" else client.post(url, {}).status_code
    return got


def test_every_url_has_its_row_and_every_row_its_url() -> None:
    urls = {name for path, name in patterns() if not path.startswith(STAFF_PREFIX)}
    assert urls - {row.name for row in ROWS} == set(), "URL without a row in permission_table.py"
    assert {row.name for row in ROWS} - urls == set(), "row without a URL"
    assert {row.name for row in STAFF_SPACE} <= {name for _, name in patterns()}
    ours = {name for _, name in patterns() if "_staff:" in name}
    assert ours <= {row.name for row in STAFF_SPACE}, "staff screen without a row in permission_table.py"
    assert len({row.name for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", [*ROWS, *STAFF_SPACE], ids=lambda row: row.name)
def test_each_role_gets_what_the_table_says(row: Row, people: dict[str, User]) -> None:
    assert answers(row, "GET", people) == dict(row.get)
    if row.post is not None:
        assert answers(row, "POST", people) == dict(row.post)


def test_nothing_of_the_staff_space_is_open_to_visitors_and_members(people: dict[str, User]) -> None:
    """Each of Wagtail's addresses, with invented arguments where it wants some."""
    visitor, member = client_of(VISITOR, people), client_of("member", people)
    tried = 0
    for path, name in patterns():
        if not path.startswith(STAFF_PREFIX) or name.rpartition(":")[2] in OPEN_IN_STAFF_SPACE:
            continue
        url = "/" + _with_arguments(path)
        for client in (visitor, member):
            status = client.get(url).status_code
            assert status in {302, 403, 404, 405}, f"{name} ({url}) answered {status}"
        tried += 1
    assert tried > 150


def test_a_password_alone_opens_no_door_of_wagtail() -> None:
    person = UserFactory(role=Role.ADMIN)
    person.set_password("une phrase assez longue")
    person.save()
    for url in (reverse("wagtailadmin_login"), reverse("wagtailcore_login")):
        client = Client()
        client.post(url, {"username": person.email, "password": "une phrase assez longue"})
        assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("role", ["organiser", "analyst", "treasurer", "admin"])
def test_staff_without_second_factor_reach_nothing_of_others(role: str) -> None:
    client = Client()
    client.force_login(UserFactory(role=Role(role), mfa=False))
    for row in (*STAFF_SPACE[2:], *(row for row in ROWS if row.name in {"surveys:preview", "surveys:paper"})):
        response = client.get(url_of(row))
        assert (response.status_code, response.headers["Location"]) == (302, reverse("mfa_index")), row.name


def _with_arguments(path: str) -> str:
    """A concrete path for a pattern: 1 for numbers, a UUID, a word for the rest."""
    path = re.sub(r"<int:\w+>", "1", path)
    path = re.sub(r"<uuid:\w+>", "00000000-0000-4000-8000-000000000000", path)
    path = re.sub(r"<(?:\w+:)?\w+>", "un", path)
    path = re.sub(r"\(\?P<\w+>[^)]*\)\??|\((?!\?)[^)]*\)", "1", path)
    return re.sub(r"[\^$\\?]|\(|\)", "", path)
