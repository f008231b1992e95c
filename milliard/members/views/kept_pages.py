"""Pages of joining that are alike for all who come for the first time (`core.marked_pages`)."""

from collections.abc import Mapping
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string

from milliard.core.marked_pages import addressed_page
from milliard.ui.themes import chosen_theme

_CSRF = "@@csrf-of-this-visitor@@"


def kept_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    name: str,
    marks: Mapping[str, Any] | None = None,
    own: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The page kept under ``name``, which says all it depends on but the theme.

    marks: what stands in ``context`` in place of a person's own; own: the word of each mark. Rendered for the
    visitor alone when a message waits for them.
    """
    if len(get_messages(request)):
        return render(request, template, context)

    def marked() -> str:
        kept = {**context, **(marks or {}), "csrf_token": _CSRF, "messages": ()}
        return render_to_string(template, kept, request=request)

    words = {_CSRF: get_token(request), **(own or {})}
    return HttpResponse(addressed_page(f"{name}:{chosen_theme(request)}", marked, words))
