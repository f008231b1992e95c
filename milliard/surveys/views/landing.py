"""Before the first question: which questionnaires are open, what this one is for, how to come back."""

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from milliard.core.access import public
from milliard.surveys.duration import duration_of, with_duration
from milliard.surveys.models import Collection
from milliard.surveys.reports.outcomes import outcome_of
from milliard.surveys.services.consents import texts_of
from milliard.surveys.services.retention import retention_words
from milliard.surveys.views.visits import find_visit, first_section, page_context, section_url


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The questionnaires open to everyone, and those announced."""
    now = timezone.now()
    shown = Collection.objects.filter(invitation_only=False, closed_at__isnull=True)
    context = {
        "collections": with_duration(shown.open(now).order_by("closes_at", "title")),
        "announced": shown.filter(opens_at__gt=now).order_by("opens_at"),
        "closed": Collection.objects.in_use()
        .filter(invitation_only=False)
        .filter(Q(closed_at__lte=now) | Q(closes_at__lte=now))
        .order_by("-closes_at", "-closed_at")[:10],
    }
    return render(request, "surveys/index.html", context)


@public
@never_cache
@require_safe
def landing(request: HttpRequest, slug: str) -> HttpResponse:
    """What it is for, how long it takes, what becomes of the answers; begin or come back.

    Once ended: when it ended, how many answered, and where the results are.
    """
    visit = find_visit(request, slug)
    questionnaire = visit.compiled.questionnaire
    context = page_context(
        visit.collection,
        visit=visit,
        sections=questionnaire.sections,
        duration=duration_of(visit.version),
        site_url=settings.SITE_URL,
        questions=questionnaire.asked_count,
        consents=texts_of(visit.collection),
        kept=retention_words(visit.collection),
        outcome=outcome_of(visit.collection) if visit.collection.has_ended() else None,
        is_lost=visit.is_lost or "perdu" in request.GET,
        start_url=section_url(slug, first_section(visit)),
    )
    return render(request, "surveys/landing.html", context)
