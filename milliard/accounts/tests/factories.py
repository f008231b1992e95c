"""Smallest valid persons: `make_person()`, `make_person(role=Role.ANALYST)`, `make_person(mfa=False)`."""

from itertools import count
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from milliard.accounts.enums import STAFF_ROLES, Role
from milliard.accounts.models import TeamInvitation, User
from milliard.accounts.services import grant_role
from milliard.accounts.services.team import invite_colleague

#: Every second factor of the tests; `totp_code()` gives its code now.
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_numbers = count(1)


def make_person(*, role: Role | None = None, mfa: bool | None = None, **fields: Any) -> User:
    """A person with a verified address; staff have a second factor unless ``mfa`` is False."""
    email = fields.pop("email", f"personne{next(_numbers)}@example.org")
    person = User.objects.create(**{"email": email, "password": make_password(None), **fields})
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    if role:
        grant_role(user=person, role=role, by=None)
        person.refresh_from_db()
        person.__dict__.pop("roles", None)
    if mfa if mfa is not None else person.roles & STAFF_ROLES:
        TOTP.activate(person, TOTP_SECRET)
    return person


def totp_code() -> str:
    """The code of `TOTP_SECRET` now."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    return format_hotp_value(hotp_value(TOTP_SECRET, next(iter(yield_hotp_counters_from_time()))))


def sign_in_with_proof(client: Client, user: User) -> None:
    """A session whose holder has just proved who they are."""
    client.force_login(user)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, method="code", reauthenticated=True)
    request.session.save()


def make_invitation(*, by: User | None = None, **fields: Any) -> TeamInvitation:
    """An invitation that waits, by an administrator made for it."""
    admin = by or make_person(role=Role.ADMIN)
    email = fields.pop("email", f"personne{next(_numbers)}@example.org")
    return invite_colleague(email=email, role=Role.ANALYST, by=admin)


def rows_of_a_person(user: User) -> None:
    """Everything accounts may hold of somebody."""
    TeamInvitation.objects.create(
        email=user.email,
        role=Role.ANALYST,
        key_digest=f"empreinte-{user.pk}",
        invited_by=user,
        expires_at=timezone.now(),
        accepted_at=timezone.now(),
        accepted_by=user,
        withdrawn_at=timezone.now(),
        withdrawn_by=user,
    )
    user.display_name, user.last_login = f"Nom de {user.pk}", timezone.now()
    user.set_password(f"secret-{user.pk}")
    user.save()
    user.user_permissions.add(Permission.objects.earliest("pk"))
    grant_role(user=user, role=Role.ORGANISER, by=None)
    EmailConfirmation.create(user.emailaddress_set.get()).save()
    TOTP.activate(user, TOTP_SECRET)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session.create()
    UserSession.objects.create(user=user, ip="fd00::1", session_key=session.session_key, user_agent="Inventé")
