"""Opening, closing, reopening, changing version: each page says what it does before it is done."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm, Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.staff import attempt, posted, show, status_of
from milliard.surveys import policies
from milliard.surveys.models import Collection, Version
from milliard.surveys.services import collections as services
from milliard.surveys.services.questionnaires import definition_of
from milliard.surveys.staff import crumbs
from milliard.surveys.staff.collections import get_collection
from milliard.surveys.staff.forms import AdoptionForm, OpeningForm, ReopeningForm
from milliard.surveys.staff.presentation import changes_between
from milliard.surveys.version_change.effects import effects_on_collection
from milliard.ui.typography import format_date, format_time


@require_http_methods(["GET", "POST"])
def collection_open(request: HttpRequest, slug: str) -> HttpResponse:
    """Let answers in."""
    item = get_collection(slug)
    return _confirm(
        request,
        item,
        OpeningForm(posted(request)),
        title="Ouvrir la collecte",
        effects=[
            "La page de la collecte devient visible et les réponses arrivent.",
            "La version du questionnaire ne pourra plus changer d’un mot.",
            "Qui répond, l’anonymat et l’invitation obligatoire ne changeront plus non plus.",
            _asked(item),
            _until(item),
        ],
        submit="Ouvrir",
        act=lambda form: services.open_collection(
            collection=item, by=actor(request), opens_at=form.cleaned_data["opens_at"]
        ),
        done="Collecte ouverte.",
    )


@require_http_methods(["GET", "POST"])
def collection_close(request: HttpRequest, slug: str) -> HttpResponse:
    """Let no answer in any more."""
    item = get_collection(slug)
    return _confirm(
        request,
        item,
        Form(posted(request)),
        title="Fermer la collecte",
        effects=[
            "Plus aucune réponse n’est acceptée, même commencée.",
            "Les réponses reçues, complètes ou non, sont gardées.",
            "Les données reçues sont figées aussitôt\u202f; vous pourrez rouvrir si besoin.",
        ],
        submit="Fermer",
        act=lambda form: services.close_collection(collection=item, by=actor(request)),
        done="Collecte fermée. Ses données se figent\u00a0: rechargez cette page, elles paraîtront plus bas.",
    )


@require_http_methods(["GET", "POST"])
def collection_reopen(request: HttpRequest, slug: str) -> HttpResponse:
    """Let answers in again."""
    item = get_collection(slug)
    return _confirm(
        request,
        item,
        ReopeningForm(posted(request)),
        title="Rouvrir la collecte",
        effects=[
            "Les réponses sont acceptées à nouveau, et celles commencées peuvent être terminées.",
            "Les jeux de données déjà figés ne changent pas\u00a0: figez à nouveau après la fermeture.",
        ],
        submit="Rouvrir",
        act=lambda form: services.reopen_collection(
            collection=item, by=actor(request), closes_at=form.cleaned_data["closes_at"]
        ),
        done="Collecte rouverte.",
    )


@require_http_methods(["GET", "POST"])
def collection_adopt(request: HttpRequest, slug: str) -> HttpResponse:
    """Every response follows another version; what becomes of the answers is said before."""
    item = get_collection(slug)
    authorize(request.user, policies.can_manage_questionnaires)
    form = AdoptionForm(posted(request), collection=item)
    field: Any = form.fields["version"]
    others = list(field.queryset)
    chosen = _chosen(others, request.POST.get("version") or request.GET.get("version", ""))
    form.initial["version"] = chosen
    return _confirm(
        request,
        item,
        form,
        title="Changer de version",
        effects=[
            "Les personnes qui commencent désormais voient cette version.",
            "Les réponses déjà données, commencées ou terminées, passent aussi à cette version.",
            "Une réponse qui n’y a plus sa place est mise de côté avec la raison\u00a0: rien n’est perdu.",
        ],
        submit="Changer de version",
        act=lambda form: services.adopt_version(
            collection=item, version=form.cleaned_data["version"], by=actor(request)
        ),
        done="La collecte suit cette version. Les réponses déjà données la rejoignent en quelques minutes.",
        chosen=chosen,
        others=others,
        changes=changes_between(definition_of(item.version), definition_of(chosen)) if chosen else [],
        carrying=effects_on_collection(item, chosen) if chosen else [],
    )


def _chosen(others: list[Version], wanted: str) -> Version | None:
    """The version whose effects are shown: the one asked for, or the latest."""
    return next((version for version in others if str(version.pk) == wanted), others[0] if others else None)


def _confirm(
    request: HttpRequest,
    item: Collection,
    form: BaseForm,
    *,
    title: str,
    effects: list[str],
    submit: str,
    act: Callable[[BaseForm], Collection],
    done: str,
    **more: Any,
) -> HttpResponse:
    """Show what will happen; on POST, do it."""
    authorize(request.user, policies.can_manage_questionnaires)
    if form.is_valid() and attempt(form, lambda: act(form)) is not None:
        messages.success(request, done)
        return redirect("surveys_staff:collection", slug=item.slug)
    way = [crumbs.collections(), crumbs.collection(item)]
    context: dict[str, Any] = {"collection": item, "form": form, "effects": effects, "submit": submit, **more}
    return show(
        request, "surveys/staff/confirm.html", title=title, crumbs=way, status=status_of(form), **context
    )


def _asked(item: Collection) -> str:
    """What people will be asked to agree to: an empty list is easily left so by oversight."""
    purposes = [text.get_purpose_display() for text in item.consent_texts.order_by("purpose")]
    if not purposes:
        return "Aucun consentement n’est demandé\u00a0: chaque réponse complète compte dans les chiffres."
    return f"Consentements demandés\u00a0: {', '.join(purposes)}."


def _until(item: Collection) -> str:
    if item.closes_at is None:
        return "Elle reste ouverte jusqu’à ce que vous la fermiez."
    at = timezone.localtime(item.closes_at)
    return f"Elle fermera d’elle-même le {format_date(at.date())} à {format_time(at)}."
