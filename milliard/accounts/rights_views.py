"""One's rights over one's data: see it all, take it away, correct, object, leave; and the public table."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from french import format_date
from milliard.accounts import reports
from milliard.accounts.actor import actor
from milliard.core.access import public
from milliard.core.declarations import Right
from milliard.core.erasure_table import ErasureLine, erasure_table
from milliard.ui.documents import compile_pdf

_PDF = Path(__file__).parent / "pdf" / "person_data.typ"


@never_cache
@require_GET
def rights(request: HttpRequest) -> HttpResponse:
    """Everything kept about me, until when, and what I can do about it."""
    me = actor(request)
    known = reports.known_of(user=me, by=me)
    acts = [act for part in known for act in part.acts]
    by_right = [(right, [act for act in acts if act.right == right]) for right in Right]
    return render(request, "accounts/rights.html", {"known": known, "rights": by_right})


@never_cache
@require_GET
def account_export(request: HttpRequest) -> HttpResponse:
    """Everything about me, as a file for machines."""
    me = actor(request)
    data = reports.export_account(user=me, by=me)
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.headers["Content-Disposition"] = 'attachment; filename="mes-donnees.json"'
    return response


@never_cache
@require_GET
def rights_pdf(request: HttpRequest) -> HttpResponse:
    """Everything about me, on paper."""
    me = actor(request)
    response = HttpResponse(
        data_pdf(reports.known_of(user=me, by=me), title="Mes données"), content_type="application/pdf"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="mes-donnees.pdf"'
    return response


def data_pdf(known: list[reports.Known], *, title: str) -> bytes:
    """What is known of somebody, as a tagged PDF. Raises `FontsMissing`."""
    now = timezone.now()
    day = format_date(timezone.localdate())
    data: dict[str, Any] = {
        "title": title,
        "lead": f"Tout ce qui est gardé à ce nom sur la plateforme, le {day}.",
        "written": f"Écrit le {day}",
        "simulated": settings.IS_DEMONSTRATION,
        "parts": [_on_paper(part) for part in known],
    }
    return compile_pdf(_PDF, data, at=now)


def _on_paper(part: reports.Known) -> dict[str, Any]:
    return {
        "title": part.data.title,
        "purpose": part.purpose,
        "kept": part.kept,
        "until": part.until,
        "data": asdict(part.data),
    }


@public
@require_GET
def erased_or_kept(request: HttpRequest) -> HttpResponse:
    """Field by field: what an erasure erases, what it keeps, why and until when."""
    table = [(kind, [_row(line) for line in lines]) for kind, lines in erasure_table()]
    return render(request, "accounts/erased_or_kept.html", {"table": table})


def _row(line: ErasureLine) -> list[str]:
    words = ", ".join(dict.fromkeys(line.words))
    of = f"{line.of[:1].upper()}{line.of[1:]}\u00a0: {words}" if line.of else words[:1].upper() + words[1:]
    return [of, line.fate, line.why, line.until]
