"""Pages of the foundation: a form's token that fails, a request not understood, a service that says no."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import format_html

from milliard.core.access import is_htmx
from milliard.core.refusals import Refused


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say kindly that the page was too old, and that nothing was lost."""
    return render(request, "403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of a request that was refused before any view saw it: its size has its own words.

    No context processor runs: they may read what could not be read.
    """
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return too_big()
    return HttpResponse(render_to_string("400.html"), status=400)


def too_big() -> HttpResponse:
    """The page of a body that is not read."""
    return HttpResponse(render_to_string("413.html"), status=413)


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The page of a refusal that no view showed beside its form; a short message where htmx asked."""
    if is_htmx(request):  # only a success is swapped in
        toast = format_html('<div id="toasts" hx-swap-oob="innerHTML"><p>{}</p></div>', refusal.message)
        return HttpResponse(toast, headers={"HX-Reswap": "none"})
    return HttpResponse(render_to_string("409.html", {"message": refusal.message}), status=409)
