"""Roles given, taken back and offered at the same moment; of two administrators who leave, one stays."""

from milliard.accounts import services
from milliard.accounts.enums import Role
from milliard.accounts.models import RoleGrant, TeamInvitation
from milliard.accounts.services import team
from milliard.accounts.tests.factories import make_person


def test_two_revocations_at_once_leave_one_administrator(in_threads) -> None:
    first, second = make_person(role=Role.ADMIN), make_person(role=Role.ADMIN)
    grants = [first.role_grants.get(), second.role_grants.get()]
    results = in_threads(
        lambda: services.revoke_role(grant=grants[0], by=first),
        lambda: services.revoke_role(grant=grants[1], by=second),
    )
    assert sum(isinstance(result, services.LastAdministrator) for result in results) == 1
    assert RoleGrant.objects.current().filter(role=Role.ADMIN).count() == 1


def test_one_role_granted_twice_at_once_is_held_once(in_threads) -> None:
    admin, person = make_person(role=Role.ADMIN), make_person()

    def grant() -> RoleGrant:
        return services.grant_role(user=person, role=Role.ANALYST, by=admin)

    results = in_threads(grant, grant, grant)
    assert sum(isinstance(result, services.RoleAlreadyGranted) for result in results) == 2
    assert RoleGrant.objects.current().filter(user=person).count() == 1


def test_one_address_invited_twice_at_once_has_one_invitation(in_threads) -> None:
    admin = make_person(role=Role.ADMIN)

    def invite() -> TeamInvitation:
        return team.invite_colleague(email="nouvelle@exemple.fr", role=Role.ANALYST, by=admin)

    results = in_threads(invite, invite, invite)
    assert sum(isinstance(result, team.AlreadyInvited) for result in results) == 2
    assert TeamInvitation.objects.count() == 1
