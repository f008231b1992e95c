"""A file that came as an answer, given back to those who hold the response."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from milliard.core.access import public
from milliard.surveys.views.visits import find_visit


@public
@require_safe
def attachment(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse | FileResponse:
    """A file of one's own response, downloaded and never shown in the page's place."""
    visit = find_visit(request, slug)
    row = visit.response.attachments.filter(public_id=public_id).first() if visit.holder else None
    if row is None:
        raise Http404
    response = FileResponse(
        row.file.open("rb"), as_attachment=True, filename=row.name, content_type="application/octet-stream"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "no-store"
    return response
