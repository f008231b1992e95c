"""The directory, an organisation's page, its card for other sites, the files."""

from uuid import UUID

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from milliard.core.access import public
from milliard.core.rate_limit import Limit, is_exceeded, too_many_requests
from milliard.core.tables import page_of, page_urls
from milliard.organisations import exports
from milliard.organisations.filters import DirectoryFilters
from milliard.organisations.models import Network, Organisation
from milliard.organisations.page import facts_of
from milliard.organisations.policies import has_proved_claim, is_contact
from milliard.organisations.schema import json_ld

_SIZE = 30
#: A whole file is as heavy as hundreds of pages.
_FILES = Limit("organisations.export", hits=30)


@public
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """Published organisations, searched, filtered, a page at a time."""
    filters = DirectoryFilters(request.GET, queryset=Organisation.objects.published(), request=request)
    page = page_of(request, filters.qs.lines(), order=filters.order, size=_SIZE)
    files = [
        (name.upper(), f"{reverse('organisations:export', args=[name])}?{filters.asked}")
        for name in exports.FORMATS
    ]
    context = {
        "page": page,
        "filters": filters.form,
        "is_filtered": bool(filters.asked),
        "files": files,
        **page_urls(request, page),
    }
    return render(request, "organisations/organisations.html", context)


@public
@require_safe
def export(request: HttpRequest, format: str) -> HttpResponseBase:  # noqa: A002
    """The directory as a file, by the same filters; with a filter typed wrong, back to the page."""
    if format not in exports.FORMATS:
        raise Http404
    if is_exceeded(request, _FILES):
        return too_many_requests(request, _FILES)
    filters = DirectoryFilters(request.GET, queryset=Organisation.objects.published(), request=request)
    if not filters.is_valid():
        return redirect(f"{reverse('organisations:organisations')}?{filters.asked}")
    return exports.respond(filters.qs, format=format)


@public
@require_safe
def organisation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One organisation: what is known of it, who said it and when, the needs it released."""
    item = published(public_id)
    context = {
        "organisation": item,
        "facts": facts_of(item),
        "needs": item.needs.all(),
        "networks": Network.objects.filter(is_public=True, affiliations__organisation=item).order_by("name"),
        "schema": json_ld(item, request.path),
        "is_mine": is_contact(request.user, item),
        "is_asked": has_proved_claim(request.user, item),
        "card_url": f"{settings.SITE_URL}{reverse('organisations:card', args=[public_id])}",
    }
    return render(request, "organisations/organisation.html", context)


@public
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[untyped-decorator]
@require_safe
@cache_control(public=True, max_age=3_600)
def card(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A small page that other sites may show in a frame: no cookie, no code, nothing counted."""
    # Without the request: the answer is the same for everyone, and sets no cookie.
    context = {"organisation": published(public_id), "theme": "", "simulated": settings.IS_DEMONSTRATION}
    response = HttpResponse(render_to_string("organisations/card.html", context))
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@public
@require_safe
def networks(request: HttpRequest) -> HttpResponse:
    """Networks that work with the movement, with their agreement and their organisations."""
    found = Network.objects.filter(is_public=True)
    page = page_of(request, found, order=["name"], size=_SIZE)
    return render(request, "organisations/networks.html", {"page": page, **page_urls(request, page)})


def published(public_id: UUID) -> Organisation:
    """An organisation of the directory; 404 for one that is not published."""
    return get_object_or_404(Organisation.objects.published().with_place(), public_id=public_id)
