"""A small site in front of the published bundle: it serves files, keeps what is posted, can lose answers."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

from config.security import CSP_SITE

_KINDS = {".js": "text/javascript", ".css": "text/css", ".html": "text/html; charset=utf-8"}
#: The site's own policy: the pages must live under it as they are.
_POLICY = "; ".join(f"{name} {' '.join(values)}" for name, values in CSP_SITE["DIRECTIVES"].items())  # type: ignore[attr-defined]


@dataclass
class VotingSite:
    """What a test puts there, and what pages sent."""

    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    posted: list[tuple[str, bytes]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    #: Answers still to be lost, after the question arrived.
    losing: int = 0
    #: Path -> (status, body) of an answer to a POST that is not «200».
    refusing: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    #: Whether pages of other hosts may ask.
    is_open: bool = False

    def sent_to(self, path: str) -> list[bytes]:
        return [body for each, body in self.posted if each == path]


class _Handler(BaseHTTPRequestHandler):
    site: ClassVar[VotingSite]
    folder: ClassVar[Path]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path in self.site.files:
            self._answer(200, self.site.files[path], "application/json")
            return
        file = self.folder / path.lstrip("/")
        if file.is_file() and self.folder in file.resolve().parents:
            self._answer(200, file.read_bytes(), _KINDS.get(file.suffix, "application/json"))
        else:
            self._answer(404, b"{}", "application/json")

    def do_OPTIONS(self) -> None:
        self._answer(204 if self.site.is_open else 403, b"", "text/plain")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.site.posted.append((self.path, body))
        self.site.headers.append(dict(self.headers))
        if self.site.losing:
            self.site.losing -= 1
            self.close_connection = True
            self.connection.close()
            return
        status, answer = self.site.refusing.get(self.path, (200, b"{}"))
        self._answer(status, answer, "application/json")

    def _answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", _POLICY)
        if self.site.is_open:
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Access-Control-Allow-Headers", "Content-Type")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def voting_site(folder: Path, port: int = 0) -> Iterator[VotingSite]:
    """Serve ``folder`` and what is put in ``files`` at a free port of this machine."""
    site = VotingSite()
    handler = type("Handler", (_Handler,), {"site": site, "folder": folder.resolve()})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    site.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
