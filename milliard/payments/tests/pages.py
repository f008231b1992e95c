"""Who gets what from the addresses of payments."""

from typing import Any

from milliard.payments.tests.factories import make_request
from tests.harness.addresses import Page, everyone


def asked() -> dict[str, Any]:
    return {"public_id": make_request().public_id}


PAGES = [
    # Nothing HelloAsso would say: 400, whoever posts it.
    Page("payments:notification", everyone(405), post=everyone(400)),
    Page("payments:request", everyone(200), arguments=asked),
    # Without an account at HelloAsso: the page again, with the reason.
    Page("payments:checkout", everyone(405), post=everyone(409), arguments=asked),
    Page("payments:returned", everyone(200), arguments=asked),
    Page("payments:not_paid", everyone(200), arguments=asked),
    Page("payments:check", everyone(405), post=everyone(302), arguments=asked),
    Page("payments:transfer_order", everyone(200), arguments=asked),
    # Nothing was received: there is no receipt.
    Page("payments:receipt", everyone(404), arguments=asked),
]
