"""Who is a current member, asked by every service that needs one; locks."""

import datetime as dt

from django.utils import timezone

from milliard.core.refusals import Refused
from milliard.letters.segments import still_here
from milliard.members.models import Member
from milliard.members.models.people import MemberQuerySet
from milliard.members.models.states import paid_up
from milliard.members.services.dues import JoiningClosed, rates_in_force
from milliard.proposals.models import MemberProposal


class DuesUnpaid(Refused):
    message = "Il faut être membre à jour de cotisation\u00a0: renouvelez votre adhésion, puis revenez ici."


class ProposalEnded(Refused):
    message = "Cette proposition n’est plus ouverte."


def current_members(on: dt.date | None = None) -> MemberQuerySet:
    """Members whose dues are paid on a day, days of grace included; none before any rule of dues."""
    on = on or timezone.localdate()
    try:
        rates = rates_in_force(on)
    except JoiningClosed:
        return Member.objects.none()
    return still_here().filter(paid_up(rates, on))


def ensure_current(member: Member) -> None:
    """Raise `DuesUnpaid` unless the member's dues are paid today."""
    if not current_members().filter(pk=member.pk).exists():
        raise DuesUnpaid


def lock_proposal(proposal: MemberProposal) -> MemberProposal:
    """The row as it is now, and nobody else's until the transaction ends."""
    MemberProposal.objects.select_for_update().get(pk=proposal.pk)
    return MemberProposal.objects.with_carrier().get(pk=proposal.pk)


def lock_living(proposal: MemberProposal) -> MemberProposal:
    """The same, while it is discussed. Raises `ProposalEnded`."""
    locked = lock_proposal(proposal)
    if not locked.takes_words:
        raise ProposalEnded
    return locked
