"""A post cut on its way is no post.

When a connection is lost in the middle of a form, some WSGI servers hand over what came as if it were all:
«4» would be stored where somebody typed «4 321». A proxy that reads whole requests first hides it; we do not
count on one being there. Django answers such a request like one without its form's token: nothing is stored.
"""

from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class CutRequest(OSError):
    """The body ended before the announced length."""


class WholeInput:
    """A ``wsgi.input`` whose early end is an error. ``length``: bytes announced by the client."""

    def __init__(self, stream: Any, length: int) -> None:
        self._stream = stream
        self._left = length

    def read(self, size: int | None = -1) -> bytes:
        """At most ``size`` bytes, or all that is left. Raises :class:`CutRequest`."""
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        return self._checked(self._stream.read(wanted), wanted)

    def readline(self, size: int | None = -1) -> bytes:
        """One line. Raises :class:`CutRequest`."""
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        line = self._stream.readline(wanted)
        return self._checked(line, 0 if line.endswith(b"\n") else wanted)

    def _checked(self, got: bytes, wanted: int) -> bytes:
        self._left -= len(got)
        if len(got) < wanted:
            raise CutRequest("the body ended before its announced length")
        return got


def refuse_cut_requests(application: Application) -> Application:
    """Wrap a WSGI application so that it never takes half a body for a whole one."""

    def whole(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = str(environ.get("CONTENT_LENGTH") or "")
        if length.isascii() and length.isdecimal():
            environ["wsgi.input"] = WholeInput(environ["wsgi.input"], int(length))
        return application(environ, start_response)

    return whole
