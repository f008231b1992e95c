"""The text of a proposal: written, opened, changed."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, fields

from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core.access import authorize
from milliard.core.rate_limit import Limit, is_once_too_often
from milliard.core.refusals import Refused
from milliard.members.models import Member
from milliard.participation.enums import SeatState
from milliard.participation.models import WorkingGroup
from milliard.places.models import Place
from milliard.proposals import emails, policies
from milliard.proposals.enums import ProposalState, ShownName
from milliard.proposals.models import ConsentRound, MemberProposal, ProposalRules, ProposalVersion
from milliard.proposals.services.standing import current_members, ensure_current, lock_living, lock_proposal

_DRAFTS = Limit("proposals.write", 20, 86_400)
_OPENED = Limit("proposals.open", 3, 86_400)
_REWRITTEN = Limit("proposals.rewrite", 10, 86_400)


class NotCarriedByYou(Refused):
    message = "Vous ne faites pas partie de ce groupe ou de l’équipe de ce lieu."


class NoLongerDraft(Refused):
    message = "Cette proposition est déjà ouverte\u00a0: son texte change par une nouvelle version."


class NoRulesYet(Refused):
    message = "L’équipe n’a pas encore dit combien de soutiens il faut\u00a0: écrivez-lui."


class TextChangedMeanwhile(Refused):
    message = (
        "Le texte a changé pendant que vous écriviez. Relisez la version actuelle, puis reprenez vos mots."
    )


class NothingChanged(Refused):
    message = "Le texte est le même qu’avant\u00a0: il n’y a pas de nouvelle version à faire."


class RoundUnderWay(Refused):
    message = "Un tour de consentement est en cours\u00a0: le texte ne change que par lui."


class TooMuchAtOnce(Refused):
    message = "C’est beaucoup en peu de temps\u00a0: reprenez un peu plus tard."


@dataclass(frozen=True, slots=True)
class ProposalDetails:
    """What an author writes."""

    title: str
    text: str
    why: str
    shown_name: ShownName = ShownName.FIRST
    group: WorkingGroup | None = None
    place: Place | None = None


@transaction.atomic
def write_proposal(*, details: ProposalDetails, member: Member, by: User | None) -> MemberProposal:
    """Write a draft, which its author alone reads. Raises `NotAllowed`, `DuesUnpaid`, `NotCarriedByYou`."""
    authorize(by, policies.can_speak, member)
    ensure_current(member)
    hold_back(member, _DRAFTS)
    return _save_draft(MemberProposal(author=member), details, member)


@transaction.atomic
def rewrite_draft(*, proposal: MemberProposal, details: ProposalDetails, by: User | None) -> MemberProposal:
    """Write a draft again. Raises `NotAllowed`, `NoLongerDraft`, `NotCarriedByYou`."""
    authorize(by, policies.is_author, proposal)
    proposal = lock_proposal(proposal)
    if proposal.state != ProposalState.DRAFT or proposal.author is None:
        raise NoLongerDraft
    return _save_draft(proposal, details, proposal.author)


def _save_draft(proposal: MemberProposal, details: ProposalDetails, member: Member) -> MemberProposal:
    for field in fields(details):
        setattr(proposal, field.name, getattr(details, field.name))
    _ensure_carried(proposal, member)
    proposal.full_clean()
    proposal.save()
    return proposal


def _ensure_carried(proposal: MemberProposal, member: Member) -> None:
    """Its author is in what carries it."""
    if proposal.group is not None:
        inside = proposal.group.ended_on is None and proposal.group.seats.filter(
            member=member, state=SeatState.IN
        )
        if not inside or not inside.exists():
            raise NotCarriedByYou
    if proposal.place is not None and not proposal.place.hosts.filter(member=member, until=None).exists():
        raise NotCarriedByYou


@transaction.atomic
def delete_draft(*, proposal: MemberProposal, by: User | None) -> None:
    """Throw a draft away. Raises `NotAllowed`, `NoLongerDraft`."""
    authorize(by, policies.is_author, proposal)
    proposal = lock_proposal(proposal)
    if proposal.state != ProposalState.DRAFT:
        raise NoLongerDraft
    proposal.delete()


@transaction.atomic
def open_proposal(*, proposal: MemberProposal, by: User | None) -> MemberProposal:
    """Open a draft to everybody: the threshold is computed from the members of today, and stays.

    Opened twice, once.

    Raises
    ------
    NotAllowed, DuesUnpaid, NotCarriedByYou, NoRulesYet, ProposalEnded
    """
    authorize(by, policies.is_author, proposal)
    proposal = lock_proposal(proposal)
    if proposal.state != ProposalState.DRAFT or proposal.author is None:
        return proposal
    ensure_current(proposal.author)
    _ensure_carried(proposal, proposal.author)
    hold_back(proposal.author, _OPENED)
    today = timezone.localdate()
    rules = ProposalRules.objects.in_force(today)
    if rules is None:
        raise NoRulesYet
    proposal.rules, proposal.members_then = rules, current_members(today).count()
    proposal.needed = rules.needed(proposal.members_then)
    proposal.state, proposal.opened_at = ProposalState.OPEN, timezone.now()
    proposal.closes_on = today + dt.timedelta(days=rules.days_open)
    return add_version(proposal, proposal.title, proposal.text, proposal.why, "", proposal.author)


@transaction.atomic
def rewrite_proposal(
    *,
    proposal: MemberProposal,
    title: str,
    text: str,
    why: str,
    reason: str,
    read_version: int,
    by: User | None,
) -> MemberProposal:
    """Change the text of an open proposal: a new version, and those who support it are told.

    Supports stay; each person can take theirs back.

    Raises
    ------
    NotAllowed, ProposalEnded, RoundUnderWay, TextChangedMeanwhile, NothingChanged, TooMuchAtOnce
    """
    authorize(by, policies.is_author, proposal)
    proposal = lock_living(proposal)
    ensure_no_round(proposal)
    if proposal.version != read_version:
        raise TextChangedMeanwhile
    if (title, text, why) == (proposal.title, proposal.text, proposal.why):
        raise NothingChanged
    if proposal.author is not None:
        hold_back(proposal.author, _REWRITTEN)
    return add_version(proposal, title, text, why, reason, proposal.author)


def ensure_no_round(proposal: MemberProposal) -> None:
    """Raise `RoundUnderWay` while a consent round works on the text."""
    if ConsentRound.objects.under_way().filter(proposal=proposal).exists():
        raise RoundUnderWay


def hold_back(member: Member, limit: Limit) -> None:
    """Count once more for a member. Raises `TooMuchAtOnce`."""
    if is_once_too_often(str(member.pk), limit):
        raise TooMuchAtOnce


def add_version(
    proposal: MemberProposal, title: str, text: str, why: str, reason: str, author: Member | None
) -> MemberProposal:
    """Write the next version of a locked proposal, and tell those who support another one."""
    proposal.title, proposal.text, proposal.why = title, text, why
    proposal.version += 1
    proposal.full_clean()
    proposal.save()
    version = ProposalVersion(
        proposal=proposal,
        number=proposal.version,
        title=title,
        text=text,
        why=why,
        digest=text_digest(title, text, why),
        reason=reason,
        author=author,
    )
    version.full_clean()
    version.save()
    if proposal.version > 1:
        emails.tell_text_changed(proposal)
    return proposal


def text_digest(title: str, text: str, why: str) -> str:
    """SHA-256 of the three, as a JSON list in UTF-8: no two texts share one by where a part ends.

    >>> text_digest("a", "b", "c")[:12]
    'fa1844c2988a'
    """
    written = json.dumps([title, text, why], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
