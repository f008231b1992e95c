"""Links received by mail: each becomes a cookie, and leaves the address bar at once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from milliard.core.access import public
from milliard.core.rate_limit import Limit, limited
from milliard.surveys import tokens
from milliard.surveys.errors import ExpiredToken, UnknownToken
from milliard.surveys.models import Invitation
from milliard.surveys.services.beginnings import invited_key
from milliard.surveys.services.holders import collection_of_link
from milliard.surveys.views.visits import forget, invitation_cookie, remember

LIMIT = Limit("surveys.links", hits=300)


@public
@require_safe
@limited(LIMIT)
def resume(request: HttpRequest, link: str) -> HttpResponse:
    """Back to one's answers, or to the part one was asked to fill."""
    try:
        read = tokens.read_link(link)
        if read.kind is tokens.LinkKind.INVITATION:
            raise UnknownToken
        collection = collection_of_link(read)
    except UnknownToken as error:
        return _bad_link(request, error)
    response = redirect("surveys:review", collection.slug)
    remember(response, collection.slug, link)
    return _private(response)


@public
@require_safe
@limited(LIMIT)
def invitation(request: HttpRequest, link: str) -> HttpResponse:
    """The invitation's landing page; straight back to the answers it has already begun."""
    try:
        read = tokens.read_link(link)
        if read.kind is not tokens.LinkKind.INVITATION:
            raise UnknownToken
        collection = collection_of_link(read)
    except UnknownToken as error:
        return _bad_link(request, error)
    row = Invitation.objects.get(pk=read.pk)
    if row.spent_at is not None and row.response_id is None:
        return _private(
            render(request, "surveys/invitation_spent.html", {"collection": collection}, status=410)
        )
    response = redirect("surveys:landing", collection.slug)
    remember(response, collection.slug, link, name=invitation_cookie(collection.slug))
    if row.response_id is not None:
        remember(response, collection.slug, invited_key(row))
    elif not _is_same_invitation(request, read, collection.slug):
        # Somebody else's turn on a shared computer. One's own invitation, opened again, keeps the answers
        # begun with it: in an anonymous collection nothing else leads back to them.
        forget(response, collection.slug)
    return _private(response)


def _is_same_invitation(request: HttpRequest, link: tokens.Link, slug: str) -> bool:
    """Whether the invitation this browser already holds is this one; a reminder is another link to it."""
    try:
        held = tokens.read_link(request.COOKIES.get(invitation_cookie(slug), ""))
    except UnknownToken:
        return False
    return held == link


def _bad_link(request: HttpRequest, error: UnknownToken) -> HttpResponse:
    context = {"is_old": isinstance(error, ExpiredToken)}
    return _private(render(request, "surveys/bad_link.html", context, status=404))


def _private(response: HttpResponse) -> HttpResponse:
    """No cache and no other page ever learns the address."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
