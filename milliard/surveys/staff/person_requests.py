"""Somebody writes about their own response: correct it, erase it. Its answers are not shown."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.staff import attempt, press, show, status_of
from milliard.surveys import policies
from milliard.surveys.models import Collection, Response
from milliard.surveys.services import person_requests as services
from milliard.surveys.staff.collections import collection_screens, get_collection
from milliard.surveys.staff.forms import CorrectionForm, NumberForm
from milliard.ui.component_records import Column
from milliard.ui.templatetags.ui.filters import date_longue

_FACTS = [
    Column("Commencée le", "started_at", "date_longue"),
    Column("Terminée", lambda row: f"le {date_longue(row.completed_at)}" if row.completed_at else "non"),
    Column("Reçue", "get_origin_display"),
]


@require_GET
def request_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Find a response by its number."""
    item = get_collection(slug)
    authorize(request.user, policies.can_handle_requests, item)
    form = NumberForm(request.GET if "number" in request.GET else None)
    found = _find(request, item, form) if form.is_bound else None
    correction = CorrectionForm(initial={"number": form["number"].value()}) if found else None
    return _page(request, item, form, found, correction)


@require_POST
def request_correct(request: HttpRequest, slug: str) -> HttpResponse:
    """Mail the link to correct one's answers."""
    item = get_collection(slug)
    authorize(request.user, policies.can_handle_requests, item)
    form = CorrectionForm(request.POST)
    number = request.POST.get("number", "")
    if form.is_valid():
        attempt(
            form,
            lambda: services.send_correction_link(collection=item, by=actor(request), **form.cleaned_data),
        )
    if not form.errors:
        messages.success(request, "Lien envoyé\u00a0: la personne peut corriger elle-même ses réponses.")
        return redirect("surveys_staff:collection", slug=slug)
    search = NumberForm({"number": number})
    return _page(request, item, search, _find(request, item, search), form)


@require_POST
def request_erase(request: HttpRequest, slug: str) -> HttpResponse:
    """Erase a response for good."""
    item = get_collection(slug)
    authorize(request.user, policies.can_handle_requests, item)
    return press(
        request,
        lambda: services.erase_on_request(
            collection=item, number=request.POST.get("number", ""), by=actor(request)
        ),
        done="Réponse effacée, avec ses fichiers et ses accords.",
        back=collection_screens.url_of(item),
        refused_to=reverse("surveys_staff:request", args=[slug]),
    )


def _find(request: HttpRequest, item: Collection, form: NumberForm) -> Response | None:
    if not form.is_valid():
        return None
    number = form.cleaned_data["number"]
    return attempt(form, lambda: services.find_response(collection=item, number=number, by=actor(request)))


def _page(
    request: HttpRequest,
    item: Collection,
    form: NumberForm,
    found: Response | None,
    correction: CorrectionForm | None,
) -> HttpResponse:
    return show(
        request,
        "surveys/staff/request.html",
        title="Demande d’une personne",
        crumbs=collection_screens.way(item),
        icon="user",
        status=status_of(correction) if correction else status_of(form),
        collection=item,
        form=form,
        found=found,
        number=str(found.public_id)[:8] if found else "",
        correction=correction,
        facts=_FACTS,
    )
