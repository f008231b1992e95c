"""The versions of a text, and what changed between two of them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from milliard.core.access import public
from milliard.core.tables import page_of, page_urls
from milliard.proposals.differences import compare_texts
from milliard.proposals.models import MemberProposal, ProposalVersion
from milliard.proposals.views.found import find_proposal, frame_of

#: Each with its whole text.
PAGE_SIZE = 10


@public
@require_safe
def versions(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Every version, the last first; two of them compared: the last two unless others are asked for."""
    item = find_proposal(request, public_id)
    page = page_of(request, item.versions.select_related("author"), order=["-number"], size=PAGE_SIZE)
    after = _version(item, request.GET.get("a", ""), item.version)
    before = _version(item, request.GET.get("de", ""), after.number - 1 if after else 0)
    compared = []
    if before and after:
        pairs = (("Titre", "title"), ("Texte", "text"), ("Pourquoi", "why"))
        compared = [
            (label, compare_texts(getattr(before, name), getattr(after, name)))
            for label, name in pairs
            if getattr(before, name) != getattr(after, name)
        ]
    context = {"page": page, "before": before, "after": after, "compared": compared}
    urls = page_urls(request, page)
    return render(request, "proposals/versions.html", {**frame_of(request, item), **context, **urls})


def _version(item: MemberProposal, asked: str, otherwise: int) -> ProposalVersion | None:
    number = int(asked) if asked.isdecimal() and len(asked) < 7 else otherwise
    return item.versions.filter(number=number).first()
