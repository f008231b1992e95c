import json

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from wagtail.models import ModelLogEntry

from milliard.accounts import services
from milliard.accounts.enums import STAFF_ROLES, Role
from milliard.accounts.models import RoleGrant, User
from milliard.accounts.permissions import group_name, sync_groups
from milliard.accounts.reports import export_account
from milliard.accounts.services import invented
from milliard.accounts.tests.factories import make_person
from milliard.core.declarations import PersonData

pytestmark = pytest.mark.django_db


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("role", [role for role in Role if role in STAFF_ROLES])
def test_a_staff_role_opens_the_staff_space_and_its_revocation_closes_it(role: Role) -> None:
    admin, person = make_person(role=Role.ADMIN), make_person()
    grant = services.grant_role(user=person, role=role, by=admin)
    person = fresh(person)
    assert person.is_staff
    assert person.has_perm("wagtailadmin.access_admin")
    assert [group.name for group in person.groups.all()] == [group_name(role)]
    services.revoke_role(grant=grant, by=admin)
    person = fresh(person)
    assert not person.is_staff
    assert not person.groups.exists()
    assert not person.has_perm("wagtailadmin.access_admin")
    assert not person.roles


def test_no_group_may_touch_accounts_or_groups() -> None:
    for role in STAFF_ROLES:
        group = Group.objects.get(name=group_name(role))
        held = {f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.all()}
        assert not {name for name in held if name.startswith("auth.")}
        assert not {name for name in held if name.startswith("accounts.")}


def test_groups_follow_the_patterns_again_after_a_change_by_hand() -> None:
    group = Group.objects.get(name=group_name(Role.ORGANISER))
    before = set(group.permissions.values_list("pk", flat=True))
    assert before
    group.permissions.clear()
    sync_groups()
    assert set(group.permissions.values_list("pk", flat=True)) == before


def test_member_is_no_staff_role() -> None:
    person = make_person(role=Role.MEMBER)
    assert fresh(person).is_staff is False
    assert person.needs_second_factor is False


@pytest.mark.parametrize("role", [None, Role.MEMBER, Role.ORGANISER, Role.ANALYST, Role.TREASURER])
def test_only_administrators_grant_and_revoke(role: Role | None) -> None:
    by, person = make_person(role=role), make_person(role=Role.MEMBER)
    with pytest.raises(PermissionDenied):
        services.grant_role(user=person, role=Role.ADMIN, by=by)
    with pytest.raises(PermissionDenied):
        services.revoke_role(grant=person.role_grants.get(), by=by)


def test_a_person_may_lay_down_a_role_of_their_own() -> None:
    person = make_person(role=Role.ANALYST)
    grant = services.revoke_role(grant=person.role_grants.get(), by=person)
    assert grant.revoked_by == person


def test_a_role_is_granted_once_and_revoked_once() -> None:
    admin, person = make_person(role=Role.ADMIN), make_person(role=Role.ANALYST)
    with pytest.raises(services.RoleAlreadyGranted):
        services.grant_role(user=person, role=Role.ANALYST, by=admin)
    grant = person.role_grants.get()
    services.revoke_role(grant=grant, by=admin)
    with pytest.raises(services.RoleAlreadyRevoked):
        services.revoke_role(grant=grant, by=admin)
    again = services.grant_role(user=person, role=Role.ANALYST, by=admin)
    assert RoleGrant.objects.filter(user=person).count() == 2
    assert again.revoked_at is None


def test_the_last_administrator_cannot_leave() -> None:
    first = make_person(role=Role.ADMIN)
    with pytest.raises(services.LastAdministrator):
        services.revoke_role(grant=first.role_grants.get(), by=first)
    with pytest.raises(services.LastAdministrator):
        services.erase_account(user=first, by=first)
    second = make_person(role=Role.ADMIN)
    services.revoke_role(grant=first.role_grants.get(), by=second)
    assert not fresh(first).is_staff


def test_the_history_of_a_grant_is_kept_by_the_database() -> None:
    admin, person = make_person(role=Role.ADMIN), make_person(role=Role.ANALYST)
    grant = person.role_grants.get()
    services.revoke_role(grant=grant, by=admin)
    assert [event.pgh_label for event in grant.events.order_by("pgh_id")] == ["insert", "update"]


