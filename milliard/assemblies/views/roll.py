"""The roll of an assembly: its count and digest for everybody, its names for its members."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from milliard.assemblies.models import RollEntry
from milliard.assemblies.policies import can_see_roll
from milliard.assemblies.reports.roll import is_too_short, narrowed, roll_line, roll_lines
from milliard.assemblies.views.assemblies import public_assembly
from milliard.assemblies.views.own import seat_of
from milliard.core.access import public
from milliard.core.rate_limit import Limit, limited
from milliard.core.tables import page_of, page_urls

#: Whoever verifies takes the file once or twice; it may hold a million lines.
LINES_LIMIT = Limit("assemblies.roll_lines", hits=30)


@public
@never_cache
@require_safe
def roll(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How many may vote and the digest of their list; who they are, for those on it and the team."""
    item = public_assembly(public_id)
    seat = seat_of(request, item)
    sees_names = seat.entry is not None or can_see_roll(request.user, item)
    wanted = request.GET.get("q", "").strip()
    context: dict[str, Any] = {
        "assembly": item,
        "sees_names": sees_names,
        "wanted": wanted,
        "is_too_short": bool(wanted) and is_too_short(wanted),
        "entry": seat.entry,
        "line": roll_line(seat.entry) if seat.entry is not None else "",
        "query": seat.query,
    }
    if sees_names:
        found = narrowed(RollEntry.objects.filter(assembly=item), wanted).select_related("member")
        page = page_of(request, found, order=["number"])
        context |= {"page": page, **page_urls(request, page)}
    return render(request, "assemblies/roll.html", context)


@public
@require_safe
@limited(LINES_LIMIT)  # type: ignore[arg-type]  # a stream is an answer too
def lines(request: HttpRequest, public_id: UUID) -> StreamingHttpResponse:
    """The lines the digest is made of: numbers, and digests that name nobody."""
    item = public_assembly(public_id)
    if not item.roll_digest:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="liste-{public_id}.txt"'}
    return StreamingHttpResponse(roll_lines(item), content_type="text/plain; charset=utf-8", headers=headers)
