"""The demonstration country behind the browser: copied and served once a process."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.harness import databases
from tests.harness.demo_country import copied_country
from tests.harness.site import Served, Servers


@pytest.fixture(scope="session")
def _walked_country(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """One copy for all: each test adds responses of its own and touches nobody else's."""
    yield from copied_country(django_db_blocker)


@pytest.fixture(scope="session")
def _walked_site(_walked_country: str, servers: Servers) -> Iterator[Served]:
    with servers.serving(_walked_country, IS_DEMONSTRATION=True) as served:
        yield served


@pytest.fixture
def country_site(
    _walked_country: str, _walked_site: Served, settings: Any, django_db_blocker: Any
) -> Iterator[str]:
    """The country's site; a visitor of the demonstration reads its mails at /courriels/."""
    from django.db import connections

    settings.IS_DEMONSTRATION = True
    previous = connections.settings["default"]["NAME"]
    with django_db_blocker.unblock():
        databases._use(_walked_country)
        yield _walked_site.address
        databases._use(previous)
    _walked_site.assert_no_fault()
