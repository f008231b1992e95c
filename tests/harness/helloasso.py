"""The twin of HelloAsso for one test: `helloasso`, set up as the provider of this process.

Its notifications are kept in ``helloasso.books.events`` and sent to nobody, unless ``helloasso.notify`` names
an address. A site served over HTTP takes `settings_of` the same.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from milliard.payments.helloasso.fake_books import ORGANIZATION
from milliard.payments.helloasso.fake_server import CLIENT_ID, CLIENT_SECRET, FakeHelloAsso


def settings_of(fake: FakeHelloAsso) -> dict[str, Any]:
    """What the settings read, for this twin."""
    return {
        "HELLOASSO_API_URL": fake.address,
        "HELLOASSO_ORGANIZATION": ORGANIZATION,
        "HELLOASSO_CLIENT_ID": CLIENT_ID,
        "HELLOASSO_CLIENT_SECRET": CLIENT_SECRET,
    }


@pytest.fixture
def helloasso(settings: Any) -> Iterator[FakeHelloAsso]:
    fake = FakeHelloAsso()
    fake.start()
    for name, value in settings_of(fake).items():
        setattr(settings, name, value)
    yield fake
    fake.stop()
