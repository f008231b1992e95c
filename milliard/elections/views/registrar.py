"""The registrar's page: numbers of voters go out, public credentials come back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.bodies import takes_files
from milliard.core.refusals import Refused
from milliard.elections.addresses import registrar_file, registrar_url, series_address
from milliard.elections.forms import CredentialsForm
from milliard.elections.models import ElectionSeries
from milliard.elections.papers import table_file
from milliard.elections.policies import can_register_codes
from milliard.elections.services.codes import import_credentials

_MOST_BYTES = 120_000_000


@never_cache
@takes_files(_MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def codes(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the registrar has to do; a post brings the file of public credentials back."""
    item = get_object_or_404(ElectionSeries, public_id=public_id)
    authorize(request.user, can_register_codes, item)
    is_sent = request.method == "POST"
    form = CredentialsForm(request.POST, request.FILES) if is_sent else CredentialsForm()
    if is_sent and form.is_valid() and _import(request, item, form):
        return redirect("elections:codes", public_id)
    spares = list(item.spares.order_by("position").defer("roll"))
    context = {
        "series": item,
        "form": form,
        "first": spares[0],
        "voters": item.voters.count(),
        "uuids": "\n".join(spare.uuid for spare in spares),
        "address": series_address(item),
        "tool_url": registrar_url(),
        "tool_file": registrar_file(),
        "in_use": item.elections.exists(),
    }
    return render(request, "elections/codes.html", context, status=422 if form.errors else 200)


def _import(request: HttpRequest, item: ElectionSeries, form: CredentialsForm) -> bool:
    try:
        import_credentials(series=item, raw=form.cleaned_data["file"].read(), by=actor(request))
    except Refused as refused:
        form.add_error("file", refused.message)
        return False
    messages.success(request, "Codes publics reçus et vérifiés. Leur empreinte est publiée.")
    return True


@never_cache
@require_safe
def numbers(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """The numbers of the voters, for the registrar's tool: no name, no address."""
    item = get_object_or_404(ElectionSeries, public_id=public_id)
    authorize(request.user, can_register_codes, item)
    rows = ([number] for number in item.voters.order_by("number").values_list("number", flat=True))
    return table_file(f"Numéros\u00a0: {item.title}", ["numéro"], rows, name="numeros")
