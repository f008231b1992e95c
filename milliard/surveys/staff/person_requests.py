"""Somebody writes about their own response: correct it, erase it. Its answers are not shown."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from french import plural
from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.staff import attempt, press, show, status_of
from milliard.surveys import policies
from milliard.surveys.models import Collection, Response
from milliard.surveys.services import person_requests as services
from milliard.surveys.services.unwanted import forget_address
from milliard.surveys.staff.collections import collection_screens, get_collection
from milliard.surveys.staff.forms import AddressForm, NumberForm
from milliard.ui.component_records import Column
from milliard.ui.templatetags.ui.filters import date_longue

_FACTS = [
    Column("Commencée le", "started_at", "date_longue"),
    Column("Terminée", lambda row: f"le {date_longue(row.completed_at)}" if row.completed_at else "non"),
    Column("Reçue", "get_origin_display"),
]


@require_GET
def request_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Find a response by its number, and say what erasing it does before it is done."""
    item = get_collection(slug)
    authorize(request.user, policies.can_handle_requests, item)
    form = NumberForm(request.GET if "number" in request.GET else None)
    found = _find(request, item, form) if form.is_bound else None
    return _page(request, item, form, AddressForm(), found=found, is_erasing="effacer" in request.GET)


@require_POST
def request_correct(request: HttpRequest, slug: str) -> HttpResponse:
    """Mail the link to correct one's answers, to the address its author left."""
    item = get_collection(slug)
    authorize(request.user, policies.can_handle_requests, item)
    number = request.POST.get("number", "")
    return press(
        request,
        lambda: services.send_correction_link(collection=item, number=number, by=actor(request)),
        done="Lien envoyé\u00a0: la personne peut corriger elle-même ses réponses.",
        back=collection_screens.url_of(item),
        refused_to=reverse("surveys_staff:request", args=[slug]),
    )


@require_POST
def request_erase(request: HttpRequest, slug: str) -> HttpResponse:
    """Erase a response for good; the page before said what it does."""
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


@require_POST
def request_forget(request: HttpRequest, slug: str) -> HttpResponse:
    """Forget somebody's address, in every collection."""
    item = get_collection(slug)
    authorize(request.user, policies.can_handle_requests, item)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, item, NumberForm(), form)
    return press(
        request,
        lambda: forget_address(collection=item, email=form.cleaned_data["email"], by=actor(request)),
        done=_forgotten,
        back=reverse("surveys_staff:request", args=[slug]),
    )


def _forgotten(count: int) -> str:
    if not count:
        return "Nous ne gardions pas cette adresse. Elle ne sera pas invitée."
    return f"Adresse effacée ({plural(count, 'mention')}). Elle ne sera plus invitée."


def _find(request: HttpRequest, item: Collection, form: NumberForm) -> Response | None:
    if not form.is_valid():
        return None
    number = form.cleaned_data["number"]
    return attempt(form, lambda: services.find_response(collection=item, number=number, by=actor(request)))


def _page(
    request: HttpRequest,
    item: Collection,
    form: NumberForm,
    address: AddressForm,
    *,
    found: Response | None = None,
    is_erasing: bool = False,
) -> HttpResponse:
    return show(
        request,
        "surveys/staff/request.html",
        title="Demande d’une personne",
        crumbs=collection_screens.way(item),
        icon="user",
        status=max(status_of(form), status_of(address)),
        collection=item,
        form=form,
        address=address,
        found=found,
        is_erasing=is_erasing,
        number=str(found.public_id)[:8] if found else "",
        facts=_FACTS,
    )
