"""Speaks to HelloAsso: the one place that knows its addresses and keeps its token.

What is said and answered holds names and secrets: a line of the log tells which call failed, and how.
"""

import json
import logging
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings

logger = logging.getLogger(__name__)

_TIMEOUT_S = 8
_MAX_ANSWER = 10_000_000
_PAGE_SIZE = 100
#: A token is renewed while it has this long to live: a slow call must not outlive it.
_MARGIN_S = 60


class ProviderAway(Exception):
    """No answer that counts: network, too many requests, a failure of theirs. Another try may help."""

    def __init__(self, why: str, *, retry_after_s: int = 0) -> None:
        super().__init__(why)
        self.retry_after_s = retry_after_s


class ProviderRefused(Exception):
    """Asked wrongly, or for what is not there: another try will not help."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


@dataclass(frozen=True, slots=True)
class _Token:
    value: str
    refresh: str
    good_until: float


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The token goes to nobody else."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


class HelloAsso:
    """One association's client. Shared by the threads of a process; every call may raise `ProviderAway`."""

    def __init__(self, *, api_url: str, organization: str, client_id: str, client_secret: str) -> None:
        self._api_url = api_url.rstrip("/")
        self._home = f"/v5/organizations/{urllib.parse.quote(organization, safe='')}"
        self._client_id, self._client_secret = client_id, client_secret
        self._token: _Token | None = None
        self._turn = threading.Lock()

    def create_checkout(self, body: Mapping[str, Any]) -> Any:
        """Open a page of payment: its ``id`` and ``redirectUrl``. Raises `ProviderRefused`."""
        return self._call("POST", f"{self._home}/checkout-intents", body=body)

    def checkout(self, intent_id: int) -> Any:
        """A page of payment and, once paid, its order. Raises `ProviderRefused`."""
        return self._call("GET", f"{self._home}/checkout-intents/{intent_id}")

    def order(self, order_id: int) -> Any:
        """An order with its payments. Raises `ProviderRefused`."""
        return self._call("GET", f"/v5/orders/{order_id}")

    def payment(self, payment_id: int) -> Any:
        """A payment with its refunds. Raises `ProviderRefused`."""
        return self._call("GET", f"/v5/payments/{payment_id}")

    def payments(self, **query: str) -> Iterator[Any]:
        """Every payment of the association that answers ``query``, page after page."""
        page, pages = 1, 1
        while page <= pages:
            asked = {**query, "pageIndex": page, "pageSize": _PAGE_SIZE}
            answer = self._call("GET", f"{self._home}/payments?{urllib.parse.urlencode(asked)}")
            yield from answer.get("data") or ()
            pages = (answer.get("pagination") or {}).get("totalPages") or 1
            page += 1

    def _call(self, method: str, path: str, *, body: Mapping[str, Any] | None = None) -> Any:
        token = self._good_token()
        try:
            return self._send(method, path, token=token, body=body)
        except ProviderRefused as error:
            if error.status != 401:
                raise
        # It may have been withdrawn before its time: once more with a new one.
        try:
            return self._send(method, path, token=self._good_token(refused=token), body=body)
        except ProviderRefused as error:
            if error.status == 401:
                raise ProviderAway("401") from None
            raise

    def _good_token(self, *, refused: str = "") -> str:
        with self._turn:
            held = self._token
            if held is None or held.value == refused or time.monotonic() > held.good_until:
                held = self._token = self._renewed(held)
            return held.value

    def _renewed(self, held: _Token | None) -> _Token:
        if held is not None:
            try:
                return self._ask_token(grant_type="refresh_token", refresh_token=held.refresh)
            except ProviderRefused:
                self._token = None
        secrets = {"client_id": self._client_id, "client_secret": self._client_secret}
        try:
            return self._ask_token(grant_type="client_credentials", **secrets)
        except ProviderRefused as error:  # keys that a person has to mend: what waits is tried again then
            raise ProviderAway(f"token {error.status}") from None

    def _ask_token(self, **form: str) -> _Token:
        answer = self._send("POST", "/oauth2/token", form=form)
        try:
            good_until = time.monotonic() + max(0, int(answer["expires_in"]) - _MARGIN_S)
            return _Token(answer["access_token"], answer["refresh_token"], good_until)
        except (KeyError, ValueError):
            raise ProviderAway("token") from None

    def _send(
        self,
        method: str,
        path: str,
        *,
        token: str = "",
        body: Mapping[str, Any] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> Any:
        request = urllib.request.Request(self._api_url + path, method=method)  # noqa: S310 (a setting)
        request.add_header("Accept", "application/json")
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        elif form is not None:
            request.data = urllib.parse.urlencode(form).encode()
        try:
            with _OPENER.open(request, timeout=_TIMEOUT_S) as answer:
                found = json.loads(answer.read(_MAX_ANSWER))
                if not isinstance(found, dict):
                    raise ValueError
                return found
        except urllib.error.HTTPError as error:
            with error:
                raise _failure(method, path, error) from None
        except (OSError, ValueError) as error:  # no network, cut on the way, not JSON
            logger.warning("helloasso call failed", extra=_told(method, path, type(error).__name__))
            raise ProviderAway(type(error).__name__) from None


def _failure(method: str, path: str, error: urllib.error.HTTPError) -> ProviderAway | ProviderRefused:
    logger.warning("helloasso call failed", extra=_told(method, path, error.code))
    if error.code == 429 or error.code >= 500 or 300 <= error.code < 400:
        after = error.headers.get("Retry-After", "")
        return ProviderAway(str(error.code), retry_after_s=int(after) if after.isdigit() else 0)
    return ProviderRefused(error.code)


def _told(method: str, path: str, result: object) -> dict[str, object]:
    """What the log may say: the kind of thing that was asked, never a number or a query."""
    words = [word for word in path.partition("?")[0].split("/") if word and not word.isdigit()]
    return {"call": f"{method} {words[-1]}", "result": result}


def is_set_up() -> bool:
    """Whether this installation takes money through HelloAsso."""
    return bool(settings.HELLOASSO_ORGANIZATION and settings.HELLOASSO_CLIENT_ID)


def client() -> HelloAsso:
    """The client of this installation, one per process: its token serves until it expires."""
    return _client(
        settings.HELLOASSO_API_URL,
        settings.HELLOASSO_ORGANIZATION,
        settings.HELLOASSO_CLIENT_ID,
        settings.HELLOASSO_CLIENT_SECRET,
    )


@lru_cache(maxsize=4)
def _client(api_url: str, organization: str, client_id: str, client_secret: str) -> HelloAsso:
    return HelloAsso(
        api_url=api_url, organization=organization, client_id=client_id, client_secret=client_secret
    )


def page_source() -> str:
    """Where its pages of payment stand, as a source of a content policy: «https://*.helloasso.com»."""
    address = urllib.parse.urlsplit(settings.HELLOASSO_API_URL)
    is_public = address.netloc.startswith("api.")
    return f"{address.scheme}://{'*' + address.netloc[3:] if is_public else address.netloc}"


def is_its_page(url: str) -> bool:
    """Whether ``url`` is under `page_source`: nobody is sent elsewhere, whatever the answer said."""
    address = urllib.parse.urlsplit(url)
    scheme, _, host = page_source().partition("://")
    there = address.netloc.endswith(host[1:]) if host.startswith("*") else address.netloc == host
    return address.scheme == scheme and there and "@" not in address.netloc
