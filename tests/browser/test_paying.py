"""The promise in a browser: pay at HelloAsso and come back, on a phone, with and without JavaScript."""

from collections.abc import Callable
from typing import Any

import pytest

from milliard.payments.helloasso.fake_server import FakeHelloAsso
from milliard.payments.models import PaymentRequest
from milliard.payments.tests.factories import make_request
from tests.harness.browser import PHONE, axe_violations, scrolls_sideways
from tests.harness.helloasso import settings_of

Open = Callable[..., Any]


@pytest.fixture
def site(committed_database: str, helloasso: FakeHelloAsso, serve: Callable[..., str]) -> str:
    """A site whose provider of payments is the twin, which tells it what happens."""
    address = serve(**settings_of(helloasso), PAYMENT_IBAN="FR7600000000000000000000000")
    helloasso.notify = f"{address}/paiement/helloasso/"
    return address


@pytest.fixture
def asked(site: str) -> PaymentRequest:
    return make_request(gift_cents=500)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_there_and_back(open_page: Open, asked: PaymentRequest, javascript: bool) -> None:
    page = open_page(f"/paiement/{asked.public_id}/", viewport=PHONE, javascript=javascript)
    assert not scrolls_sideways(page)
    page.get_by_role("button", name="Payer 25 €").click()  # the policy of the page lets its form lead there
    page.get_by_role("button", name="Payer par carte").click()
    page.get_by_role("heading", name="C’est payé, merci").wait_for()  # nobody touched the page
    asked.refresh_from_db()
    assert (asked.state, asked.received_cents) == ("paid", 2500)


def test_nothing_to_find_for_axe(open_page: Open, asked: PaymentRequest) -> None:
    for name in ("", "retour/?regard=7", "echec/", "ordre-de-virement/"):
        page = open_page(f"/paiement/{asked.public_id}/{name}", viewport=PHONE)
        assert axe_violations(page) == []
