"""Stopping news, without an account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from milliard.core.access import public
from milliard.letters.services.subscriptions import unsubscribe as stop_news


@public
@csrf_exempt  # RFC 8058: a mail program posts «List-Unsubscribe=One-Click», without a page of ours
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask on GET (programs open links to look at them), stop on POST; the same answer for a wrong address."""
    is_done = request.method == "POST"
    if is_done:
        stop_news(token=token)
    return render(request, "letters/unsubscribe.html", {"is_done": is_done})
