"""Who may do what with questionnaires, role by role."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser

from milliard.accounts.enums import Role
from milliard.surveys import policies
from milliard.surveys.models import Collection
from milliard.surveys.tests import factories

pytestmark = pytest.mark.django_db
TEAM = {Role.ORGANISER, Role.ADMIN}
READERS = TEAM | {Role.ANALYST}


@pytest.mark.parametrize(
    ("policy", "allowed"),
    [
        (policies.can_manage_questionnaires, TEAM),
        (policies.can_preview, READERS),
        (lambda user: policies.can_invite(user, Collection()), TEAM),
        (lambda user: policies.can_enter_paper(user, Collection()), TEAM),
        (lambda user: policies.can_follow(user, Collection()), READERS),
    ],
)
def test_only_these_roles(policy: Callable[[policies.Person], bool], allowed: set[Role]) -> None:
    assert {role for role in Role if policy(factories.user(role))} == allowed
    assert not policy(AnonymousUser())
    assert not policy(factories.user())
    assert not policy(factories.user(Role.ADMIN, is_active=False))
