"""Who may do what with datasets, role by role."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser

from milliard.accounts.enums import Role
from milliard.figures import policies
from milliard.surveys.models import Collection
from milliard.surveys.tests import factories

pytestmark = pytest.mark.django_db
READERS = {Role.ORGANISER, Role.ANALYST, Role.ADMIN}


@pytest.mark.parametrize(
    "policy",
    [
        policies.can_import_dataset,
        policies.can_read_datasets,
        lambda person: policies.can_freeze(person, Collection()),
    ],
)
def test_only_these_roles(policy: Callable[[policies.Person], bool]) -> None:
    assert {role for role in Role if policy(factories.user(role))} == READERS
    assert not policy(AnonymousUser())
    assert not policy(factories.user())
    assert not policy(factories.user(Role.ADMIN, is_active=False))
