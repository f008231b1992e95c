"""The list of proposals, and one of them with its supports."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from milliard.accounts.actor import actor
from milliard.core.access import public
from milliard.core.tables import page_of, page_urls
from milliard.members.models import Member
from milliard.participation.views.own import acting_member, my_members, try_act
from milliard.proposals.enums import CommentKind, ProposalState
from milliard.proposals.filters import ProposalFilter
from milliard.proposals.models import MemberProposal, Support
from milliard.proposals.policies import can_open_round
from milliard.proposals.services.supports import support_proposal, take_back_support
from milliard.proposals.views.found import find_proposal, frame_of
from milliard.proposals.words import text_html

PAGE_SIZE = 20
_ROUNDS = 10


@public
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """Proposals that are public, the newest first or the nearest to the threshold."""
    filters = ProposalFilter(request.GET)
    found = MemberProposal.objects.public().with_carrier()
    page = page_of(request, filters.narrow(found), order=filters.order, size=PAGE_SIZE)
    context = {"page": page, "filters": filters, "mine": my_members(request), **page_urls(request, page)}
    return render(request, "proposals/proposals.html", context)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One proposal, its text and its supports; a post supports it, or takes one's support back."""
    item = find_proposal(request, public_id)
    if request.method == "POST":
        member = acting_member(request)
        if member is None:
            return redirect("members:welcome")
        try_act(request, lambda: _act(request, item, member))
        return redirect("proposals:proposal", item.public_id)
    frame = frame_of(request, item)
    rounds = list(item.rounds.order_by("-number")[:_ROUNDS])
    all_over = all(one.is_decided for one in rounds)
    support = (
        Support.objects.filter(proposal=item, member=frame["member"]).first() if frame["member"] else None
    )
    context = {
        **frame,
        "support": support,
        "text_html": text_html(item.text),
        "why_html": text_html(item.why),
        "spoken": _spoken(item),
        "amendments": item.amendments.count(),
        "rounds": rounds,
        "all_over": all_over,
        "may_open_round": item.takes_words and all_over and can_open_round(request.user, item),
        "is_draft": item.state == ProposalState.DRAFT,
    }
    return render(request, "proposals/proposal.html", context)


def _act(request: HttpRequest, item: MemberProposal, member: Member) -> None:
    if "take_back" in request.POST:
        take_back_support(proposal=item, member=member, by=actor(request))
        messages.info(request, "Votre soutien est repris.")
    else:
        support_proposal(proposal=item, member=member, by=actor(request))
        messages.success(request, "Merci\u00a0: votre soutien est compté. Personne ne voit qui soutient.")


def _spoken(item: MemberProposal) -> list[tuple[str, int]]:
    """How many comments of each kind, in words."""
    shown = item.comments.filter(hidden_at=None, deleted_at=None, parent=None)
    counts = dict(shown.values_list("kind").annotate(found=Count("pk")).order_by())
    return [(kind.label, counts[kind.value]) for kind in CommentKind if kind.value in counts]
