"""Supports, and the threshold they cross once."""

from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core.access import authorize
from milliard.members.models import Member
from milliard.proposals import emails, policies, signals
from milliard.proposals.enums import SUPPORTABLE, ProposalState
from milliard.proposals.models import MemberProposal, Support
from milliard.proposals.services.standing import ProposalEnded, ensure_current, lock_proposal


@transaction.atomic
def support_proposal(*, proposal: MemberProposal, member: Member, by: User | None) -> Support:
    """Support the text as it is now; asked again after a change, the support is of the new version.

    The one that reaches the threshold sends `proposal_supported` and a mail to the author, once.

    Raises
    ------
    NotAllowed, DuesUnpaid, ProposalEnded
    """
    authorize(by, policies.can_speak, member)
    ensure_current(member)
    proposal = lock_proposal(proposal)
    if not proposal.is_supportable:
        raise ProposalEnded
    support, is_new = Support.objects.update_or_create(
        proposal=proposal, member=member, defaults={"version": proposal.version}
    )
    if is_new:
        proposal.support_count += 1
        _cross(proposal)
        proposal.save(update_fields=["support_count", "state", "supported_at", "updated_at"])
    return support


def _cross(proposal: MemberProposal) -> None:
    """Note that the threshold is reached; a proposal that reached it once never does again."""
    if proposal.supported_at is not None or proposal.support_count < proposal.needed:
        return
    proposal.state, proposal.supported_at = ProposalState.SUPPORTED, timezone.now()
    emails.tell_supported(proposal)
    signals.proposal_supported.send(sender=MemberProposal, proposal=proposal)


@transaction.atomic
def take_back_support(*, proposal: MemberProposal, member: Member, by: User | None) -> bool:
    """Support it no more; False when there was no support. A threshold once reached stays reached.

    Raises `NotAllowed`, `ProposalEnded`. Dues need not be paid to change one's mind.
    """
    authorize(by, policies.can_speak, member)
    proposal = lock_proposal(proposal)
    if not proposal.is_supportable:
        raise ProposalEnded
    gone, _ = Support.objects.filter(proposal=proposal, member=member).delete()
    if gone:
        proposal.support_count -= 1
        proposal.save(update_fields=["support_count", "updated_at"])
    return bool(gone)


def forget_supports(members: list[int]) -> None:
    """Delete the supports of members who leave; those of proposals that go on are counted no more."""
    rows = Support.objects.filter(member__in=members)
    for number in sorted(set(rows.values_list("proposal", flat=True))):
        proposal = MemberProposal.objects.select_for_update().get(pk=number)
        gone, _ = rows.filter(proposal=proposal).delete()
        if proposal.state in SUPPORTABLE:
            proposal.support_count -= gone
            proposal.save(update_fields=["support_count", "updated_at"])
