"""What we ask of HelloAsso, and what its twin answers, follow the public description of its API.

The description stands beside the repository (../shared/data/helloasso/openapi.json): its absence fails.
"""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from openapi_core import OpenAPI
from openapi_core.testing import MockRequest, MockResponse
from openapi_core.validation.exceptions import ValidationError

from milliard.payments.helloasso.client import client
from milliard.payments.helloasso.fake_server import FakeHelloAsso
from milliard.payments.services.checkout import open_checkout
from milliard.payments.tests.factories import make_request

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="session")
def description(shared_data: Path) -> OpenAPI:
    path = shared_data / "helloasso" / "openapi.json"
    assert path.exists(), f"{path} is missing: nothing holds our HelloAsso to the real one"
    told = json.loads(path.read_text())
    for operations in told["paths"].values():
        for operation in operations.values():
            operation.pop("security", None)  # OAuth 2, which openapi-core does not check: `test_client` does
    return OpenAPI.from_dict(told)


def check(description: OpenAPI, call: tuple[str, str, Any, int, Any]) -> None:
    """Raise when a request, or the answer to it, is not as the description says."""
    method, address, body, status, answer = call
    path = urlsplit(address)
    request = MockRequest(
        "https://api.helloasso.com",
        method.lower(),
        path.path,
        args=dict(parse_qsl(path.query)),
        headers={"Authorization": "Bearer x"},
        data=json.dumps(body).encode() if body is not None else b"",
    )
    description.validate_request(request)
    if status == 200:
        given = MockResponse(json.dumps(answer).encode(), status, content_type="application/json")
        description.validate_response(request, given)


def test_our_requests_and_the_answers_of_the_twin(helloasso: FakeHelloAsso, description: OpenAPI) -> None:
    checkout = open_checkout(request=make_request(gift_cents=500, payer_email="ada@exemple.fr"))
    client().checkout(checkout.intent_id)
    paid = helloasso.books.pay(
        checkout.intent_id, means="Sepa", tip=150, payer={"firstName": "Ada", "company": "SARL"}
    )
    helloasso.books.set_state(paid["id"], "Authorized")
    helloasso.books.refund(paid["id"], 700)
    client().checkout(checkout.intent_id)
    client().payment(paid["id"])
    client().order(paid["order"]["id"])
    list(client().payments(sortField="UpdateDate", sortOrder="Desc"))
    list(client().payments(**{"from": "2026-01-01T00:00:00+00:00", "to": "2036-01-01T00:00:00+00:00"}))
    client()._call("GET", "/v5/organizations/association-inventee/orders?pageIndex=1&pageSize=20")
    assert len(helloasso.calls) == 8
    for call in helloasso.calls:
        check(description, call)


def test_the_description_finds_what_is_wrong(helloasso: FakeHelloAsso, description: OpenAPI) -> None:
    open_checkout(request=make_request())
    method, address, body, status, answer = helloasso.calls[0]
    wrong: list[Any] = [
        (method, address, {**body, "totalAmount": "20 €"}, status, answer),
        (method, address, {**body, "amountTip": 3}, status, answer),
        (method, address, {name: body[name] for name in body if name != "backUrl"}, status, answer),
        (method, address, body, status, {**answer, "id": "un"}),
    ]
    for call in wrong:
        with pytest.raises(ValidationError):
            check(description, call)
