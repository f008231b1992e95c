"""The one signed-in client of the tests."""

from django.test import Client

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.tests.factories import make_person

BACKEND = "django.contrib.auth.backends.ModelBackend"


def signed_in(who: Role | User | None, **options: object) -> Client:
    """A browser signed in as ``who``, or as somebody new with this role; None: a visitor.

    ``options`` are those of the factory: ``mfa=False``, ``display_name="Awa"``.
    """
    client = Client()
    if who is not None:
        person = who if isinstance(who, User) else make_person(role=who, **options)
        client.force_login(person, backend=BACKEND)
    return client
