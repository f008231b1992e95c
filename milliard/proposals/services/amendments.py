"""Amendments: proposed, supported, accepted, refused, left to the assembly."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.rate_limit import Limit
from milliard.core.refusals import Refused
from milliard.members.models import Member
from milliard.proposals import emails, policies
from milliard.proposals.enums import SUPPORTABLE, AmendmentState
from milliard.proposals.models import AmendmentSupport, MemberProposal, TextAmendment
from milliard.proposals.services.standing import ProposalEnded, ensure_current, lock_living, lock_proposal
from milliard.proposals.services.writing import add_version, ensure_no_round, hold_back

_AMENDMENTS = Limit("proposals.amend", 10, 86_400)


class PassageMissing(Refused):
    message = "Ce passage n’est pas dans le texte\u00a0: copiez-le tel qu’il est écrit."


class PassageNotUnique(Refused):
    message = "Ce passage est plusieurs fois dans le texte\u00a0: prenez quelques mots de plus autour."


class PassageChanged(Refused):
    """The text changed since: the amendment no longer says where it goes."""

    message = (
        "Le texte a changé\u00a0: le passage de cet amendement n’y est plus, ou y est plusieurs fois. Il ne"
        " s’applique plus tel quel."
    )


class AmendmentAnswered(Refused):
    message = "Cet amendement a déjà une réponse."


@transaction.atomic
def amend_proposal(
    *,
    proposal: MemberProposal,
    passage: str,
    replacement: str,
    reason: str,
    member: Member,
    by: User | None,
) -> TextAmendment:
    """Propose other words for a passage found once in the text; the author of the proposal is told.

    Raises
    ------
    NotAllowed, DuesUnpaid, ProposalEnded, PassageMissing, PassageNotUnique, TooMuchAtOnce
    """
    authorize(by, policies.can_speak, member)
    ensure_current(member)
    proposal = lock_living(proposal)
    hold_back(member, _AMENDMENTS)
    times = proposal.text.count(passage)
    if times == 0:
        raise PassageMissing
    if times > 1:
        raise PassageNotUnique
    last = proposal.amendments.aggregate(last=Max("number"))["last"] or 0
    amendment = TextAmendment(
        proposal=proposal,
        number=last + 1,
        author=member,
        version=proposal.version,
        passage=passage,
        replacement=replacement,
        reason=reason,
    )
    amendment.full_clean()
    amendment.save()
    emails.tell_amended(amendment)
    return amendment


@transaction.atomic
def accept_amendment(*, amendment: TextAmendment, by: User | None) -> TextAmendment:
    """Take it into the text, as a new version.

    Raises `NotAllowed`, `ProposalEnded`, `RoundUnderWay`, `AmendmentAnswered`, `PassageChanged`.
    """
    authorize(by, policies.answers_amendment, amendment)
    proposal = lock_living(amendment.proposal)
    ensure_no_round(proposal)
    amendment = _waiting(amendment)
    if not amendment.fits(proposal.text):
        raise PassageChanged
    text = amendment.applied_to(proposal.text)
    _answer(amendment, AmendmentState.ACCEPTED)
    add_version(
        proposal,
        proposal.title,
        text,
        proposal.why,
        f"Amendement {amendment.number} accepté.",
        proposal.author,
    )
    return amendment


@transaction.atomic
def refuse_amendment(*, amendment: TextAmendment, answer: str, by: User | None) -> TextAmendment:
    """Say no, and why. Raises `NotAllowed`, `ProposalEnded`, `AmendmentAnswered`."""
    authorize(by, policies.answers_amendment, amendment)
    lock_living(amendment.proposal)
    return _answer(_waiting(amendment), AmendmentState.REFUSED, answer)


@transaction.atomic
def leave_amendment(*, amendment: TextAmendment, by: User | None) -> TextAmendment:
    """Leave it to the assembly, which will vote on it. Raises `NotAllowed`, `AmendmentAnswered`."""
    authorize(by, policies.answers_amendment, amendment)
    lock_living(amendment.proposal)
    return _answer(_waiting(amendment), AmendmentState.LEFT)


@transaction.atomic
def withdraw_amendment(*, amendment: TextAmendment, by: User | None) -> TextAmendment:
    """Its author takes it back before an answer. Raises `NotAllowed`, `AmendmentAnswered`."""
    authorize(by, policies.wrote_amendment, amendment)
    lock_living(amendment.proposal)
    amendment = _waiting(amendment)
    amendment.state, amendment.answered_at = AmendmentState.WITHDRAWN, timezone.now()
    amendment.save()
    return amendment


@transaction.atomic
def support_amendment(*, amendment: TextAmendment, member: Member, is_given: bool, by: User | None) -> bool:
    """Support it, or take one's support back; True when something changed.

    Raises `NotAllowed`, `DuesUnpaid`, `ProposalEnded`.
    """
    authorize(by, policies.can_speak, member)
    if is_given:
        ensure_current(member)
    lock_living(amendment.proposal)
    amendment = _lock(amendment)
    if not amendment.takes_supports:
        raise ProposalEnded
    if is_given:
        _, has_changed = AmendmentSupport.objects.get_or_create(amendment=amendment, member=member)
    else:
        gone, _ = AmendmentSupport.objects.filter(amendment=amendment, member=member).delete()
        has_changed = bool(gone)
    if has_changed:
        amendment.support_count += 1 if is_given else -1
        amendment.save(update_fields=["support_count", "updated_at"])
    return has_changed


@transaction.atomic
def set_distance(*, amendment: TextAmendment, distance: int, by: User | None) -> TextAmendment:
    """Say how far from the text it goes: the assembly votes on the farthest first."""
    authorize(by, policies.can_set_distance, amendment)
    lock_proposal(amendment.proposal)
    amendment = _lock(amendment)
    amendment.distance = distance
    amendment.full_clean()
    amendment.save()
    journal.record("proposals.amendment.placed", amendment, by=by, data={"distance": distance})
    return amendment


def forget_amendment_supports(members: list[int]) -> None:
    """Delete the supports of members who leave; where the proposal goes on, they are counted no more."""
    rows = AmendmentSupport.objects.filter(member__in=members)
    for number in sorted(set(rows.values_list("amendment", flat=True))):
        amendment = TextAmendment.objects.select_for_update().get(pk=number)
        gone, _ = rows.filter(amendment=amendment).delete()
        if amendment.proposal.state in SUPPORTABLE:
            amendment.support_count -= gone
            amendment.save(update_fields=["support_count", "updated_at"])


def _lock(amendment: TextAmendment) -> TextAmendment:
    TextAmendment.objects.select_for_update().get(pk=amendment.pk)
    return TextAmendment.objects.select_related("author", "proposal__author").get(pk=amendment.pk)


def _waiting(amendment: TextAmendment) -> TextAmendment:
    locked = _lock(amendment)
    if not locked.is_waiting:
        raise AmendmentAnswered
    return locked


def _answer(amendment: TextAmendment, state: AmendmentState, answer: str = "") -> TextAmendment:
    amendment.state, amendment.answer, amendment.answered_at = state, answer, timezone.now()
    amendment.full_clean()
    amendment.save()
    emails.tell_amendment_answered(amendment)
    return amendment
