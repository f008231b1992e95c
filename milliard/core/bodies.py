"""What the body of a request may weigh, known before a byte of it is kept.

A form anybody may send is read before anybody is asked who they are: its token is inside. So its size is
looked at first, by what the address takes, and reading it costs a few times its size, not eighty.
"""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.core.files.uploadedfile import UploadedFile
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.datastructures import MultiValueDict

from milliard.core.rate_limit import Limit, is_exceeded, too_many_requests
from milliard.core.screens import ADMIN_PREFIX
from milliard.core.views import too_big

View = TypeVar("View", bound=Callable[..., Any])

#: Files of the team: surveys, datasets, documents.
STAFF_FILES_BYTES = 52_000_000
_FORM, _FILES = "application/x-www-form-urlencoded", "multipart/form-data"
#: Heavier than anything typed: counted by address. A hall sends its attachments from one address.
_HEAVY_BYTES = 500_000
_HEAVY = Limit("core.heavy_body", 600)
_WINDOW = 4_096


def takes_files(most_bytes: int) -> Callable[[View], View]:
    """Say of a view that its form may hold files, ``most_bytes`` in all; the others take none."""

    def decorate(view: View) -> View:
        view.most_file_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return decorate


class BodyLimits:
    """Refuse a body too heavy for its address; above `CsrfViewMiddleware`, which reads it.

    A length that is not announced is no length: WSGI gives such a body as empty.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        size = int(request.META.get("CONTENT_LENGTH") or 0)
        if size > max(settings.DATA_UPLOAD_MAX_MEMORY_SIZE, _most_file_bytes(request, view)):
            return too_big()
        if size > _HEAVY_BYTES and is_exceeded(request, _HEAVY):
            return too_many_requests(request, _HEAVY)
        return None


def _most_file_bytes(request: HttpRequest, view: Callable[..., Any]) -> int:
    if request.content_type != _FILES:
        return 0
    said = int(getattr(view, "most_file_bytes", 0))
    is_staff = request.path.startswith(ADMIN_PREFIX) and request.user.is_authenticated
    return max(said, STAFF_FILES_BYTES) if is_staff else said


class FormRequest(WSGIRequest):
    """A request whose form is read by `parse_form`."""

    def _load_post_and_files(self) -> None:
        is_read_elsewhere = getattr(self, "_read_started", False) and not hasattr(self, "_body")
        is_utf8 = (self.encoding or "utf-8").lower() == "utf-8"
        if self.method != "POST" or self.content_type != _FORM or is_read_elsewhere or not is_utf8:
            super()._load_post_and_files()
            return
        self._post: QueryDict = parse_form(self.body)
        self._files: MultiValueDict[str, UploadedFile] = MultiValueDict()


class FormHandler(WSGIHandler):
    request_class = FormRequest


def parse_form(body: bytes) -> QueryDict:
    """What `QueryDict` reads, in memory of the order of ``body``. Raises `TooManyFieldsSent`.

    The standard reader makes an object per escape: 80 bytes for each byte of a body made of them.
    """
    if body.count(b"&") >= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:
        raise TooManyFieldsSent
    form = QueryDict(mutable=True)
    for pair in body.split(b"&"):
        if pair:
            name, _, value = pair.partition(b"=")
            form.appendlist(_text(name), _text(value))
    form._mutable = False
    return form


def _text(encoded: bytes) -> str:
    encoded = encoded.replace(b"+", b" ")
    if b"%" not in encoded:
        return encoded.decode(errors="replace")
    decoded, start = bytearray(), 0
    while start < len(encoded):
        end = start + _WINDOW
        cut = encoded.rfind(b"%", end - 2, end)  # no escape is cut in two
        end = cut if cut > start else end
        decoded += unquote_to_bytes(encoded[start:end])
        start = end
    return decoded.decode(errors="replace")
