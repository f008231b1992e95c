"""Search, and what robots and programs read."""

import hashlib
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.encoding import iri_to_uri
from django.views.decorators.http import require_safe

from milliard.core.access import public
from milliard.core.search_finding import count_addresses, document_at, public_addresses
from milliard.website.card import home_card_png, page_card_png
from milliard.website.models import HomePage
from milliard.website.news import FEEDS
from milliard.website.news import news_feed as written_feed
from milliard.website.search import labels, search_site
from milliard.website.views.published import as_file, not_modified, picture

QUERY_MAX_LENGTH = 200
IN_A_SITEMAP = 10_000
SITEMAP_MAX_AGE_S = 3600


@public
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What matches some words, the best first, of every sort or of one. Nothing is kept of what was asked."""
    query = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:QUERY_MAX_LENGTH]
    sorts = labels()
    sort = request.GET.get("genre", "")
    answer = search_site(query, label=dict(sorts).get(sort, "")) if query else None
    context = {"query": query, "answer": answer, "sorts": sorts, "sort": sort if sort in dict(sorts) else ""}
    return render(request, "website/search.html", context)


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
def page_card(request: HttpRequest, address: str) -> HttpResponseBase:
    """The picture of the public page of this address; the site's for a page that search does not find."""
    document = document_at(f"/{address}/")
    if document is None:
        return home_card(request)
    content, digest = page_card_png(document)
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
    """Where robots find the addresses of all public pages, ten thousand in a file."""
    files = range(1, max(-(-count_addresses() // IN_A_SITEMAP), 1) + 1)
    context = {"addresses": [settings.SITE_URL + reverse("website:sitemap_part", args=[n]) for n in files]}
    return _xml(request, "website/sitemap.xml", context)


@public
@require_safe
def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:
    """Some of the public pages of every app, with the day when what each says last changed."""
    found = public_addresses((number - 1) * IN_A_SITEMAP, IN_A_SITEMAP) if 0 < number < 10_000 else []
    if not found:
        raise Http404("No such part")
    entries = [{"url": settings.SITE_URL + iri_to_uri(url), "changed": changed} for url, changed in found]
    return _xml(request, "website/sitemap_part.xml", {"entries": entries})


def _xml(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    response = render(request, template, context, content_type="application/xml; charset=utf-8")
    patch_cache_control(response, public=True, max_age=SITEMAP_MAX_AGE_S)
    return response


@public
@require_safe
def news_feed(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The last news for programs that read them, as RSS or Atom."""
    if kind not in FEEDS:
        raise Http404("No such feed")
    feed = written_feed(kind)
    content = feed.writeString("utf-8")
    tag = hashlib.sha256(content.encode()).hexdigest()[:32]
    if (unchanged := not_modified(request, tag)) is not None:
        return unchanged
    return as_file(HttpResponse(content, content_type=FEEDS[kind].content_type), tag)
