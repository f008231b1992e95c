"""Comments: written, corrected for a while, taken away."""

from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core.access import authorize
from milliard.core.rate_limit import Limit
from milliard.core.refusals import Refused
from milliard.members.models import Member
from milliard.proposals import policies
from milliard.proposals.enums import CommentKind
from milliard.proposals.models import MemberProposal, ProposalComment
from milliard.proposals.services.standing import ProposalEnded, ensure_current
from milliard.proposals.services.writing import hold_back

_COMMENTS = Limit("proposals.comment", 10, 600)


class NoThirdLevel(Refused):
    message = "On répond à un commentaire, pas à une réponse\u00a0: répondez en haut du fil."


class CommentGone(Refused):
    message = "Ce commentaire n’est plus là\u00a0: on n’y répond plus."


class TooLateToEdit(Refused):
    message = "Un commentaire se corrige pendant un quart d’heure\u00a0; ensuite, répondez-y ou effacez-le."


@transaction.atomic
def comment_proposal(
    *,
    proposal: MemberProposal,
    kind: CommentKind,
    text: str,
    member: Member,
    parent: ProposalComment | None = None,
    by: User | None,
) -> ProposalComment:
    """Say something of an open proposal, or answer a comment.

    Raises
    ------
    NotAllowed, DuesUnpaid, ProposalEnded, NoThirdLevel, CommentGone, TooMuchAtOnce
    """
    authorize(by, policies.can_speak, member)
    ensure_current(member)
    # One at a time on a proposal, and none after its end.
    proposal = MemberProposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)
    if not proposal.takes_words:
        raise ProposalEnded
    if parent is not None:
        _ensure_answerable(parent, proposal)
    hold_back(member, _COMMENTS)
    comment = ProposalComment(
        proposal=proposal, parent=parent, kind=kind, text=text, author=member, version=proposal.version
    )
    comment.full_clean()
    comment.save()
    return comment


def _ensure_answerable(parent: ProposalComment, proposal: MemberProposal) -> None:
    parent = ProposalComment.objects.select_for_update().get(pk=parent.pk)
    if parent.is_reply:
        raise NoThirdLevel
    if not parent.is_shown or parent.proposal_id != proposal.pk:
        raise CommentGone


@transaction.atomic
def edit_comment(*, comment: ProposalComment, text: str, by: User | None) -> ProposalComment:
    """Correct one's comment within a quarter of an hour. Raises `NotAllowed`, `TooLateToEdit`."""
    authorize(by, policies.wrote_comment, comment)
    comment = ProposalComment.objects.select_for_update().get(pk=comment.pk)
    if not comment.is_editable:
        raise TooLateToEdit
    if comment.text != text:
        comment.text, comment.edited_at = text, timezone.now()
        comment.full_clean()
        comment.save()
    return comment


@transaction.atomic
def delete_comment(*, comment: ProposalComment, by: User | None) -> ProposalComment:
    """Take one's words away: their place stays, empty. Deleted twice, once.

    What the team hid is the team's to keep: its author may not take it away any more.
    """
    authorize(by, policies.wrote_comment, comment)
    comment = ProposalComment.objects.select_for_update().get(pk=comment.pk)
    if comment.is_shown:
        comment.text, comment.deleted_at, comment.open_reports = "", timezone.now(), 0
        comment.reports.filter(answered_at=None).update(answered_at=timezone.now())
        comment.save()
    return comment
