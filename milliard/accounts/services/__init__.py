"""Every write about persons: roles, name, erasure, and the second factor of the demonstration."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import registry

from french import format_date
from milliard.accounts import policies
from milliard.accounts.enums import STAFF_ROLES, Role
from milliard.accounts.models import ERASED_ADDRESS, RoleGrant, TeamInvitation, User
from milliard.accounts.permissions import groups_of
from milliard.accounts.policies import Person
from milliard.accounts.reports import account_data
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.declarations import PersonAct, PersonData, Right, declared
from milliard.core.erasures import ErasureList, remember_erasure
from milliard.core.refusals import Refused
from milliard.core.services import forget_shown_mails

#: A week to find the code in one's mailbox and come back.
UNPROVED_FOR = dt.timedelta(days=7)


class RoleAlreadyGranted(Refused):
    """The person holds this role now."""

    message = "Cette personne a déjà ce rôle."


class RoleAlreadyRevoked(Refused):
    """The role was taken back before."""

    message = "Ce rôle était déjà retiré."


class LastAdministrator(Refused):
    """Nobody could grant roles any more."""

    message = "Impossible\u00a0: ce serait la dernière personne à administrer le site."


@transaction.atomic
def grant_role(*, user: User, role: Role, by: User | None) -> RoleGrant:
    """Entrust ``user`` with ``role``. ``by`` None is the platform itself (a command on the machine).

    Raises
    ------
    NotAllowed, RoleAlreadyGranted
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    authorize(by, policies.can_grant_role, user)
    if user.role_grants.current().filter(role=role).exists():
        raise RoleAlreadyGranted
    grant = RoleGrant(user=user, role=role, granted_by=by)
    grant.full_clean()
    grant.save()
    _sync_access(user)
    journal.record("accounts.role.granted", user, by=by, data={"role": role.value})
    return grant


@transaction.atomic
def revoke_role(*, grant: RoleGrant, by: User | None) -> RoleGrant:
    """Take a role back. The last active administrator keeps theirs.

    Raises
    ------
    NotAllowed, RoleAlreadyRevoked, LastAdministrator
    """
    # All administrators' grants, always in the same order: two revocations at once wait for each other.
    admins = list(_admin_grants().select_for_update(of=("self",)).order_by("pk"))
    grant = RoleGrant.objects.select_for_update().get(pk=grant.pk)
    user = User.objects.select_for_update().get(pk=grant.user_id)
    authorize(by, policies.can_revoke_role, grant)
    if grant.revoked_at is not None:
        raise RoleAlreadyRevoked
    if [admin.pk for admin in admins] == [grant.pk]:
        raise LastAdministrator
    grant.revoked_at, grant.revoked_by = timezone.now(), by
    grant.full_clean()
    grant.save()
    _sync_access(user)
    journal.record("accounts.role.revoked", user, by=by, data={"role": grant.role})
    return grant


@transaction.atomic
def rename_person(*, user: User, display_name: str, by: User) -> User:
    """Change what a person wants to be called; empty is allowed."""
    user = User.objects.select_for_update().get(pk=user.pk)
    authorize(by, policies.can_rename_person, user)
    user.display_name = display_name.strip()
    user.full_clean(exclude=["password"])
    user.save(update_fields=["display_name"])
    return user


@transaction.atomic
def erase_account(*, user: User, by: User) -> None:
    """Forget a person: address, name, keys and sessions go; an empty, closed account stays.

    It stays because acts of accountable people refer to it; it names nobody. Each app forgets its part
    (`person_data` in its `AppConfig`) in the same transaction.

    Raises
    ------
    NotAllowed, LastAdministrator
    """
    is_last = is_last_administrator(user)
    user = User.objects.select_for_update().get(pk=user.pk)
    authorize(by, policies.can_erase_account, user)
    if is_last:
        raise LastAdministrator(
            "Vous êtes la seule personne à administrer le site\u00a0: nommez d’abord quelqu’un."
        )
    user.role_grants.current().update(revoked_at=timezone.now(), revoked_by=by)
    for part in reversed(
        list(declared("person_data"))
    ):  # the highest app first: it may still read the person
        part.erase(user)
    remember_erasure("account", user.public_id)
    # No author: a line that names the person who left would keep what they asked to forget.
    journal.record("accounts.account.erased", user, by=None if by.pk == user.pk else by)


def erase_accounts_again(erased: ErasureList) -> list[tuple[str, int]]:
    """Those of the list that a restored backup opened again."""
    back = [user for user in User.persons.not_erased() if erased.holds("account", user.public_id)]
    for user in back:
        erase_account(user=user, by=user)
    return [("comptes effacés de nouveau", len(back))]


