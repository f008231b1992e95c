"""Who gets what from the addresses of letters."""

from typing import Any

from milliard.letters.writing import unsubscribe_url
from milliard.members.tests.factories import make_member
from tests.harness.addresses import Page, everyone


def token() -> dict[str, Any]:
    return {"token": unsubscribe_url(make_member()).rstrip("/").rpartition("/")[2]}


PAGES = [
    Page("letters:unsubscribe", everyone(200), post=everyone(200), arguments=token),
]
