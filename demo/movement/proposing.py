"""What invented members propose before the assembly.

One proposal is discussed and amended, one is in a consent round of the group that carries it, one reached
its threshold and waits for an assembly, carried by a place, one was just opened.
"""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet
from django.utils import timezone

from demo.generator.draws import Draws
from demo.movement import proposing_words as words
from milliard.accounts.models import User
from milliard.members.models import Member
from milliard.participation.enums import SeatState
from milliard.participation.models import WorkingGroup
from milliard.places.models import Host, Place
from milliard.proposals.enums import CommentKind, RoundPhase
from milliard.proposals.models import MemberProposal, Support
from milliard.proposals.services import amendments, consent, discussion, supports, taking_part, writing
from milliard.proposals.services.rules import set_proposal_rules
from milliard.proposals.services.standing import current_members

#: One current member of a hundred; of these, how many support what is discussed, and what was just opened.
_DAYS = 60
_DISCUSSED, _FRESH, _OF_AMENDMENT = 0.6, 0.05, 23


def write_proposals(draws: Draws, *, by: User) -> None:
    """Rules of the threshold, then four proposals; by members whose dues are paid, and by them alone."""
    first_day = timezone.localdate().replace(month=1, day=1)
    set_proposal_rules(valid_from=first_day, days_open=_DAYS, numerator=1, denominator=100, by=by)
    current = current_members()
    people = iter(draws.sample(list(current.filter(account=None).order_by("pk")[:2_000]), 600))
    maxime = current.filter(account__email="maxime.membre@exemple.fr").first() or next(people)
    _discuss(_open(maxime, words.DISCUSSED), people)
    if (group := WorkingGroup.objects.alive().order_by("pk").first()) is not None:
        _hold_round(group, current)
    if (host := Host.objects.filter(member__in=current, until=None).order_by("pk").first()) is not None:
        _reach(_open(host.member, words.SUPPORTED, place=host.place), people)
    fresh = _open(next(people), words.FRESH)
    _support(fresh, [next(people) for _ in range(round(fresh.needed * _FRESH))])


def _open(
    author: Member,
    said: tuple[str, str, str],
    *,
    group: WorkingGroup | None = None,
    place: Place | None = None,
) -> MemberProposal:
    details = writing.ProposalDetails(*said, group=group, place=place)
    return writing.open_proposal(
        proposal=writing.write_proposal(details=details, member=author, by=None), by=None
    )


def _support(proposal: MemberProposal, people: Sequence[Member]) -> None:
    """All but the last at once: who crosses the threshold does it as anybody does."""
    *first, last = people
    Support.objects.bulk_create(
        Support(proposal=proposal, member=one, version=proposal.version) for one in first
    )
    MemberProposal.objects.filter(pk=proposal.pk).update(support_count=len(first))
    supports.support_proposal(proposal=proposal, member=last, by=None)


def _reach(proposal: MemberProposal, people: Iterator[Member]) -> None:
    _support(proposal, [next(people) for _ in range(proposal.needed)])


def _discuss(proposal: MemberProposal, people: Iterator[Member]) -> None:
    """Questions and answers, an amendment in the text, another that waits."""
    _support(proposal, [next(people) for _ in range(round(proposal.needed * _DISCUSSED))])
    for kind, text, answer in words.COMMENTS:
        comment = discussion.comment_proposal(
            proposal=proposal, kind=kind, text=text, member=next(people), by=None
        )
        if answer and proposal.author is not None:
            discussion.comment_proposal(
                proposal=proposal,
                kind=CommentKind.IDEA if kind == CommentKind.IDEA else CommentKind.QUESTION,
                text=answer,
                member=proposal.author,
                parent=comment,
                by=None,
            )
    accepted, waiting = (
        amendments.amend_proposal(
            proposal=proposal,
            passage=passage,
            replacement=replacement,
            reason=reason,
            member=next(people),
            by=None,
        )
        for passage, replacement, reason in words.AMENDMENTS
    )
    amendments.accept_amendment(amendment=accepted, by=None)
    for _ in range(_OF_AMENDMENT):
        amendments.support_amendment(amendment=waiting, member=next(people), is_given=True, by=None)


def _hold_round(group: WorkingGroup, current: "QuerySet[Member]") -> None:
    """Among those of the group: an objection stands, one stands aside, one consents."""
    inside = group.seats.filter(state=SeatState.IN, member__in=current).order_by("pk")
    people = [seat.member for seat in inside.select_related("member")[:6]]
    if len(people) < 4:
        return
    proposal = _open(people[0], words.IN_ROUND, group=group)
    held = consent.open_round(proposal=proposal, facilitator=people[1], numerator=2, denominator=3, by=None)
    for member, text in zip(people[2:], words.CLARIFIED, strict=False):
        taking_part.speak_in_round(current=held, member=member, text=text, by=None)
    held = consent.move_round(current=held, phase=RoundPhase.REACT, by=None)
    for member, text in zip(people[1:], words.REACTED, strict=False):
        taking_part.speak_in_round(current=held, member=member, text=text, by=None)
    held = consent.move_round(current=held, phase=RoundPhase.OBJECT, by=None)
    name, argument = words.OBJECTION
    taking_part.consent_in_round(current=held, member=people[1], by=None)
    taking_part.object_in_round(current=held, member=people[2], name=name, argument=argument, by=None)
    taking_part.stand_aside(current=held, member=people[3], why=words.ASIDE, by=None)
