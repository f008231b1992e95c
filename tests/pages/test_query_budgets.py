"""Lists that grow: as many queries at 10,000 rows as at 10. Apps add their lists here."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import UserFactory
from milliard.core.tables import DEFAULT_SIZE
from milliard.surveys.tests import bulk
from milliard.territories.models import Commune
from milliard.territories.tests.factories import DepartmentFactory
from tests.pages.query_budget import assert_same_queries

pytestmark = pytest.mark.django_db
_numbers = iter(range(1_000_000))
_PERSONS = """
WITH persons AS (
    INSERT INTO accounts_user
        (public_id, email, display_name, password, is_active, is_staff, is_superuser, date_joined)
    SELECT gen_random_uuid(), 'p' || %(prefix)s || '-' || number || '@example.org', '', '!',
        true, false, false, now()
    FROM generate_series(1, %(count)s) AS number
    RETURNING id
)
INSERT INTO accounts_rolegrant (user_id, role, granted_at, created_at, updated_at)
SELECT id, 'member', now(), now(), now() FROM persons
"""


def staff_client(role: Role) -> Client:
    client = Client()
    client.force_login(UserFactory(role=role))
    return client


def add_persons(count: int) -> None:
    # One statement: Django takes seconds for 10,000 persons.
    with connection.cursor() as cursor:
        cursor.execute(_PERSONS, {"prefix": next(_numbers), "count": count})


def add_communes(count: int) -> None:
    department = DepartmentFactory()
    numbers = [next(_numbers) for _ in range(count)]
    Commune.objects.bulk_create(
        Commune(code=f"{number:05d}", name=f"Saint-{number}", department=department) for number in numbers
    )


@pytest.mark.parametrize(
    ("name", "grow"),
    [
        ("surveys_staff:questionnaires", bulk.add_questionnaires),
        ("surveys_staff:collections", bulk.add_collections),
        ("figures_staff:datasets", bulk.add_datasets),
    ],
)
def test_the_lists_of_the_team(name: str, grow: Callable[[int], None]) -> None:
    """Two queries a list (rows; counts of the collections shown); the rest is the frame and the person."""
    url = reverse(name)
    client = staff_client(Role.ORGANISER)
    assert assert_same_queries(client, url, grow) < 22
    page = client.get(url)
    assert len(page.context["page"].rows) == DEFAULT_SIZE
    assert client.get(page.context["next_url"]).context["page"].previous


def test_the_list_of_persons() -> None:
    assert assert_same_queries(staff_client(Role.ADMIN), reverse("accounts_staff:persons"), add_persons) < 20


def test_the_search_of_communes() -> None:
    url = reverse("territories:commune_search")
    assert assert_same_queries(Client(), f"{url}?q=saint", add_communes) == 2
