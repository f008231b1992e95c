"""Comments reported, hidden, shown again."""

from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.rate_limit import Limit
from milliard.core.refusals import Refused
from milliard.members.models import Member
from milliard.proposals import emails, policies
from milliard.proposals.models import CommentReport, ProposalComment
from milliard.proposals.services.standing import ensure_current
from milliard.proposals.services.writing import hold_back

_REPORTS = Limit("proposals.report", 20, 86_400)


class NothingToHide(Refused):
    message = "Ce commentaire est déjà masqué, ou effacé par son auteur·rice."


@transaction.atomic
def report_comment(
    *, comment: ProposalComment, reason: str, member: Member, by: User | None
) -> CommentReport | None:
    """Tell the team what is wrong with a comment; once each. None when it is no longer shown.

    Raises `NotAllowed`, `DuesUnpaid`, `TooMuchAtOnce`.
    """
    authorize(by, policies.can_speak, member)
    ensure_current(member)
    comment = _lock(comment)
    if not comment.is_shown:
        return None
    found = comment.reports.filter(member=member).first()
    if found is not None:
        return found
    hold_back(member, _REPORTS)
    report = CommentReport(comment=comment, member=member, reason=reason)
    report.full_clean()
    report.save()
    comment.open_reports += 1
    comment.save(update_fields=["open_reports", "updated_at"])
    return report


@transaction.atomic
def hide_comment(*, comment: ProposalComment, why: str, by: User | None) -> ProposalComment:
    """Hide a comment from everybody but the team; its author is told why. Raises `NothingToHide`."""
    authorize(by, policies.can_hide_comment, comment)
    comment = _lock(comment)
    if not comment.is_shown:
        raise NothingToHide
    comment.hidden_at, comment.hidden_why = timezone.now(), why
    _answer_reports(comment)
    comment.full_clean()
    comment.save()
    journal.record("proposals.comment.hidden", comment, by=by)
    emails.tell_hidden(comment)
    return comment


@transaction.atomic
def keep_comment(*, comment: ProposalComment, by: User | None) -> ProposalComment:
    """Answer the reports: the comment stays as it is. Kept twice, once."""
    authorize(by, policies.can_hide_comment, comment)
    comment = _lock(comment)
    if comment.open_reports:
        _answer_reports(comment)
        comment.save()
        journal.record("proposals.comment.kept", comment, by=by)
    return comment


@transaction.atomic
def show_comment(*, comment: ProposalComment, by: User | None) -> ProposalComment:
    """Show a hidden comment again. Shown twice, once."""
    authorize(by, policies.can_hide_comment, comment)
    comment = _lock(comment)
    if comment.hidden_at is None:
        return comment
    comment.hidden_at, comment.hidden_why = None, ""
    comment.save()
    journal.record("proposals.comment.shown", comment, by=by)
    return comment


def _lock(comment: ProposalComment) -> ProposalComment:
    ProposalComment.objects.select_for_update().get(pk=comment.pk)
    return ProposalComment.objects.select_related("author", "proposal").get(pk=comment.pk)


def _answer_reports(comment: ProposalComment) -> None:
    comment.reports.filter(answered_at=None).update(answered_at=timezone.now())
    comment.open_reports = 0
