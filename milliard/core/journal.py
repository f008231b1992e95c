"""Who did what, when and why: one line per act, in the act's own transaction.

The journal keeps what accountable people do (open a collection, freeze a dataset, grant a role).
What respondents and voters type is not in it: their own rows carry their own dates.

Each app declares its codes in its AppConfig, ``journal_codes = {"surveys.collection.opened": "Collecte
ouverte"}``; an undeclared code is refused. Codes are stored: they are reviewed like an API.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from wagtail.log_actions import log

from milliard.core.declarations import our_apps


class UndeclaredCode(ValueError):
    """The code is in no app's ``journal_codes``."""


def record(
    code: str,
    obj: models.Model,
    *,
    by: AbstractBaseUser | AnonymousUser | None,
    data: dict[str, Any] | None = None,
) -> None:
    """Write one journal line about ``obj``. ``by`` is None for the platform itself.

    ``data`` must be JSON and hold no personal data: it outlives the person's account.
    """
    if code not in dict(declared_codes()):
        raise UndeclaredCode(code)
    user = by if by is not None and by.is_authenticated else None
    log(obj, code, user=user, data=data or {})


def declared_codes() -> Iterator[tuple[str, str]]:
    """All codes with their French labels."""
    for config in our_apps():
        yield from config.journal_codes.items()
