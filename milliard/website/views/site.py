"""Search, and what robots read."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Page

from milliard.core.access import public
from milliard.website.card import home_card_png
from milliard.website.models import HomePage
from milliard.website.search import search_site
from milliard.website.views.published import not_modified, picture

QUERY_MAX_LENGTH = 200


@public
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What matches some words, the best first. Nothing is kept of what was asked."""
    query = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:QUERY_MAX_LENGTH]
    results = search_site(query) if query else []
    return render(request, "website/search.html", {"query": query, "results": results})


@public
@require_safe
def home_card(request: HttpRequest) -> HttpResponseBase:
    """The picture of the site, for whatever page has none of its own."""
    content, digest = home_card_png(HomePage.objects.live().first())
    if (unchanged := not_modified(request, digest)) is not None:
        return unchanged
    return picture(content, "image/png", "milliard.png", digest)


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be read; people's own pages and the back office are not for robots."""
    return render(
        request,
        "website/robots.txt",
        {"site_url": settings.SITE_URL, "is_demonstration": settings.IS_DEMONSTRATION},
        content_type="text/plain; charset=utf-8",
    )


@public
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page with the date of its last publication."""
    pages = Page.objects.live().public().filter(depth__gt=1).order_by("path")
    entries = [
        {"url": f"{settings.SITE_URL}{url}", "changed": page.last_published_at}
        for page in pages
        if (url := page.get_url(request))
    ]
    return render(
        request, "website/sitemap.xml", {"entries": entries}, content_type="application/xml; charset=utf-8"
    )
