"""The minutes, for members of the roll: a paper, and the file that counts again."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from milliard.assemblies.enums import AssemblyState
from milliard.assemblies.models import Assembly
from milliard.assemblies.policies import can_see_roll
from milliard.assemblies.reports.minutes import minutes_document, minutes_pdf
from milliard.core.access import authorize


def _closed(request: HttpRequest, public_id: UUID) -> Assembly:
    rows = Assembly.objects.filter(state__in=(AssemblyState.CLOSED, AssemblyState.SIGNED))
    rows = rows.select_related("place", "chair__member", "secretary__member")
    found = get_object_or_404(rows, public_id=public_id)
    authorize(request.user, can_see_roll, found)
    return found


@require_safe
def minutes_file(request: HttpRequest, public_id: UUID) -> JsonResponse:
    """Lines and ballots, under numbers: what `python -m engines.minutes verify` reads."""
    assembly = _closed(request, public_id)
    headers = {"Content-Disposition": 'attachment; filename="proces-verbal.json"'}
    return JsonResponse(
        minutes_document(assembly), headers=headers, json_dumps_params={"ensure_ascii": False}
    )


@require_safe
def minutes_paper(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The same as a tagged PDF."""
    content = minutes_pdf(_closed(request, public_id))
    headers = {"Content-Disposition": 'inline; filename="proces-verbal.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
