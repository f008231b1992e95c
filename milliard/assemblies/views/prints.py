"""Papers: the sheet to sign, ballots, the form of a proxy."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from milliard.accounts.actor import actor
from milliard.assemblies.enums import ResolutionState, Secrecy
from milliard.assemblies.models import Assembly, Resolution
from milliard.assemblies.pdf.ballots import MOST_BALLOTS, print_ballots
from milliard.assemblies.pdf.proxies import print_proxy_form
from milliard.assemblies.pdf.sheets import parts_of, print_attendance_sheet
from milliard.assemblies.policies import can_run_session
from milliard.assemblies.services.desk import record_roll_export
from milliard.core.access import authorize, public


@require_safe
def attendance_sheets(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The sheets of an assembly: one, or some by letters for as many tables at the desk."""
    assembly = _rolled(request, public_id)
    context = {"assembly": assembly, "parts": parts_of(assembly)}
    return render(request, "assemblies/print/sheets.html", context)


@require_POST
def attendance_sheet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The sheet that people sign as they come, in the order of names; it is journaled."""
    assembly = _rolled(request, public_id)
    asked = request.POST.get("part", "")
    part = int(asked) if asked.isascii() and asked.isdecimal() and 0 < len(asked) < 5 else 1
    record_roll_export(assembly=assembly, what="sheet", by=actor(request))
    return _pdf(print_attendance_sheet(assembly, max(part, 1)), "emargement")


def _rolled(request: HttpRequest, public_id: UUID) -> Assembly:
    """An assembly that has a roll, for whoever may run its session."""
    rows = Assembly.objects.filter(rolled_at__isnull=False).select_related(
        "statutes", "place", "chair__member", "secretary__member"
    )
    assembly = get_object_or_404(rows, public_id=public_id)
    authorize(request.user, can_run_session, assembly)
    return assembly


@require_safe
def paper_ballots(request: HttpRequest, public_id: UUID, resolution_id: UUID) -> HttpResponse:
    """Ballots of one vote: of each mandate by its number, or alike and anonymous (`?combien=`)."""
    rows = Resolution.objects.select_related("assembly__statutes", "amends")
    resolution = get_object_or_404(rows, public_id=resolution_id, assembly__public_id=public_id)
    authorize(request.user, can_run_session, resolution.assembly)
    is_over = resolution.state not in (ResolutionState.DRAFT, ResolutionState.OPEN)
    if is_over or resolution.secrecy == Secrecy.SECRET:
        raise Http404
    asked = request.GET.get("combien", "")
    count = min(int(asked), MOST_BALLOTS) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 0
    return _pdf(print_ballots(resolution, count), "bulletins")


@public
@require_safe
def proxy_form(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The form of a proxy, to print, sign and bring: nothing of anybody stands on it."""
    rows = Assembly.objects.public().filter(statutes__proxies_allowed=True)
    assembly = get_object_or_404(rows.select_related("statutes", "place"), public_id=public_id)
    return _pdf(print_proxy_form(assembly), "pouvoir")


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
