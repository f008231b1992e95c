"""Finding a proposal one may read, and what every page of it shows."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from milliard.members.models import Member
from milliard.participation.views.own import acting_member, my_members
from milliard.proposals.models import MemberProposal
from milliard.proposals.policies import can_see_proposal, is_author
from milliard.proposals.services.standing import current_members


def find_proposal(request: HttpRequest, public_id: UUID) -> MemberProposal:
    """The proposal of an address; 404 for a draft of somebody else, as for none."""
    found = get_object_or_404(MemberProposal.objects.with_carrier(), public_id=public_id)
    if not can_see_proposal(request.user, found):
        raise Http404
    return found


def frame_of(request: HttpRequest, proposal: MemberProposal) -> dict[str, Any]:
    """What the templates of a proposal expect: it, who looks, whether they wrote it."""
    mine = my_members(request)
    return {
        "proposal": proposal,
        "mine": mine,
        "member": acting_member(request, mine),
        "is_author": is_author(request.user, proposal),
    }


def sees_names(mine: Sequence[Member]) -> bool:
    """Whether given names are shown: to members whose dues are paid, not to whoever began to join."""
    return bool(mine) and current_members().filter(pk__in=[one.pk for one in mine]).exists()


def speaker(author: Member | None, proposal: MemberProposal, *, is_for_members: bool) -> str:
    """Who speaks, as this reader may know: visitors see no name, members a given name.

    The author of the proposal is called as they signed it, here as there.
    """
    if author is None:
        return "un·e ancien·ne membre"
    if author.pk == proposal.author_id:
        return proposal.signature
    return author.given_name if is_for_members else "un membre"
