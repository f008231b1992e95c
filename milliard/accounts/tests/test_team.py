"""Joining the team by invitation, what roles give, a role that survives the proof, accounts closed."""

import re
from itertools import chain
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import registry

from milliard.accounts.enums import STAFF_ROLES, Role
from milliard.accounts.models import TeamInvitation, User
from milliard.accounts.reports.powers import powers_of
from milliard.accounts.services import LastAdministrator, RoleAlreadyGranted, erase_account, revoke_role
from milliard.accounts.services import team as services
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person, sign_in_with_proof, totp_code
from milliard.core.declarations import declared
from milliard.core.refusals import NotAllowed

pytestmark = pytest.mark.django_db
ADDRESS = "dominique@exemple.org"


@pytest.fixture
def admin() -> User:
    return make_person(role=Role.ADMIN, display_name="Alix")


def invited(admin: User, role: Role = Role.ANALYST, email: str = ADDRESS) -> TeamInvitation:
    return services.invite_colleague(email=email, role=role, by=admin)


def path_in(mail: Any) -> str:
    found = re.search(r"/equipe/invitation/[\w-]+/", mail.body)
    assert found, mail.body
    return found[0]


def test_somebody_new_joins_the_team_from_the_mail_alone(admin: User, mailoutbox: Any) -> None:
    """Account, role, second factor: each is asked for by the page before, nothing is typed twice."""
    invited(admin)
    assert mailoutbox[0].to == [ADDRESS]
    assert "Alix" in mailoutbox[0].body
    assert "écrire et publier des études" in mailoutbox[0].body
    path, client = path_in(mailoutbox[0]), Client()
    page = client.get(path)
    assert "Écrire et publier des études" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    asked = client.post(path)
    code = re.search(r"^(\d{6})$", mailoutbox[1].body, re.MULTILINE)
    assert code
    proved = client.post(asked.url, {"code": code[1], "next": path})
    assert proved.url == path
    assert not User.objects.get(email=ADDRESS).roles
    assert client.post(path).url == reverse("mfa_index")
    person = User.objects.get(email=ADDRESS)
    assert person.roles == {Role.ANALYST}
    assert person.role_grants.get().granted_by == admin
    assert client.get("/gestion/").url == reverse("mfa_index")
    assert client.get("/").status_code == 200
    acts = {line.action for line in registry.get_logs_for_instance(TeamInvitation.objects.get())}
    assert acts == {"accounts.colleague.invited", "accounts.colleague.accepted"}
    assert "Elle a été acceptée" in client.get(path).content.decode()


def test_the_key_is_kept_nowhere_and_names_nobody(admin: User, mailoutbox: Any) -> None:
    invitation = invited(admin)
    key = path_in(mailoutbox[0]).split("/")[3]
    assert key not in str(TeamInvitation.objects.values())
    assert ADDRESS not in str(invitation)
    assert ADDRESS not in str(list(registry.get_logs_for_instance(invitation).values()))


@pytest.mark.parametrize("role", [None, Role.MEMBER, Role.ORGANISER, Role.ANALYST, Role.TREASURER])
def test_only_administrators_invite_withdraw_and_close(admin: User, role: Role | None) -> None:
    somebody, invitation = make_person(role=role), invited(admin)
    with pytest.raises(NotAllowed):
        invited(somebody, email="autre@exemple.org")
    with pytest.raises(NotAllowed):
        services.withdraw_invitation(invitation=invitation, by=somebody)
    with pytest.raises(NotAllowed):
        services.deactivate_account(user=make_person(), by=somebody)


