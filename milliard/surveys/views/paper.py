"""For the team: type in a form filled on paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from milliard.core.access import authorize
from milliard.core.screens import screen_url
from milliard.surveys.policies import can_enter_paper
from milliard.surveys.views.visits import (
    Visit,
    find_collection,
    first_section,
    forget,
    page_context,
    paper_cookie,
    remember,
    section_url,
)


@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    """Start typing in a paper form: the next pages of this collection are for it, until it is finished."""
    collection = find_collection(slug)
    authorize(request.user, can_enter_paper, collection)
    if request.method != "POST":
        context = page_context(
            collection, is_open=collection.is_open(), collection_url=screen_url(collection)
        )
        return render(request, "surveys/paper.html", context)
    stops = "stop" in request.POST
    first = section_url(slug, first_section(Visit(collection, is_paper=True)))
    response = redirect("surveys:landing", slug) if stops else redirect(first)
    forget(response, slug)
    if stops:
        forget(response, slug, name=paper_cookie(slug))
    else:
        remember(request, response, slug, "1", name=paper_cookie(slug))
    return response
