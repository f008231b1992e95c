"""A bad network before a site: a proxy on loopback that delays, reorders, repeats and loses requests.

Each request waits for as long as its fate says, on its own: two sent one after the other may arrive the other
way round. A lost one is cut before it arrives, or its answer is, which a browser cannot tell apart.
"""

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any
from urllib.parse import urlsplit

_OF_ONE_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length"})


@dataclass
class Network:
    """What happens to the requests; changed at any moment. Chances: of a post, between 0 and 1."""

    upstream: str
    #: Before each request, and as much at most again, drawn for each post.
    latency_s: float = 0.0
    spread_s: float = 0.0
    repeats: float = 0.0
    loses: float = 0.0
    #: Nothing gets through.
    is_down: bool = False
    random: Random = field(default_factory=lambda: Random(0))
    address: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def fate(self, method: str) -> tuple[float, int, bool]:
        """Of one request: seconds to wait, how often it arrives, whether its answer comes back."""
        with self._lock:
            if self.is_down:
                return 0.0, 0, False
            if method != "POST":
                return self.latency_s, 1, True
            wait = self.latency_s + self.random.random() * self.spread_s
            is_lost = self.random.random() < self.loses
            times = 2 if self.random.random() < self.repeats else 1
            return wait, self.random.choice((0, 1)) if is_lost else times, not is_lost


@contextmanager
def network(upstream: str, **weather: Any) -> Iterator[Network]:
    """A network before the site at ``upstream``; its own address is ``.address``."""
    made = Network(upstream, **weather)

    class Handler(_Handler):
        network = made

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        made.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    network: Network
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Say nothing: the site has its own log."""

    def _pass_on(self) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):  # a browser that is gone
            self._carry()

    def _carry(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(size)
        if len(body) < size:  # the browser gave it up on the way, as it does when one presses twice
            self.close_connection = True
            return
        wait, times, is_answered = self.network.fate(self.command)
        time.sleep(wait)
        answers = [self._ask(body) for _ in range(times)]
        if not is_answered or not answers or self.network.is_down:
            self.close_connection = True
            return
        status, headers, content = answers[-1]
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in _OF_ONE_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_POST = do_HEAD = _pass_on  # noqa: N815 (names of http.server)

    def _ask(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = http.client.HTTPConnection(urlsplit(self.network.upstream).netloc, timeout=30)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _OF_ONE_HOP}
        try:
            connection.request(self.command, self.path, body or None, headers)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()
