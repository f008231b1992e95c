"""The card: mine on a page and on paper, and what anybody who scans it may know."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from milliard.core.access import public
from milliard.core.rate_limit import Limit, limited
from milliard.members import documents
from milliard.members.models import DuesRates, Member
from milliard.members.services.cards import redraw_card
from milliard.members.standing import Standing, standing_of
from milliard.members.views.own import me, own_member

#: A hall checks cards at its door, from one address.
CHECK_LIMIT = Limit("members.card_check", hits=300)


@public
@never_cache
@require_GET
@limited(CHECK_LIMIT)
def card_check(request: HttpRequest, code: str) -> HttpResponse:
    """«Valable» or «non valable», and nothing else: neither a name nor why."""
    today = timezone.localdate()
    rates = DuesRates.objects.filter(valid_from__lte=today).order_by("-valid_from").first()
    held = Q(card_code=code.upper()) & ~Q(card_code="")
    is_valid = rates is not None and Member.objects.with_right_to_vote(rates, today).filter(held).exists()
    response = render(request, "members/card_check.html", {"is_valid": is_valid})
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_GET
def card(request: HttpRequest, public_id: object) -> HttpResponse:
    """My card, to show at a door."""
    standing = _with_card(request, public_id)
    if not standing.has_card:
        return redirect("members:member", standing.member.public_id)
    context = {"standing": standing, "card": documents.card_of(standing)}
    return render(request, "members/card.html", context)


@never_cache
@require_GET
def card_pdf(request: HttpRequest, public_id: object) -> HttpResponse:
    """The same, to print."""
    standing = _with_card(request, public_id)
    if not standing.has_card:
        raise Http404
    return _pdf(documents.print_card(standing), "carte-de-membre.pdf")


@require_POST
def card_redraw(request: HttpRequest, public_id: object) -> HttpResponse:
    """Another card: the lost one no longer counts."""
    mine = own_member(request, public_id)
    redraw_card(member=mine, by=me(request))
    messages.success(request, "Voici votre nouvelle carte. L’ancienne ne vaut plus rien.")
    return redirect("members:card", mine.public_id)


def _with_card(request: HttpRequest, public_id: object) -> Standing:
    return standing_of(own_member(request, public_id))


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
