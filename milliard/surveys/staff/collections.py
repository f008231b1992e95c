"""Collections: the list, one collection, its draft and its changes."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from milliard.accounts.actor import actor
from milliard.core.access import authorize, is_htmx
from milliard.core.staff import attempt, journal_of, listing, panels_of, posted, show, status_of
from milliard.surveys import policies
from milliard.surveys.filters import CollectionFilters
from milliard.surveys.models import Collection
from milliard.surveys.reports.response_counts import count_responses, counts_of
from milliard.surveys.services.collections import create_collection, update_collection
from milliard.surveys.services.invitations import reminders_due
from milliard.surveys.staff import crumbs
from milliard.surveys.staff.forms import CollectionForm
from milliard.surveys.version_change.responses import responses_to_convert

#: When a draft opens, so that drafts come first.
NEVER = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)
#: Journal codes written one a batch or one a sheet.
_ONE_OF_MANY = ("surveys.responses.moved", "surveys.paper.entered")


def get_collection(slug: str) -> Collection:
    """The collection of this address, with its version and questionnaire; 404 when there is none."""
    found = Collection.objects.select_related("version__questionnaire").defer(
        "version__definition", "version__changes"
    )
    return get_object_or_404(found, slug=slug)


@require_GET
def collections(request: HttpRequest) -> HttpResponse:
    """The collections, drafts first, then the last opened first."""
    authorize(request.user, policies.can_preview)
    found = Collection.objects.select_related("version__questionnaire").defer(
        "introduction", "version__definition", "version__changes"
    )
    filters = CollectionFilters(request.GET, found.annotate(since=Coalesce("opens_at", Value(NEVER))))
    shown = listing(request, filters, order=["-since"])
    counts, now = counts_of(shown["page"].rows), timezone.now()
    return show(
        request,
        "surveys/staff/collections.html",
        title="Collectes",
        rows=[(item, item.state(now), counts[item.pk]) for item in shown["page"].rows],
        can_manage=policies.can_manage_questionnaires(request.user),
        **shown,
    )


@require_GET
def collection(request: HttpRequest, slug: str) -> HttpResponse:
    """One collection: where it stands, and everything that can be done with it."""
    item = get_collection(slug)
    authorize(request.user, policies.can_follow, item)
    invitations = item.invitations.aggregate(sent=Count("pk"), finished=Count("pk", Q(is_spent=True)))
    counts = count_responses([item.pk])[item.pk]
    moving = {"collection": item, "begun": counts.begun, **_moving(item, counts.begun)}
    if is_htmx(request):
        return render(request, "surveys/staff/_moving.html", moving)
    context: dict[str, Any] = {
        **moving,
        "state": item.state(),
        "complete": counts.complete,
        "consents": item.consent_texts.order_by("purpose"),
        "invitations": invitations,
        "due": reminders_due(item).count() if item.is_open() else 0,
        "quotas": item.quotas.count(),
        "panels": panels_of("surveys.collection", request, item),
        "journal": journal_of(item, without=_ONE_OF_MANY),
        "can_manage": policies.can_manage_questionnaires(request.user),
        "can_enter_paper": policies.can_enter_paper(request.user, item),
        "has_other_version": item.version.questionnaire.versions.exclude(pk=item.version_id).exists(),
    }
    return show(
        request, "surveys/staff/collection.html", title=item.title, crumbs=[crumbs.collections()], **context
    )


@require_http_methods(["GET", "POST"])
def collection_create(request: HttpRequest) -> HttpResponse:
    """A new draft: nobody outside the team sees it."""
    authorize(request.user, policies.can_manage_questionnaires)
    form = CollectionForm(posted(request), initial=_first_values(request))
    if form.is_valid():
        made = attempt(form, lambda: create_collection(**form.cleaned_data, by=actor(request)))
        if made is not None:
            messages.success(
                request, "Collecte créée, en brouillon. Personne ne la voit avant son ouverture."
            )
            return redirect("surveys_staff:collection", slug=made.slug)
    return show(
        request,
        "surveys/staff/form.html",
        title="Nouvelle collecte",
        crumbs=[crumbs.collections()],
        form=form,
        submit="Créer le brouillon",
        lead="Un brouillon d’abord\u00a0: vous l’ouvrirez quand tout sera relu.",
        status=status_of(form),
    )


@require_http_methods(["GET", "POST"])
def collection_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change words and dates; once opened, what respondents were promised stays."""
    authorize(request.user, policies.can_manage_questionnaires)
    item = get_collection(slug)
    form = CollectionForm(posted(request), collection=item)
    if form.is_valid():
        changed = attempt(
            form, lambda: update_collection(collection=item, by=actor(request), **form.cleaned_data)
        )
        if changed is not None:
            messages.success(request, "Collecte modifiée.")
            return redirect("surveys_staff:collection", slug=slug)
    return show(
        request,
        "surveys/staff/form.html",
        title="Modifier",
        crumbs=[crumbs.collections(), crumbs.collection(item)],
        form=form,
        submit="Enregistrer",
        lead="",
        status=status_of(form),
    )


def _moving(item: Collection, begun: int) -> dict[str, int]:
    """How many responses still follow an earlier version, and the percent of those that do not."""
    left = responses_to_convert(item).count() if begun else 0
    return {"left": left, "moved_part": 100 * (begun - left) // begun if begun else 100}


def _first_values(request: HttpRequest) -> dict[str, Any]:
    """A link from a version's page chooses that version."""
    return {"audience": "organisation", "version": request.GET.get("version", "")}
