"""The client against the twin: its token lives, expires, is withdrawn; what fails is told apart."""

import logging
from typing import Any

import pytest

from milliard.payments.helloasso.answers import UnreadableAnswer, payment_ids, read_payment
from milliard.payments.helloasso.client import ProviderAway, ProviderRefused, client, is_its_page, page_source
from milliard.payments.helloasso.fake_server import CLIENT_SECRET, FakeHelloAsso

BODY = {
    "totalAmount": 2000,
    "initialAmount": 2000,
    "itemName": "Adhésion",
    "backUrl": "https://example.org/",
    "errorUrl": "https://example.org/",
    "returnUrl": "https://example.org/",
    "containsDonation": False,
}


def test_a_page_is_opened_paid_and_read_back(helloasso: FakeHelloAsso) -> None:
    opened = client().create_checkout(BODY)
    assert is_its_page(opened["redirectUrl"])
    assert payment_ids(client().checkout(opened["id"])) == []
    paid = helloasso.books.pay(
        opened["id"], tip=150, payer={"firstName": "Ada", "lastName": "Exemple", "company": "SARL"}
    )
    assert payment_ids(client().checkout(opened["id"])) == [paid["id"]]
    assert payment_ids(client().order(paid["order"]["id"])) == [paid["id"]]
    found = read_payment(client().payment(paid["id"]))
    assert (found.amount_cents, found.tip_cents, found.is_clear) == (2000, 150, True)
    assert (found.payer_name, found.payer_company, found.intent_id) == ("Ada Exemple", "SARL", opened["id"])


def test_a_token_serves_until_it_expires_and_is_renewed_once_when_withdrawn(
    helloasso: FakeHelloAsso, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    give = helloasso.give_token
    monkeypatch.setattr(
        helloasso, "give_token", lambda form: asked.append(form["grant_type"][0]) or give(form)
    )
    for _ in range(3):
        client().create_checkout(BODY)
    assert asked == ["client_credentials"]
    helloasso.forget_tokens()
    client().create_checkout(BODY)
    assert asked == ["client_credentials", "refresh_token"]
    helloasso.token_lives_s = 1  # less than the margin: renewed before it is refused
    helloasso.forget_tokens()
    client().create_checkout(BODY)
    client().create_checkout(BODY)
    assert asked[2:] == ["refresh_token", "refresh_token"]
    helloasso._refreshes.clear()
    helloasso.forget_tokens()
    client().create_checkout(BODY)
    assert asked[-2:] == ["refresh_token", "client_credentials"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_may_pass_is_told_from_what_will_not(
    helloasso: FakeHelloAsso, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    client().create_checkout(BODY)
    helloasso.failures = [status]
    with caplog.at_level(logging.WARNING), pytest.raises(ProviderAway):
        client().payment(41)
    with pytest.raises(ProviderRefused):
        client().payment(41)
    said = " ".join(str(vars(record)) for record in caplog.records)
    assert "'call': 'GET payments'" in said
    assert CLIENT_SECRET not in said
    assert "Bearer" not in said


def test_keys_that_are_wrong_and_a_server_that_is_away(helloasso: FakeHelloAsso, settings: Any) -> None:
    settings.HELLOASSO_CLIENT_SECRET = "autre"
    with pytest.raises(ProviderAway):
        client().payment(1)
    settings.HELLOASSO_API_URL = "http://127.0.0.1:9"
    with pytest.raises(ProviderAway):
        client().payment(1)


def test_every_page_of_a_list_is_read(helloasso: FakeHelloAsso) -> None:
    opened = client().create_checkout(BODY)
    made = {helloasso.books.pay(opened["id"])["id"] for _ in range(203)}
    asked = client().payments(sortField="UpdateDate", sortOrder="Desc")
    found = [read_payment(row) for row in asked]
    assert {row.id for row in found} == made
    assert [row.updated_at for row in found] == sorted((row.updated_at for row in found), reverse=True)


def test_pages_of_payment_are_theirs(settings: Any) -> None:
    settings.HELLOASSO_API_URL = "https://api.helloasso.com"
    assert page_source() == "https://*.helloasso.com"
    assert is_its_page("https://www.helloasso.com/associations/x/checkout/1")
    for elsewhere in (
        "https://helloasso.com.example.org/",
        "http://www.helloasso.com/",
        "https://example.org/.helloasso.com",
        "https://www.helloasso.com@example.org/",
        "javascript:alert(1)",
    ):
        assert not is_its_page(elsewhere)


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        {},
        {"id": "12", "date": "2026-01-01T00:00:00Z"},
        {"id": 2**31, "date": "2026-01-01T00:00:00Z"},
        {"id": 1, "date": "hier"},
        {"id": 1, "amount": -5, "date": "2026-01-01T00:00:00Z"},
        {"id": 1, "amount": 5, "date": "2026-01-01T00:00:00Z", "items": [{"shareAmount": True}]},
    ],
)
def test_an_answer_out_of_shape_is_not_read(answer: Any) -> None:
    with pytest.raises(UnreadableAnswer):
        read_payment(answer)


def test_a_tip_is_not_ours_whether_the_amount_holds_it_or_not() -> None:
    answer = {"id": 1, "date": "2026-01-01T00:00:00Z", "amountTip": 300, "items": [{"shareAmount": 2000}]}
    for amount, clear in ((2000, True), (2300, True), (1000, False)):
        found = read_payment({**answer, "amount": amount})
        assert (found.amount_cents, found.is_clear) == (2000, clear)
