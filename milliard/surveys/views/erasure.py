"""Erasing one's answers, after a clear question."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from milliard.core.access import public
from milliard.core.rate_limit import limited
from milliard.core.refusals import Refused
from milliard.surveys.services.erasure import erase_response
from milliard.surveys.views.visits import (
    Visit,
    ensure_same_response,
    forget,
    page_context,
    page_mark,
    with_response,
)
from milliard.surveys.views.way_back import MAIL_LIMIT


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited(MAIL_LIMIT, methods={"POST"})
@with_response
def erase(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Erase everything one answered, after a clear question."""
    context = page_context(visit.collection, mark=page_mark(request, visit), refusal="")
    if request.method != "POST":
        return render(request, "surveys/erase.html", context)
    try:
        ensure_same_response(request, visit)
        erase_response(collection=visit.collection, key=visit.key)
    except Refused as refusal:
        return render(request, "surveys/erase.html", {**context, "refusal": refusal.message}, status=403)
    response = render(request, "surveys/erased.html", context)
    forget(response, visit.collection.slug)
    return response
