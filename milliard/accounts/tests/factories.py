"""Smallest valid persons: `make_person()`, `make_person(role=Role.ANALYST)`, `make_person(mfa=False)`."""

from itertools import count
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.test import Client

from milliard.accounts.enums import STAFF_ROLES, Role
from milliard.accounts.models import User
from milliard.accounts.services import grant_role

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