def test_the_journal_names_the_act_and_no_address() -> None:
    admin, person = make_person(role=Role.ADMIN), make_person()
    grant = services.grant_role(user=person, role=Role.ANALYST, by=admin)
    services.revoke_role(grant=grant, by=admin)
    services.erase_account(user=person, by=admin)
    lines = list(ModelLogEntry.objects.filter(object_id=str(person.pk)).order_by("pk"))
    assert [line.action for line in lines] == [
        "accounts.role.granted",
        "accounts.role.revoked",
        "accounts.account.erased",
    ]
    assert lines[0].data["role"] == "analyst"
    assert "@" not in json.dumps([[line.label, line.data] for line in lines])


#: What the part of another app heard, and its part: declared by a dotted name, as apps do.
HEARD: list[int] = []
PART = PersonData(
    label="questionnaires",
    purpose="Vos réponses, pour les compter.",
    kept="",
    export=lambda user: {"reponses": 2},
    erase=lambda user: HEARD.append(user.pk),
)


@pytest.fixture
def another_app(monkeypatch: pytest.MonkeyPatch) -> None:
    HEARD.clear()
    config = apps.get_app_config("ui")
    monkeypatch.setattr(config, "person_data", f"{__name__}.PART", raising=False)


@pytest.mark.usefixtures("another_app")
def test_an_erased_account_names_nobody_and_opens_no_door() -> None:
    make_person(role=Role.ADMIN)
    person = make_person(role=Role.ANALYST, display_name="Awa")
    address = person.email
    services.erase_account(user=person, by=person)
    gone = fresh(person)
    assert [person.pk] == HEARD
    assert (gone.is_active, gone.is_staff, gone.display_name) == (False, False, "")
    assert not gone.has_usable_password()
    assert address not in str(User.objects.values_list())
    assert not EmailAddress.objects.filter(user=gone).exists()
    assert not Authenticator.objects.filter(user=gone).exists()
    assert not gone.role_grants.current().exists()
    # The address is free again: the person may come back one day.
    assert services.create_account(email=address).pk != gone.pk


def test_nobody_else_erases_or_exports_an_account() -> None:
    person = make_person()
    with pytest.raises(PermissionDenied):
        services.erase_account(user=person, by=make_person())
    with pytest.raises(PermissionDenied):
        export_account(user=person, by=make_person(role=Role.ADMIN))
    with pytest.raises(PermissionDenied):
        services.rename_person(user=person, display_name="Autre", by=make_person())


@pytest.mark.usefixtures("another_app")
def test_an_export_holds_everything_and_the_parts_of_other_apps() -> None:
    person = make_person(role=Role.ANALYST, display_name="Awa")

    data = json.loads(json.dumps(export_account(user=person, by=person)))
    assert data["compte"]["adresse"] == person.email
    assert data["compte"]["rôles"][0]["rôle"] == Role.ANALYST.label
    assert data["compte"]["moyens de connexion"][0]["type"]
    assert data["questionnaires"] == {"reponses": 2}
    assert '"secret"' not in json.dumps(data)


def test_accounts_are_created_once_whatever_the_capitals() -> None:
    one = services.create_account(email="Awa@Example.org")
    assert services.create_account(email="awa@example.org").pk == one.pk
    assert one.email == "awa@example.org"
    assert not one.has_usable_password()


def test_a_second_factor_of_the_demonstration_exists_only_there(settings) -> None:
    person = make_person(role=Role.ANALYST)
    with pytest.raises(invented.NotADemonstration):
        invented.enrol_demonstration_totp(user=person)
    settings.IS_DEMONSTRATION = True
    secret = invented.enrol_demonstration_totp(user=person)
    assert invented.enrol_demonstration_totp(user=person) == secret
    stored = Authenticator.objects.get(user=person).data["secret"]
    assert secret not in stored


def test_the_command_creates_an_administrator_only_with_apply(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("create_admin", "awa@example.org")
    assert not User.objects.filter(email="awa@example.org").exists()
    call_command("create_admin", "awa@example.org", apply=True)
    call_command("create_admin", "awa@example.org", apply=True)
    user = User.objects.get(email="awa@example.org")
    assert user.has_role(Role.ADMIN)
    assert not user.is_superuser
    assert "déjà" in capsys.readouterr().out
    with pytest.raises(CommandError) as refused:
        call_command("create_admin", "pas une adresse", apply=True)
    assert refused.value.returncode == 2
