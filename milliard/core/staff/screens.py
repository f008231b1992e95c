"""The frame around every screen: Wagtail's header and breadcrumbs."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

#: (label, address) of a screen above this one.
Crumb = tuple[str, str]


def show(
    request: HttpRequest,
    template: str,
    *,
    title: str,
    crumbs: Sequence[Crumb] = (),
    icon: str = "clipboard-list",
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A screen in Wagtail's frame; its template extends `core/staff/base.html`. crumbs: the first first."""
    items = [{"label": "Accueil", "url": reverse("wagtailadmin_home")}]
    items += [{"label": label, "url": url} for label, url in crumbs]
    frame = {
        "header_title": title,
        "header_icon": icon,
        "breadcrumbs_items": [*items, {"label": title, "url": ""}],
    }
    return render(request, template, {**frame, **context}, status=status)
