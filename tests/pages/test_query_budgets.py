"""Lists that grow: as many queries at 10,000 rows as at 10. Apps add their lists here."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from milliard.core.tables import DEFAULT_SIZE
from milliard.members.enums import Role
from milliard.members.models import RoleGrant, User
from milliard.members.tests.factories import UserFactory
from milliard.surveys.tests import bulk
from milliard.territories.models import Commune
from milliard.territories.tests.factories import DepartmentFactory
from tests.pages.query_budget import assert_same_queries

pytestmark = pytest.mark.django_db
_numbers = iter(range(1_000_000))


def staff_client(role: Role) -> Client:
    client = Client()
    client.force_login(UserFactory(role=role))
    return client


def add_persons(count: int) -> None:
    users = User.objects.bulk_create(User(email=f"p{next(_numbers)}@example.org") for _ in range(count))
    RoleGrant.objects.bulk_create(RoleGrant(user=user, role=Role.MEMBER) for user in users)


def add_communes(count: int) -> None:
    department = DepartmentFactory()
    numbers = [next(_numbers) for _ in range(count)]
    Commune.objects.bulk_create(
        Commune(code=f"{number:05d}", name=f"Saint-{number}", department=department) for number in numbers
    )


@pytest.mark.parametrize(
    ("name", "grow"),
    [
        ("questionnaires", bulk.add_questionnaires),
        ("collections", bulk.add_collections),
        ("datasets", bulk.add_datasets),
    ],
)
def test_the_lists_of_the_team(name: str, grow: Callable[[int], None]) -> None:
    """Two queries a list (rows; counts of the collections shown); the rest is the frame and the person."""
    url = reverse(f"surveys_staff:{name}")
    client = staff_client(Role.ORGANISER)
    assert assert_same_queries(client, url, grow) < 22
    page = client.get(url)
    assert len(page.context["page"].rows) == DEFAULT_SIZE
    assert client.get(page.context["next_url"]).context["page"].previous


def test_the_list_of_persons() -> None:
    assert assert_same_queries(staff_client(Role.ADMIN), reverse("members_persons"), add_persons) < 20


def test_the_search_of_communes() -> None:
    url = reverse("territories:commune_search")
    assert assert_same_queries(Client(), f"{url}?q=saint", add_communes) == 2
