"""A visitor inside the process: the site's whole WSGI application, its time, no network."""

import io
import re
import sys
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

_HIDDEN = re.compile(rb'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@dataclass
class Answer:
    """What came back. ``seconds``: of the application, database included; ``processor``: of this thread."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    seconds: float
    processor: float

    @property
    def location(self) -> str:
        return next((value for name, value in self.headers if name.lower() == "location"), "")

    def hidden(self) -> list[tuple[str, str]]:
        """Hidden fields of the page, as a browser would post them."""
        return [(name.decode(), value.decode()) for name, value in _HIDDEN.findall(self.body)]


@dataclass
class Visitor:
    """Keeps its cookies. ``application``: what a WSGI server would call."""

    application: Any
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        return self._call("GET", path, b"", {})

    def post(self, path: str, fields: list[tuple[str, str]], *, htmx: bool = False) -> Answer:
        more = {"HTTP_HX_REQUEST": "true"} if htmx else {}
        return self._call("POST", path, urlencode(fields).encode(), more)

    def _call(self, method: str, path: str, body: bytes, more: dict[str, str]) -> Answer:
        place, _, query = path.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": place,
            "QUERY_STRING": query,
            "SCRIPT_NAME": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "HTTP_HOST": "127.0.0.1:8000",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.url_scheme": "http",
            "wsgi.version": (1, 0),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            **more,
        }
        started: list[Any] = []
        clocks = time.perf_counter(), time.thread_time()
        response = self.application(
            environ, lambda status, headers, error=None: started.extend([status, headers])
        )
        content = b"".join(response)
        spent = time.perf_counter() - clocks[0], time.thread_time() - clocks[1]
        response.close()
        self._remember(started[1])
        return Answer(int(started[0][:3]), started[1], content, *spent)

    def _remember(self, headers: list[tuple[str, str]]) -> None:
        for name, value in headers:
            if name.lower() == "set-cookie":
                for morsel in SimpleCookie(value).values():
                    self.cookies[morsel.key] = morsel.value


def application() -> Any:
    """The site's application, once Django is set up."""
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()
