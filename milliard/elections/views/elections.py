"""Series and elections, for everybody."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from milliard.core.access import public
from milliard.core.tables import page_of, page_urls
from milliard.elections.addresses import booth_url, public_address, verification_url
from milliard.elections.models import ElectionSeries, SecretElection, SeriesTrustee
from milliard.elections.policies import is_registrar
from milliard.elections.reports.boards import board_figures, lines_of_questions, sums_tables
from milliard.elections.words import CODES_BY_PLATFORM, CODES_BY_REGISTRAR, SECRECY

_PAGE_SIZE = 30


@public
@require_safe
def elections(request: HttpRequest) -> HttpResponse:
    """Every secret election, the last first."""
    page = page_of(request, SecretElection.objects.light(), order=["-opened_at"], size=_PAGE_SIZE)
    context = {"page": page, "secrecy": SECRECY, **page_urls(request, page)}
    return render(request, "elections/elections.html", context)


@public
@require_safe
def series(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One series: whose keys, whose codes, its elections."""
    item = get_object_or_404(ElectionSeries, public_id=public_id)
    found = SecretElection.objects.light().filter(series=item)
    page = page_of(request, found, order=["-opened_at"], size=_PAGE_SIZE)
    is_trustee = request.user.is_authenticated and item.trustees.filter(account=request.user).exists()
    context = {
        "page": page,
        "spares": list(item.spares.order_by("position").defer("roll")) if item.has_codes else [],
        "runs": list(item.runs.order_by("number")),
        "is_trustee": is_trustee,
        "is_registrar": is_registrar(request.user, item),
        **_of_series(item),
        **page_urls(request, page),
    }
    return render(request, "elections/series.html", context)


@public
@require_safe
def election(request: HttpRequest, uuid: str) -> HttpResponse:
    """One election: vote, verify, and its result once the sums are open."""
    item = get_object_or_404(SecretElection.objects.select_related("series", "tip"), uuid=uuid)
    context = {
        "election": item,
        "questions": lines_of_questions(item),
        "figures": board_figures(item),
        "tables": sums_tables(item),
        "booth_url": booth_url(item),
        "verification_url": verification_url(item),
        "file_address": public_address(item),
        **_of_series(item.series),
    }
    return render(request, "elections/election.html", context)


def _of_series(item: ElectionSeries) -> dict[str, Any]:
    return {
        "series": item,
        "trustees": list(SeriesTrustee.objects.filter(series=item).order_by("index").defer("share_letter")),
        "secrecy": SECRECY,
        "about_codes": CODES_BY_PLATFORM if item.codes_by_platform else CODES_BY_REGISTRAR,
    }
