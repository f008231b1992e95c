"""How a proposal ends: sent to an assembly, withdrawn, closed; and what is forgotten afterwards."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.proposals import emails, policies
from milliard.proposals.enums import ENDED, PUBLIC_STATES, AmendmentState, ProposalState
from milliard.proposals.models import AmendmentSupport, CommentReport, ConsentRound, MemberProposal, Support
from milliard.proposals.services.standing import ProposalEnded, lock_proposal
from milliard.proposals.services.writing import ensure_no_round

#: Days after the end during which who supported it is still kept.
SUPPORTS_KEPT_DAYS = 90
#: The same for who reported a comment, once answered.
REPORTS_KEPT_DAYS = 365
_TOO_FEW = "Le nombre de soutiens n’a pas été atteint avant le dernier jour."


class NotSupportedYet(Refused):
    message = "Une proposition va à une assemblée quand elle a réuni assez de soutiens."


class NothingPublic(Refused):
    message = "Cette proposition n’est pas publique\u00a0: il n’y a rien à masquer."


class NotHidden(Refused):
    message = "Cette proposition n’est pas masquée."


@transaction.atomic
def mark_sent(*, proposal: MemberProposal, by: User | None, where: str, url: str = "") -> MemberProposal:
    """Say that an assembly will decide: what waits among its amendments is left to that assembly too.

    ``where``: the assembly, in words; ``url``: its page. Sent twice to the same one, once.
    Raises `NotAllowed`, `NotSupportedYet`, `RoundUnderWay`.
    """
    authorize(by, policies.can_close_proposal, proposal)
    proposal = lock_proposal(proposal)
    if proposal.state == ProposalState.SENT and proposal.sent_to == where:
        return proposal
    if proposal.state != ProposalState.SUPPORTED:
        raise NotSupportedYet
    ensure_no_round(proposal)
    proposal.amendments.waiting().update(state=AmendmentState.LEFT, answered_at=timezone.now())
    proposal.sent_to, proposal.sent_url = where, url
    _end(proposal, ProposalState.SENT, "")
    journal.record("proposals.proposal.sent", proposal, by=by, data={"where": where})
    emails.tell_ended(proposal)
    return proposal


@transaction.atomic
def withdraw_proposal(*, proposal: MemberProposal, why: str, by: User | None) -> MemberProposal:
    """Its author takes it back, and says why to everybody. Raises `NotAllowed`, `ProposalEnded`."""
    authorize(by, policies.is_author, proposal)
    proposal = _lock_unended(proposal)
    ensure_no_round(proposal)
    return _end(proposal, ProposalState.WITHDRAWN, why)


@transaction.atomic
def close_proposal(*, proposal: MemberProposal, why: str, by: User | None) -> MemberProposal:
    """The team closes it, and says why to everybody; the author is told.

    Raises `NotAllowed`, `ProposalEnded`, `RoundUnderWay`.
    """
    authorize(by, policies.can_close_proposal, proposal)
    proposal = _lock_unended(proposal)
    ensure_no_round(proposal)
    _end(proposal, ProposalState.CLOSED, why)
    journal.record("proposals.proposal.closed", proposal, by=by)
    emails.tell_ended(proposal)
    return proposal


@transaction.atomic
def hide_proposal(*, proposal: MemberProposal, why: str, by: User | None) -> MemberProposal:
    """Take what must not be read from every public page, whatever its state; the author is told why.

    Raises `NotAllowed`, `NothingPublic`.
    """
    authorize(by, policies.can_close_proposal, proposal)
    proposal = lock_proposal(proposal)
    if proposal.state not in PUBLIC_STATES:
        raise NothingPublic
    _end(proposal, ProposalState.HIDDEN, why)
    journal.record("proposals.proposal.hidden", proposal, by=by)
    emails.tell_ended(proposal)
    return proposal


@transaction.atomic
def unhide_proposal(*, proposal: MemberProposal, why: str, by: User | None) -> MemberProposal:
    """Let it be read again, closed. Raises `NotAllowed`, `NotHidden`."""
    authorize(by, policies.can_close_proposal, proposal)
    proposal = lock_proposal(proposal)
    if proposal.state != ProposalState.HIDDEN:
        raise NotHidden
    _end(proposal, ProposalState.CLOSED, why)
    journal.record("proposals.proposal.shown", proposal, by=by)
    return proposal


def _lock_unended(proposal: MemberProposal) -> MemberProposal:
    locked = lock_proposal(proposal)
    if not locked.takes_words:
        raise ProposalEnded
    return locked


def _end(proposal: MemberProposal, state: ProposalState, why: str) -> MemberProposal:
    proposal.state, proposal.ended_why, proposal.ended_at = state, why, timezone.now()
    proposal.full_clean()
    proposal.save()
    return proposal


@transaction.atomic
def close_overdue() -> int:
    """Close what did not reach its threshold in time, but those a consent round works on."""
    closed = 0
    under_way = ConsentRound.objects.under_way().values("proposal")
    for row in MemberProposal.objects.overdue().exclude(pk__in=under_way).order_by("pk"):
        proposal = lock_proposal(row)
        is_worked_on = ConsentRound.objects.under_way().filter(proposal=proposal).exists()
        if proposal.state == ProposalState.OPEN and not is_worked_on:
            _end(proposal, ProposalState.CLOSED, _TOO_FEW)
            emails.tell_ended(proposal)
            closed += 1
    return closed


@transaction.atomic
def forget_opinions() -> list[tuple[str, int]]:
    """Delete who supported what ended long ago, and reports long answered; the counts stay."""
    now = timezone.now()
    old = MemberProposal.objects.filter(
        state__in=ENDED, ended_at__lt=now - dt.timedelta(days=SUPPORTS_KEPT_DAYS)
    )
    gone, _ = Support.objects.filter(proposal__in=old).delete()
    of_amendments, _ = AmendmentSupport.objects.filter(amendment__proposal__in=old).delete()
    reports, _ = CommentReport.objects.filter(
        answered_at__lt=now - dt.timedelta(days=REPORTS_KEPT_DAYS)
    ).delete()
    return [("soutiens oubliés", gone + of_amendments), ("signalements oubliés", reports)]


def tidy() -> list[tuple[str, int]]:
    """What the app does every day."""
    return [("propositions closes", close_overdue()), *forget_opinions()]
