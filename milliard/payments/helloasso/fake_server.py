"""A twin of HelloAsso on loopback: `python -m milliard.payments.helloasso.fake_server`.

Its API follows the public description; its pages pay, refuse and give up; its board («/controle/», and the
same as JSON) settles, refunds and contests, and makes the weather: failures, late, lost, doubled or reversed
notifications. No money, no person, standard library only.
"""

import argparse
import hashlib
import hmac
import json
import secrets
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from milliard.payments.helloasso import fake_pages
from milliard.payments.helloasso.fake_books import ORGANIZATION, FakeBooks, Json

CLIENT_ID, CLIENT_SECRET = "cle-inventee", "secret-invente"
#: How notifications travel.
DELIVERIES = ("normal", "double", "reversed", "lost")
_TRIES, _PAUSE_S = 3, 1.0


class FakeHelloAsso:
    """The server: ``address`` once it is made, `start` and `stop` in a test, `serve` in a process."""

    def __init__(
        self, *, port: int = 0, notify: str = "", signature_key: str = "", kept_in: Path | None = None
    ) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", port), type("Handler", (_Handler,), {"fake": self}))
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.books = FakeBooks(site=self.address, kept_in=kept_in)
        self.books.on_event = self._send_soon
        self.notify, self.signature_key = notify, signature_key
        self.delivery, self.token_lives_s = "normal", 1800
        #: Statuses of the next answers of the API, first first.
        self.failures: list[int] = []
        #: Each call of the API and its answer: method, address, body, status, answer.
        self.calls: list[tuple[str, str, Json | None, int, Json]] = []
        self._tokens: dict[str, float] = {}
        self._refreshes: set[str] = set()
        self._held: list[Json] = []

    def serve(self) -> None:
        self._server.serve_forever(poll_interval=0.05)

    def start(self) -> None:
        threading.Thread(target=self.serve, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def give_token(self, form: dict[str, list[str]]) -> Json | None:
        """The answer to a demand of token, None when it is refused."""
        kind = form.get("grant_type", [""])[0]
        if kind == "client_credentials":
            given = (form.get("client_id"), form.get("client_secret"))
            is_right = given == ([CLIENT_ID], [CLIENT_SECRET])
        else:
            refresh = form.get("refresh_token", [""])[0]
            is_right = kind == "refresh_token" and refresh in self._refreshes
            self._refreshes.discard(refresh)
        if not is_right:
            return None
        access, refresh = secrets.token_urlsafe(16), secrets.token_urlsafe(16)
        self._tokens[access] = time.monotonic() + self.token_lives_s
        self._refreshes.add(refresh)
        return {
            "access_token": access,
            "refresh_token": refresh,
            "token_type": "bearer",
            "expires_in": self.token_lives_s,
        }

    def knows(self, authorization: str) -> bool:
        token = authorization.removeprefix("Bearer ")
        return self._tokens.get(token, 0) > time.monotonic()

    def forget_tokens(self) -> None:
        """Every token given is worth nothing from now on."""
        self._tokens.clear()

    def send(self, event: Json) -> bool:
        """Post a notification; whether it was taken."""
        body = json.dumps(event).encode()
        request = urllib.request.Request(self.notify, body, {"Content-Type": "application/json"})  # noqa: S310
        if self.signature_key:
            signed = hmac.new(self.signature_key.encode(), body, hashlib.sha256).hexdigest()
            request.add_header("x-ha-signature", signed)
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 (our own loopback)
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _send_soon(self, event: Json) -> None:
        """As the present delivery has it; «reversed» keeps an order until its payment has gone."""
        if not self.notify or self.delivery == "lost":
            return
        if self.delivery == "reversed" and event["eventType"] == "Order":
            self._held.append(event)
            return
        events = [event, *self._held] * (2 if self.delivery == "double" else 1)
        self._held = []
        threading.Thread(target=self._send_all, args=(events,), daemon=True).start()

    def _send_all(self, events: list[Json]) -> None:
        for event in events:
            for _ in range(_TRIES):
                if self.send(event):
                    break
                time.sleep(_PAUSE_S)

    def act(self, act: str, form: dict[str, str]) -> None:
        """One act of the board."""
        number = int(form.get("payment") or 0)
        match act:
            case "weather":
                self.delivery = form.get("delivery", self.delivery)
                status, count = int(form.get("status") or 0), int(form.get("count") or 0)
                self.failures = [status] * count
            case "tokens":
                self.forget_tokens()
            case "state":
                self.books.set_state(number, form["state"])
            case "refund":
                self.books.refund(number, int(form.get("cents") or 0))
            case "notify":
                for _ in range(int(form.get("times") or 1)):
                    self.send(self.books.event_of(number))


class _Handler(BaseHTTPRequestHandler):
    fake: FakeHelloAsso
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        path, query = self._asked()
        if path.startswith("/v5/"):
            self._api(path, query, None)
        elif path.startswith("/payer/"):
            self._page(*fake_pages.payment_page(self.fake.books, _number_in(path)))
        elif path == "/controle/":
            self._page(200, fake_pages.board(self.fake.books, self.fake.delivery))
        elif path == "/controle/etat":
            self._json(200, {"payments": list(self.fake.books.payments.values())})
        else:
            self._page(404, fake_pages.frame("Introuvable", "<p>Il n’y a rien ici.</p>"))

    def do_POST(self) -> None:
        path, query = self._asked()
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if path == "/oauth2/token":
            token = self.fake.give_token(parse_qs(body.decode()))
            self._json(*((200, token) if token else (401, {"error": "unauthorized_client"})))
        elif path.startswith("/v5/"):
            self._api(path, query, json.loads(body))
        elif path.startswith("/payer/"):
            self._redirect(self._pay(_number_in(path), _form(body)))
        elif path.startswith("/controle/"):
            is_json = "json" in self.headers.get("Content-Type", "")
            form = {key: str(value) for key, value in json.loads(body).items()} if is_json else _form(body)
            self.fake.act(path.removeprefix("/controle/").strip("/"), form)
            if is_json:
                self._json(200, {})
            else:
                self._redirect("/controle/")
        else:
            self._json(404, {})

    def _asked(self) -> tuple[str, dict[str, list[str]]]:
        address = urlsplit(self.path)
        return address.path, parse_qs(address.query)

    def _api(self, path: str, query: dict[str, list[str]], body: Json | None) -> None:
        if self.fake.failures:
            status, answer = self.fake.failures.pop(0), {"errors": [{"code": "FAKE", "message": "Panne"}]}
        elif not self.fake.knows(self.headers.get("Authorization", "")):
            status, answer = 401, {}
        else:
            found = self._found(path, query, body)
            status, answer = (404, {}) if found is None else (200, found)
        answer = json.loads(json.dumps(answer))  # as it is now, whatever happens next
        self.fake.calls.append((self.command, self.path, body, status, answer))
        self._json(status, answer)

    def _found(self, path: str, query: dict[str, list[str]], body: Json | None) -> Json | None:
        fake, home = self.fake, f"/v5/organizations/{ORGANIZATION}"
        found: Json | None = None
        if path == f"{home}/checkout-intents" and body is not None:
            found = fake.books.open_checkout(body)
        elif path.startswith(f"{home}/checkout-intents/"):
            found = fake.books.checkout(_number_in(path))
        elif path == f"{home}/payments":
            found = fake.books.list_payments(query)
        elif path == f"{home}/orders":
            found = fake.books.list_orders(query)
        elif path.startswith("/v5/payments/"):
            found = fake.books.payments.get(_number_in(path))
        elif path.startswith("/v5/orders/"):
            found = fake.books.orders.get(_number_in(path))
        return found

    def _pay(self, number: int, form: dict[str, str]) -> str:
        """Do what a button of the page of payment says; where the person goes next."""
        asked = self.fake.books.checkouts[number]
        act = form.get("act", "")
        if act == "back":
            return str(asked["backUrl"])
        if act == "refuse":
            return _with(asked["errorUrl"], checkoutIntentId=number, error="refused")
        known = self.fake.books.checkout(number) or {}
        if "order" in known:  # paid already: a page takes money once
            order = known["order"]["id"]
        else:
            names = ("firstName", "lastName", "email", "company")
            payer = {name: form.get(name, "") for name in names}
            tip = int(form.get("tip") or 0)
            order = self.fake.books.pay(number, means=act, tip=tip, payer=payer)["order"]["id"]
        return _with(asked["returnUrl"], checkoutIntentId=number, code="succeeded", orderId=order)

    def _json(self, status: int, answer: Json) -> None:
        self._answer(status, json.dumps(answer).encode(), {"Content-Type": "application/json"})

    def _page(self, status: int, text: str) -> None:
        self._answer(status, text.encode(), {"Content-Type": "text/html; charset=utf-8"})

    def _redirect(self, address: str) -> None:
        self._answer(303, b"", {"Location": address})

    def _answer(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def _number_in(path: str) -> int:
    last = path.rstrip("/").rpartition("/")[2]
    return int(last) if last.isdigit() else 0


def _form(body: bytes) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}


def _with(url: str, **query: object) -> str:
    return f"{url}{'&' if urllib.parse.urlsplit(url).query else '?'}{urlencode(query)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--notify", default="", help="where notifications are posted")
    parser.add_argument("--kept-in", type=Path, default=None, help="file of its books")
    options = parser.parse_args()
    FakeHelloAsso(port=options.port, notify=options.notify, kept_in=options.kept_in).serve()


if __name__ == "__main__":
    main()
