"""The public archive as one file, a part of it, or its trackers a page at a time."""

import re

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from milliard.core.access import public
from milliard.core.tables import page_of, page_urls
from milliard.elections.addresses import verification_url
from milliard.elections.models import ArchivePiece, BoardTip, SecretElection
from milliard.elections.services.archives import read_bytes
from milliard.elections.views.answers import from_anywhere

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_PAGE_SIZE = 100


@public
@require_http_methods(["GET", "HEAD", "OPTIONS"])
def board(request: HttpRequest, uuid: str) -> HttpResponse:
    """The archive, whole or from a byte on: who has the beginning asks for the rest."""
    if request.method == "OPTIONS":
        return from_anywhere(HttpResponse(status=204))
    tip = get_object_or_404(BoardTip, election__uuid=uuid)
    etag = f'"{tip.last_event}"'
    start, end, status = _wanted(request, tip.size, etag)
    headers = {
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "Cache-Control": "public, no-cache",
        "Content-Disposition": f'attachment; filename="{uuid}.bel"',
    }
    if status == 304:
        return from_anywhere(HttpResponse(status=304, headers=headers))
    if status == 416:
        headers["Content-Range"] = f"bytes */{tip.size}"
        return from_anywhere(HttpResponse(status=416, headers=headers))
    if status == 206:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{tip.size}"
    headers["Content-Length"] = str(end - start)
    # Bytes once written never change: what comes after this tip is not asked for.
    parts = () if request.method == "HEAD" else read_bytes(tip.election_id, start, end)
    response = StreamingHttpResponse(
        parts, status=status, content_type="application/octet-stream", headers=headers
    )
    return from_anywhere(response)


def _wanted(request: HttpRequest, size: int, etag: str) -> tuple[int, int, int]:
    """First byte, end, status."""
    known = [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    if etag in known:
        return 0, 0, 304
    found = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if found is None or not (found[1] or found[2]) or request.headers.get("If-Range", etag) != etag:
        return 0, size, 200
    if not found[1]:  # the last bytes
        start, end = max(0, size - int(found[2])), size
    else:
        start = int(found[1])
        end = min(int(found[2]) + 1, size) if found[2] else size
    return (start, end, 206) if start < end else (0, 0, 416)


@public
@require_http_methods(["GET", "HEAD", "OPTIONS"])
def description(request: HttpRequest, uuid: str) -> HttpResponse:
    """What is voted on, byte for byte as the archive says it: the booth begins here."""
    found = SecretElection.objects.filter(uuid=uuid).values_list("raw", flat=True)
    return _raw(request, found.first())


@public
@require_http_methods(["GET", "HEAD", "OPTIONS"])
def roll(request: HttpRequest, uuid: str) -> HttpResponse:
    """The public credentials of an election, as the archive lists them."""
    found = SecretElection.objects.filter(uuid=uuid).values_list("spare__roll", flat=True)
    return _raw(request, found.first())


def _raw(request: HttpRequest, found: bytes | memoryview | None) -> HttpResponse:
    if found is None:
        raise Http404
    if request.method == "OPTIONS":
        return from_anywhere(HttpResponse(status=204))
    # It never changes.
    headers = {"Cache-Control": "public, max-age=86400"}
    return from_anywhere(HttpResponse(bytes(found), content_type="application/json", headers=headers))


@public
@require_safe
def trackers(request: HttpRequest, uuid: str) -> HttpResponse:
    """Trackers of the ballots received, the last first; or the one that somebody looks for."""
    election = get_object_or_404(SecretElection.objects.light(), uuid=uuid)
    ballots = ArchivePiece.objects.filter(election=election).exclude(tracker="")
    wanted = request.GET.get("numero", "").strip()[:60]
    shown = ballots.filter(tracker=wanted) if wanted else ballots
    page = page_of(request, shown.only("position", "tracker"), order=["-position"], size=_PAGE_SIZE)
    context = {
        "election": election,
        "page": page,
        "wanted": wanted,
        "verification_url": verification_url(election, wanted),
        **page_urls(request, page),
    }
    return render(request, "elections/trackers.html", context)
