"""The bad network of the tests: what it passes on is what a browser sent, whole."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

from tests.harness.network import network

_FORM = b"csrfmiddlewaretoken=secret&act=give"


@pytest.fixture
def arrived() -> Iterator[tuple[str, list[bytes]]]:
    """A site that keeps the bodies it was posted; its address."""
    bodies: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["Content-Length"] or 0)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", bodies
        server.shutdown()


def post(address: str, *, sent: int) -> bytes:
    """Say that a form comes, send so many bytes of it, and hang up; what was answered."""
    place = urlsplit(address)
    with socket.create_connection((place.hostname, place.port), timeout=10) as line:
        head = f"POST / HTTP/1.1\r\nHost: site\r\nContent-Length: {len(_FORM)}\r\n\r\n"
        line.sendall(head.encode() + _FORM[:sent])
        line.shutdown(socket.SHUT_WR)
        return line.recv(1_000)


def test_a_form_whose_sending_was_given_up_does_not_arrive_cut(arrived: tuple[str, list[bytes]]) -> None:
    """Pressed twice, a browser gives its first sending up: cut, it would be a form without its token."""
    upstream, bodies = arrived
    with network(upstream) as bad:
        for sent in (0, 12, len(_FORM) - 1):
            assert post(bad.address, sent=sent) == b""
        assert b" 200 " in post(bad.address, sent=len(_FORM))
    assert bodies == [_FORM]