def test_an_invitation_is_for_its_address_for_a_week_and_from_who_may_give(
    admin: User, mailoutbox: Any, time_machine: Any
) -> None:
    time_machine.move_to("2026-11-02T10:00:00+01:00")
    invitation = invited(admin)
    key = path_in(mailoutbox[0]).split("/")[3]
    with pytest.raises(services.ForAnotherAddress):
        services.accept_invitation(key=key, by=make_person())
    person = make_person(email=ADDRESS)
    EmailAddress.objects.filter(user=person).update(verified=False)
    with pytest.raises(services.ForAnotherAddress):
        services.accept_invitation(key=key, by=person)
    EmailAddress.objects.filter(user=person).update(verified=True)
    with pytest.raises(services.InvitationIsOver):
        services.accept_invitation(key="autre", by=person)
    other = make_person(role=Role.ADMIN)
    revoke_role(grant=admin.role_grants.get(), by=other)
    with pytest.raises(services.InvitationIsOver):
        services.accept_invitation(key=key, by=person)
    second = invited(other, Role.ORGANISER)
    services.withdraw_invitation(invitation=second, by=other)
    with pytest.raises(services.InvitationIsOver):
        services.withdraw_invitation(invitation=second, by=other)
    with pytest.raises(services.InvitationIsOver):
        services.accept_invitation(key=path_in(mailoutbox[-1]).split("/")[3], by=person)
    third = invited(other, Role.TREASURER)
    time_machine.shift(7 * 86_400 + 1)
    assert not third.is_waiting
    with pytest.raises(services.InvitationIsOver):
        services.accept_invitation(key=path_in(mailoutbox[-1]).split("/")[3], by=person)
    assert not User.objects.get(pk=person.pk).roles
    time_machine.shift(91 * 86_400)
    assert dict(services.tidy_up_accounts())["invitations dans l’équipe terminées"] == 3
    assert not TeamInvitation.objects.filter(pk=invitation.pk).exists()


def test_nobody_is_invited_twice_nor_to_what_they_have(admin: User) -> None:
    invited(admin)
    with pytest.raises(services.AlreadyInvited):
        invited(admin, email=ADDRESS.upper())
    make_person(email="analyste@exemple.org", role=Role.ANALYST)
    with pytest.raises(RoleAlreadyGranted):
        invited(admin, email="analyste@exemple.org")
    with pytest.raises(ValidationError):
        invited(admin, Role.MEMBER, "autre@exemple.org")


def test_erasing_ones_account_takes_ones_invitations(admin: User, mailoutbox: Any) -> None:
    invited(admin)
    person = make_person(email=ADDRESS)
    services.accept_invitation(key=path_in(mailoutbox[0]).split("/")[3], by=person)
    erase_account(user=person, by=person)
    assert not TeamInvitation.objects.exists()


def test_the_screens_invite_list_and_withdraw(admin: User, mailoutbox: Any) -> None:
    client = Client()
    sign_in_with_proof(client, admin)
    form = reverse("accounts_staff:invitation_invite")
    assert "montre des personnes" in client.get(form).content.decode()
    assert client.post(form, {"email": "pas une adresse", "role": "analyst"}).status_code == 422
    assert client.post(form, {"email": ADDRESS, "role": "member"}).status_code == 422
    assert client.post(form, {"email": ADDRESS, "role": "analyst"}).status_code == 302
    assert "en attente" in client.get(reverse("accounts_staff:invitations")).content.decode()
    withdraw = reverse("accounts_staff:invitation_withdraw", args=[TeamInvitation.objects.get().public_id])
    assert "n’ouvre plus rien" in client.get(withdraw).content.decode()
    client.post(withdraw)
    assert "retirée" in client.get(reverse("accounts_staff:invitations")).content.decode()
    assert "ne vaut plus" in Client().get(path_in(mailoutbox[0])).content.decode()


def test_the_words_of_a_role_are_what_its_policies_say() -> None:
    for role in STAFF_ROLES:
        person = make_person(role=role)
        held = {power.words for power in powers_of(role)}
        declared_powers = chain.from_iterable(declared("staff_powers"))
        assert held == {power.words for power in declared_powers if power.policy(person)}
        assert held
    assert "conduire une exclusion" not in {power.words for power in powers_of(Role.ORGANISER)}
    assert not [power for power in powers_of(Role.MEMBER) if power.shows_people]


def prove(client: Client, url: str) -> Any:
    """Give the second factor on the page of the proof, as a person does."""
    page = client.get(url)
    next_url = re.search(r'name="next" value="([^"]+)"', page.content.decode())
    assert next_url
    return page, client.post(url, {"code": totp_code(), "next": next_url[1].replace("&amp;", "&")})


