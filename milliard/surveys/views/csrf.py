"""Whether a posted form is ours, asked by the view itself: a stale one is shown again with what was typed.

Django's own refusal is a page without the form: whoever typed for an hour before the token went stale would
find nothing of it. A form sent from another site gets that page all the same.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.middleware.csrf import CsrfViewMiddleware

_ELSEWHERE = ("Origin", "Referer")


class ForeignForm(Exception):
    """Sent from another site, or cut on its way: nothing of it is shown."""


class _Check(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(reason, status=403)


def is_own_form(request: HttpRequest) -> bool:
    """Whether the token of the form is the browser's. Raises `ForeignForm`."""
    check: Any = _Check(lambda request: HttpResponse())
    try:
        refusal = check.process_view(request, HttpResponse, (), {})
        _ = request.POST
    except UnreadablePostError as error:
        raise ForeignForm from error
    if refusal is not None and refusal.content.decode().startswith(_ELSEWHERE):
        raise ForeignForm
    return refusal is None
