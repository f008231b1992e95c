"""Smallest valid persons: `UserFactory()`, `UserFactory(role=Role.ANALYST)`, `UserFactory(mfa=False)`."""

from typing import Any

import factory
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.test import Client
from factory.django import DjangoModelFactory

from milliard.accounts.enums import STAFF_ROLES, Role
from milliard.accounts.models import User
from milliard.accounts.services import grant_role

#: Every second factor of the tests; `totp_code()` gives its code now.
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class UserFactory(DjangoModelFactory):
    """A person with a verified address; staff have a second factor unless ``mfa=False``."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    password = factory.LazyFunction(lambda: make_password(None))
    email = factory.Sequence(lambda number: f"personne{number}@example.org")

    @factory.post_generation
    def address(user: User, create: bool, extracted: Any, **kwargs: Any) -> None:  # noqa: N805
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)

    @factory.post_generation
    def role(user: User, create: bool, extracted: Role | None, **kwargs: Any) -> None:  # noqa: N805
        if extracted:
            grant_role(user=user, role=extracted, by=None)
            user.refresh_from_db()
            user.__dict__.pop("roles", None)

    @factory.post_generation
    def mfa(user: User, create: bool, extracted: bool | None, **kwargs: Any) -> None:  # noqa: N805
        is_wanted = bool(user.roles & STAFF_ROLES) if extracted is None else extracted
        if is_wanted:
            TOTP.activate(user, TOTP_SECRET)


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