def test_after_the_proof_the_role_is_given_without_choosing_it_again(admin: User) -> None:
    client, person = signed_in(admin), make_person(display_name="Dominique")
    screen = reverse("accounts_staff:person", args=[person.public_id])
    asked = client.post(screen, {"role": "analyst"})
    assert not User.objects.get(pk=person.pk).roles
    page, proved = prove(client, asked.url)
    assert "donner le rôle" in page.content.decode()
    assert "Dominique" in page.content.decode()
    assert proved.url == screen
    assert User.objects.get(pk=person.pk).roles == {Role.ANALYST}
    assert "attribué à Dominique" in client.get(screen).content.decode()
    revoke = reverse("accounts_staff:role_revoke", args=[person.role_grants.get().pk])
    client.post(revoke)
    assert not User.objects.get(pk=person.pk).roles


def test_a_proof_asked_for_something_else_carries_nothing_out(admin: User) -> None:
    client, person = signed_in(admin), make_person()
    client.post(reverse("accounts_staff:person", args=[person.public_id]), {"role": "admin"})
    asked = client.get(reverse("account_email"))
    page, proved = prove(client, asked.url)
    assert "donner le rôle" not in page.content.decode()
    assert proved.url == reverse("account_email")
    assert not User.objects.get(pk=person.pk).roles


def test_what_waits_for_a_proof_is_forgotten_after_five_minutes(admin: User, time_machine: Any) -> None:
    time_machine.move_to("2026-11-02T10:00:00+01:00")
    client, person = signed_in(admin), make_person()
    asked = client.post(reverse("accounts_staff:person", args=[person.public_id]), {"role": "admin"})
    time_machine.shift(301)
    prove(client, asked.url)
    assert not User.objects.get(pk=person.pk).roles


def test_a_closed_account_opens_nothing_until_it_is_opened_again(admin: User) -> None:
    person = make_person(role=Role.ANALYST)
    theirs, client = signed_in(person), Client()
    sign_in_with_proof(client, admin)
    assert theirs.get("/gestion/").status_code == 200
    close = reverse("accounts_staff:account_close", args=[person.public_id])
    for _ in range(2):  # a button pressed twice does not undo itself
        client.post(close, {"act": "deactivate"})
    assert not User.objects.get(pk=person.pk).is_active
    client.post(close, {"act": "anything else"})
    assert theirs.get("/gestion/").status_code == 302
    assert theirs.get(reverse("accounts:account")).status_code == 302
    screen = client.get(reverse("accounts_staff:person", args=[person.public_id])).content.decode()
    assert "Rouvrir ce compte" in screen
    assert person.email in client.get(reverse("accounts_staff:persons")).content.decode()
    client.post(close, {"act": "reactivate"})
    assert signed_in(User.objects.get(pk=person.pk)).get("/gestion/").status_code == 200
    acts = [line.action for line in registry.get_logs_for_instance(person).order_by("timestamp")]
    assert acts[-2:] == ["accounts.account.deactivated", "accounts.account.reactivated"]


def test_one_does_not_close_ones_own_account_nor_that_of_the_last_administrator(admin: User) -> None:
    with pytest.raises(services.NotYourself):
        services.deactivate_account(user=admin, by=admin)
    with pytest.raises(LastAdministrator):
        services.deactivate_account(user=admin, by=make_person())
    gone = make_person()
    erase_account(user=gone, by=gone)
    with pytest.raises(services.AccountIsErased):
        services.reactivate_account(user=User.objects.get(pk=gone.pk), by=admin)


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_without_a_second_factor_the_site_is_open_and_the_role_asleep(role: Role) -> None:
    person = make_person(role=role, mfa=False)
    client = signed_in(person)
    for path in ("/", "/etudes/", "/questionnaires/", "/recherche/"):
        assert client.get(path).status_code == 200
    assert client.get("/gestion/").url == reverse("mfa_index")
    assert User.objects.get(pk=person.pk).roles == {role}


def test_after_the_backup_codes_a_button_leads_to_the_team(admin: User) -> None:
    client = Client()
    sign_in_with_proof(client, admin)
    client.post(reverse("mfa_generate_recovery_codes"))
    shown = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert "Entrer dans l’espace d’équipe" in shown
    member = Client()
    sign_in_with_proof(member, make_person(role=Role.MEMBER, mfa=True))
    assert "Entrer dans l’espace d’équipe" not in member.get(reverse("mfa_index")).content.decode()
