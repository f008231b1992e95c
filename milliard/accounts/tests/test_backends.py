"""What Django's permissions answer of a person: what its own backend would, by one query."""

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.tests.factories import make_person

pytestmark = pytest.mark.django_db


def asked_again(person: User) -> User:
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize("role", [None, *Role])
def test_permissions_are_those_of_djangos_own_backend(role: Role | None) -> None:
    person = make_person(role=role)
    by_hand = Permission.objects.get(codename="delete_session")
    for _ in range(2):
        again = asked_again(person)
        with CaptureQueriesContext(connection) as queries:
            found = again.get_all_permissions()
            assert again.has_perm("wagtailadmin.access_admin") == ("wagtailadmin.access_admin" in found)
        assert len(queries) == 1
        assert found == ModelBackend().get_all_permissions(asked_again(person))
        person.user_permissions.add(by_hand)
    assert again.has_perm("sessions.delete_session")


def test_a_closed_account_may_nothing_and_a_superuser_everything() -> None:
    person = make_person(role=Role.ADMIN)
    person.is_active = False
    assert person.get_all_permissions() == set()
    assert not person.has_perm("wagtailadmin.access_admin")
    everything = make_person()
    everything.is_superuser = True
    assert len(everything.get_all_permissions()) == Permission.objects.count()
