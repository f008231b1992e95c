"""The demonstration country behind the browser: copied once a process, served to each test that asks."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.harness import databases
from tests.harness.browser import serve
from tests.harness.demo_country import copied_country


@pytest.fixture(scope="session")
def _walked_country(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """One copy for all: each test adds responses of its own and touches nobody else's."""
    yield from copied_country(django_db_blocker)


@pytest.fixture
def country_site(_walked_country: str, settings: Any, django_db_blocker: Any) -> Iterator[str]:
    """The country's site; mails go where a visitor of the demonstration reads them (/courriels/)."""
    from django.db import connections

    settings.IS_DEMONSTRATION = True
    settings.EMAIL_BACKEND = "milliard.core.mail.OutboxBackend"
    previous = connections.settings["default"]["NAME"]
    with django_db_blocker.unblock():
        databases._use(_walked_country)
        for address in serve():
            settings.SITE_URL = address
            yield address
        databases._use(previous)
