"""Responses: the list, the search, one whole, and what its author asks to be done with it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.core.staff import attempt, listing, posted, press, show, status_of
from milliard.fieldwork.staff.collections import collection_screens, get_collection
from milliard.readings import policies
from milliard.readings.filters import ResponseFilters
from milliard.readings.forms import PersonSearchForm, ResponseSearchForm
from milliard.readings.reports.erasing import what_erasing_does
from milliard.readings.reports.response_lines import read_response
from milliard.readings.services import person_requests, person_search
from milliard.readings.services.openings import record_opening
from milliard.readings.staff.presentation import number_of, sent_words, tabs, way
from milliard.surveys.models import Collection, Response
from milliard.surveys.policies import can_handle_requests
from milliard.ui.component_records import Column


def response_url(row: Any) -> str:
    """Where one response is read, by those who may; in an anonymous collection, nowhere."""
    if row.collection.is_anonymous:
        return ""
    return reverse("readings_staff:response", args=[row.collection.slug, row.public_id])


def _version(row: Response) -> str:
    return f"version {row.version.number}"


_COLUMNS = [
    Column("Réponse", number_of, url=response_url),
    Column("Commencée le", "started_at", "date_courte"),
    Column("Envoyée", sent_words),
    Column("Reçue", "get_origin_display"),
    Column("Questionnaire", _version),
]
_FACTS = [
    Column("Commencée le", "started_at", "moment"),
    Column("Envoyée", sent_words),
    Column("Dernier enregistrement", "saved_at", "moment"),
    Column("Reçue", "get_origin_display"),
    Column("Questionnaire", _version),
]


@require_http_methods(["GET", "HEAD", "POST"])
def responses(request: HttpRequest, slug: str) -> HttpResponse:
    """The responses of a collection; a post looks for one by its number or an address."""
    item = get_collection(slug)
    authorize(request.user, policies.can_read, item)
    form, found = ResponseSearchForm(posted(request)), None
    if form.is_valid():
        typed = form.cleaned_data["typed"]
        found = attempt(
            form, lambda: person_search.find_in_collection(collection=item, typed=typed, by=actor(request))
        )
    return show(
        request,
        "readings/staff/responses.html",
        title="Réponses",
        crumbs=collection_screens.way(item),
        status=status_of(form),
        collection=item,
        tabs=tabs(request.user, item, "responses"),
        form=form,
        found=found,
        sent=Response.objects.filter(collection=item, completed_at__isnull=False).count()
        if item.is_anonymous
        else 0,
        may_search_address=policies.can_see_identity(request.user, item) and not item.is_anonymous,
        may_handle=can_handle_requests(request.user, item),
        columns=_COLUMNS,
        **_listed(request, item),
    )


def _listed(request: HttpRequest, item: Collection) -> dict[str, Any]:
    """A page of the list; none in an anonymous collection."""
    if item.is_anonymous:
        return {}
    rows = Response.objects.filter(collection=item).select_related("collection", "version")
    rows = rows.defer(
        *(
            "answers",
            "off_path",
            "sections",
            "version__definition",
            "version__changes",
            "collection__introduction",
        )
    )
    if not policies.can_see_identity(request.user, item):
        rows = rows.for_statistics()
    return listing(request, ResponseFilters(request.GET, rows), order=["-pk"])


@require_safe
def response(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """One response whole, question by question; opening it is journaled."""
    row = _get(slug, public_id)
    item, title = row.collection, f"Réponse {number_of(row)}"
    try:
        record_opening(response=row, by=actor(request))
    except Refused as refusal:
        return show(
            request,
            "readings/staff/closed.html",
            title=title,
            crumbs=way(item),
            status=403,
            reason=refusal.message,
        )
    with_identity = policies.can_see_identity(request.user, item)
    return show(
        request,
        "readings/staff/response.html",
        title=f"Réponse {number_of(row)}",
        crumbs=way(item),
        collection=item,
        response=row,
        facts=_FACTS,
        read=read_response(row, with_identity=with_identity),
        with_identity=with_identity,
        consents=row.consents.select_related("text").order_by("purpose"),
        files=row.attachments.order_by("pk") if with_identity else [],
        people=row.contributors.order_by("pk") if with_identity else [],
        invitation=getattr(row, "invitation", None) if with_identity else None,
        may_handle=can_handle_requests(request.user, item),
    )


@require_POST
def response_correct(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Mail the link to correct one's answers, to the address its author left."""
    row = _get(slug, public_id)
    authorize(request.user, can_handle_requests, row.collection)
    return press(
        request,
        lambda: person_requests.send_correction_link(response=row, by=actor(request)),
        done="Lien envoyé\u00a0: la personne peut corriger elle-même ses réponses.",
        back=reverse("readings_staff:responses", args=[slug]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def response_erase(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Say what erasing a response does, then erase it for good."""
    row = _get(slug, public_id)
    item = row.collection
    authorize(request.user, can_handle_requests, item)
    back = reverse("readings_staff:responses", args=[slug])
    if request.method == "POST":
        return press(
            request,
            lambda: person_requests.erase_on_request(response=row, by=actor(request)),
            done="Réponse effacée, avec ses fichiers, ses accords et la relecture de ses textes.",
            back=back,
        )
    return show(
        request,
        "readings/staff/erase.html",
        title=f"Effacer la réponse {number_of(row)}",
        crumbs=way(item),
        number=number_of(row),
        effects=what_erasing_does(row),
        cancel=response_url(row) or back,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """What is known of somebody by their address, in every collection that is not anonymous."""
    authorize(request.user, policies.can_search_people)
    form, found = PersonSearchForm(posted(request)), None
    if form.is_valid():
        email = form.cleaned_data["email"]
        found = person_search.find_everywhere(email=email, by=actor(request))
    return show(
        request,
        "readings/staff/people.html",
        title="Chercher une personne",
        icon="user",
        crumbs=[collection_screens.crumb],
        status=status_of(form),
        form=form,
        found=found,
    )


def _get(slug: str, public_id: UUID) -> Response:
    found = Response.objects.select_related("collection", "version__questionnaire")
    row = get_object_or_404(found, collection__slug=slug, public_id=public_id)
    if row.collection.opens_at is None:
        raise Http404
    return row
