"""Papers about codes: those made here, printed once; the names behind numbers, noted in the journal."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.exports import Value
from milliard.core.refusals import Refused
from milliard.elections.addresses import series_address
from milliard.elections.models import ElectionSeries
from milliard.elections.papers import table_file
from milliard.elections.pdf import codes_pdf
from milliard.elections.policies import can_run_series
from milliard.elections.services.codes import IssuedCode, print_codes, voters_with_names

_CODES, _NAMES = ("numéro", "nom", "code"), ("numéro", "nom", "e-mail")


@never_cache
@require_POST
def codes(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Make the codes and give them, once: a PDF with a sheet for each voter, or a table."""
    series = get_object_or_404(ElectionSeries, public_id=public_id)
    authorize(request.user, can_run_series, series)
    is_table = request.POST.get("format") == "csv"

    def write(issued: list[IssuedCode]) -> HttpResponseBase:
        if is_table:
            rows: list[list[Value]] = [[one.number, one.name, one.code] for one in issued]
            return table_file(f"Codes\u00a0: {series.title}", _CODES, rows, name="codes-secrets")
        content = codes_pdf(series.title, series_address(series), issued, at=timezone.now())
        headers = {"Content-Disposition": 'attachment; filename="codes-secrets.pdf"'}
        return HttpResponse(content, content_type="application/pdf", headers=headers)

    try:
        return print_codes(series=series, write=write, by=actor(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("elections_staff:series", public_id)


@never_cache
@require_POST
def names(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """The numbers with names and addresses, for whoever hands out codes; the journal says who took them."""
    series = get_object_or_404(ElectionSeries, public_id=public_id)
    authorize(request.user, can_run_series, series)
    try:
        rows = voters_with_names(series=series, by=actor(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("elections_staff:series", public_id)
    return table_file(f"Votant·es\u00a0: {series.title}", _NAMES, rows, name="votants-avec-noms")