def _forget_person(user: User) -> None:
    """Empty and close the account, inside the transaction that erases it."""
    held = EmailAddress.objects.filter(user=user)
    forget_shown_mails(addresses=[user.email, *held.values_list("email", flat=True)])
    TeamInvitation.objects.filter(
        Q(email__in=[user.email, *held.values_list("email", flat=True)]) | Q(accepted_by=user)
    ).delete()
    held.delete()
    Authenticator.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()
    user.email = f"efface-{user.public_id}{ERASED_ADDRESS}"
    user.display_name = ""
    user.is_active = user.is_superuser = False
    user.last_login = None
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    user.save()
    user.user_permissions.clear()
    _sync_access(user)
    # The journal named them as they wanted to be called.
    registry.get_logs_for_instance(user).update(label=str(user))


def _until(user: User) -> Iterator[tuple[str, str]]:
    yield "Votre compte", "tant que vous ne l’effacez pas"
    session_age = dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)
    for session in UserSession.objects.filter(user=user).order_by("created_at"):
        last = timezone.localdate(session.last_seen_at + session_age)
        yield f"La connexion ouverte le {_day(session.created_at)}", f"jusqu’au {format_date(last)}"


def _day(moment: dt.datetime) -> str:
    return format_date(timezone.localdate(moment))


def _acts(user: User) -> Iterator[PersonAct]:
    yield PersonAct(Right.CORRECT, "Changer comment vous appeler", reverse("accounts:account"))
    yield PersonAct(Right.CORRECT, "Changer d’adresse e-mail", reverse("account_email"))
    yield PersonAct(
        Right.LEAVE,
        "Effacer mon compte",
        reverse("accounts:account_erase"),
        "Et avec lui votre adhésion, si vous en avez une. Cela ne peut pas être annulé.",
    )


PERSON_DATA = PersonData(
    label="compte",
    purpose="Votre adresse, votre nom d’usage, vos rôles, vos moyens de connexion, vos connexions ouvertes.",
    kept="Un compte vide et fermé, qui ne nomme personne\u00a0: des actes du site y renvoient.",
    export=account_data,
    erase=_forget_person,
    until=_until,
    acts=_acts,
)


@transaction.atomic
def create_account(*, email: str, display_name: str = "", is_verified: bool = False) -> User:
    """Create an account without a password, or give back the one this address has.

    ``is_verified`` is for accounts the platform itself invents; a person's address is verified by its code.
    """
    user = User.objects.filter(email=email.strip().lower()).first() or _new_account(email, display_name)
    EmailAddress.objects.get_or_create(
        user=user, email=user.email, defaults={"primary": True, "verified": is_verified}
    )
    return user


def _new_account(email: str, display_name: str) -> User:
    """Asked for twice at once, the second gets what the first made."""
    user = User(email=User.objects.normalize_email(email.strip()).lower(), display_name=display_name)
    user.set_unusable_password()
    user.full_clean(exclude=["password"], validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        return User.objects.get(email=user.email)
    return user


@transaction.atomic
def open_account(*, email: str, by: Person) -> User:
    """The account of an address a visitor types, made if there is none: the code they receive proves it.

    Raises
    ------
    NotAllowed (somebody is signed in), ValidationError (it is no address)
    """
    authorize(by, policies.can_open_account)
    return create_account(email=email)


def forget_unproved_accounts() -> list[tuple[str, int]]:
    """Delete the accounts whose address nobody proved within `UNPROVED_FOR`: anybody may have typed it.

    Called by the daily sweep, in its transaction. Those to whom a role was given are waited for.
    """
    before = timezone.now() - UNPROVED_FOR
    proved = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    grants = RoleGrant.objects.filter(user=OuterRef("pk"))
    found = User.objects.filter(date_joined__lt=before, last_login__isnull=True, is_superuser=False)
    rows = found.exclude(Exists(proved)).exclude(Exists(grants)).select_for_update(of=("self",))
    count = len(rows)
    User.objects.filter(pk__in=[user.pk for user in rows]).delete()
    return [("comptes jamais confirmés", count)]


def is_last_administrator(user: User) -> bool:
    """Whether nobody else could grant roles. Locks the grants of all administrators, in the same order."""
    admins = list(_admin_grants().select_for_update(of=("self",)).order_by("pk"))
    return {admin.user_id for admin in admins} == {user.pk}


def _admin_grants() -> Any:
    return RoleGrant.objects.current().filter(role=Role.ADMIN, user__is_active=True)


def _sync_access(user: User) -> None:
    """Make Django's groups and the staff flag follow the roles held now."""
    user.__dict__.pop("roles", None)
    held = frozenset(Role(value) for value in user.role_grants.current().values_list("role", flat=True))
    user.groups.set(groups_of(held))
    user.is_staff = bool(held & STAFF_ROLES) or user.is_superuser
    user.save(update_fields=["is_staff"])
