"""The questionnaire as a sheet of paper: every question, its choices, room to write."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from engines.questionnaire.paper import paper_sections
from milliard.core.access import public
from milliard.surveys.services.consents import decisions_of, texts_of
from milliard.surveys.views.receipt_files import received_on
from milliard.surveys.views.review import read_again
from milliard.surveys.views.visits import find_visit, page_context


@public
@never_cache
@require_safe
def printable(request: HttpRequest, slug: str) -> HttpResponse:
    """The questionnaire for paper: blank, or with one's answers (``?rempli=1``)."""
    visit = find_visit(request, slug)
    if visit.holder is not None and "rempli" in request.GET:
        sections = list(read_again(visit, with_hidden=False))
        context = page_context(
            visit.collection,
            sections=sections,
            day=timezone.localdate(),
            number=str(visit.response.public_id)[:8],
            received=received_on(visit),
            consents=() if visit.is_contributor else decisions_of(visit.response).values(),
        )
        return render(request, "surveys/printable_filled.html", context)
    context = page_context(
        visit.collection,
        consents=texts_of(visit.collection),
        sections=paper_sections(visit.compiled.questionnaire),
    )
    return render(request, "surveys/printable.html", context)
