"""Collections: the list, one collection, its draft and its changes."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from milliard.core.access import require
from milliard.surveys import policies
from milliard.surveys.models import Collection
from milliard.surveys.services.collections import create_collection, update_collection
from milliard.surveys.services.invitations import reminders_due
from milliard.surveys.staff import crumbs
from milliard.surveys.staff.forms import CollectionForm
from milliard.surveys.staff.presenting import state_of
from milliard.surveys.staff.shell import actor, attempt, journal_of, posted, show, status_of


def get_collection(slug: str) -> Collection:
    """The collection of this address, with its version and questionnaire; 404 when there is none."""
    found = Collection.objects.select_related("version__questionnaire").defer(
        "version__definition", "version__changes"
    )
    return get_object_or_404(found, slug=slug)


@require_GET
def collections(request: HttpRequest) -> HttpResponse:
    """All the collections, the last opened first, drafts above."""
    require(policies.can_preview(request.user))
    found = (
        Collection.objects.select_related("version__questionnaire")
        .defer("version__definition", "version__changes")
        .annotate(
            begun=Count("responses"), complete=Count("responses", Q(responses__completed_at__isnull=False))
        )
        .order_by("-opens_at", "-pk")
    )
    now = timezone.now()
    return show(
        request,
        "collections.html",
        title="Collectes",
        rows=[(item, state_of(item, now)) for item in found],
        can_manage=policies.can_manage_questionnaires(request.user),
    )


@require_GET
def collection(request: HttpRequest, slug: str) -> HttpResponse:
    """One collection: where it stands, and everything that can be done with it."""
    item = get_collection(slug)
    require(policies.can_follow(request.user, item))
    invitations = item.invitations.aggregate(
        sent=Count("pk"), finished=Count("pk", Q(spent_at__isnull=False))
    )
    context: dict[str, Any] = {
        "collection": item,
        "state": state_of(item),
        "begun": item.responses.count(),
        "complete": item.responses.filter(completed_at__isnull=False).count(),
        "consents": item.consent_texts.order_by("purpose"),
        "invitations": invitations,
        "due": len(reminders_due(item)) if item.is_open() else 0,
        "quotas": item.quotas.count(),
        "datasets": item.datasets.order_by("-frozen_at"),
        "journal": journal_of(item),
        "can_manage": policies.can_manage_questionnaires(request.user),
        "can_freeze": policies.can_freeze(request.user, item),
        "can_enter_paper": policies.can_enter_paper(request.user, item),
        "has_other_version": item.version.questionnaire.versions.exclude(pk=item.version_id).exists(),
    }
    return show(request, "collection.html", title=item.title, crumbs=[crumbs.collections()], **context)


@require_http_methods(["GET", "POST"])
def collection_create(request: HttpRequest) -> HttpResponse:
    """A new draft: nobody outside the team sees it."""
    require(policies.can_manage_questionnaires(request.user))
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
        "form.html",
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
    require(policies.can_manage_questionnaires(request.user))
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
        "form.html",
        title="Modifier",
        crumbs=[crumbs.collections(), crumbs.collection(item)],
        form=form,
        submit="Enregistrer",
        lead="",
        status=status_of(form),
    )


def _first_values(request: HttpRequest) -> dict[str, Any]:
    """A link from a version's page chooses that version."""
    return {"audience": "organisation", "version": request.GET.get("version", "")}
