"""Links received by mail: each becomes a cookie, and leaves the address bar at once.

A link that would replace answers begun on this very device asks first: the device may be somebody else's.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from milliard.core.access import public
from milliard.core.rate_limit import Limit, limited
from milliard.surveys import tokens
from milliard.surveys.answering.start import invited_key
from milliard.surveys.errors import ExpiredToken, UnknownToken
from milliard.surveys.models import Collection, Invitation
from milliard.surveys.services.access import Holder, collection_of_link, holder_of, invitation_of
from milliard.surveys.services.unwanted import refuse_invitations
from milliard.surveys.views.visits import cookie_name, forget, invitation_cookie, page_context, remember

LIMIT = Limit("surveys.links", hits=300)


@public
@require_http_methods(["GET", "HEAD", "POST"])
@limited(LIMIT)
def resume(request: HttpRequest, link: str) -> HttpResponse:
    """Back to one's answers, or to the part one was asked to fill. A post says «yes, replace»."""
    try:
        read = tokens.read_link(link)
        if read.kind is tokens.LinkKind.INVITATION:
            raise UnknownToken
        collection = collection_of_link(read)
        opened = holder_of(collection, link)
    except UnknownToken as error:
        return _bad_link(request, error)
    if request.method != "POST" and _would_replace(_held(request, collection), opened):
        return _ask(request, collection)
    response = redirect("surveys:review", collection.slug)
    remember(request, response, collection.slug, link)
    return _private(response)


@public
@require_http_methods(["GET", "HEAD", "POST"])
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
    if row.is_spent and row.response_id is None:
        context = page_context(collection)
        return _private(render(request, "surveys/invitation_spent.html", context, status=410))
    begun = invited_key(row) if row.response_id is not None else ""
    is_same = _is_same_invitation(request, read, collection.slug)
    opened = holder_of(collection, begun) if begun else None
    is_asked = request.method != "POST" and not (is_same and opened is None)
    if is_asked and _would_replace(_held(request, collection), opened):
        return _ask(request, collection)
    response = redirect("surveys:landing", collection.slug)
    remember(request, response, collection.slug, link, name=invitation_cookie(collection.slug))
    if begun:
        remember(request, response, collection.slug, begun)
    elif not is_same:
        # Somebody else's turn on a shared computer. One's own invitation, opened again, keeps the answers
        # begun with it: in an anonymous collection nothing else leads back to them.
        forget(response, collection.slug)
    return _private(response)


@public
@csrf_exempt  # RFC 8058: a mail program posts «List-Unsubscribe=One-Click», without a page of ours
@require_http_methods(["GET", "HEAD", "POST"])
@limited(LIMIT)
def unwanted(request: HttpRequest, link: str) -> HttpResponse:
    """«Ne plus recevoir d’invitations»: asked first, since programs open the links of mails by themselves."""
    try:
        if request.method == "POST":
            refuse_invitations(key=link)
        else:
            invitation_of(link)
    except UnknownToken as error:
        return _bad_link(request, error)
    response = _private(render(request, "surveys/unwanted.html", {"is_done": request.method == "POST"}))
    response.headers["Referrer-Policy"] = "same-origin"  # see `_ask`
    return response


def _held(request: HttpRequest, collection: Collection) -> Holder | None:
    """Whose answers this browser opens until now."""
    key = request.COOKIES.get(cookie_name(collection.slug), "")[:200]
    try:
        return holder_of(collection, key) if key else None
    except UnknownToken:
        return None


def _would_replace(held: Holder | None, opened: Holder | None) -> bool:
    """Whether opening this link puts answers out of reach here that are not finished yet."""
    if held is None or held.response.completed_at is not None:
        return False
    if opened is None or opened.response.pk != held.response.pk:
        return True
    # A link to a part of the same answers would take away what the person who began may do.
    return opened.contributor not in (None, held.contributor)


def _ask(request: HttpRequest, collection: Collection) -> HttpResponse:
    """Which answers to open here; the page says nothing of either."""
    context = page_context(collection, url=request.path)
    response = _private(render(request, "surveys/switch.html", context))
    # A browser told «no-referrer» would post without its origin, which the protection of forms needs.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


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
