"""What people do in a consent round: speak, consent, stand aside, object, lift, vote."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core.access import authorize
from milliard.core.rate_limit import Limit
from milliard.core.refusals import Refused
from milliard.members.models import Member
from milliard.participation.enums import SeatState
from milliard.proposals import emails, policies
from milliard.proposals.enums import FallbackChoice, ObjectionState, RoundPhase
from milliard.proposals.models import (
    ConsentRound,
    FallbackVote,
    MemberProposal,
    RoundObjection,
    RoundSeat,
    RoundWord,
)
from milliard.proposals.services.consent import ObjectionSettled, WrongPhase, lock_round, seat_of
from milliard.proposals.services.standing import ensure_current
from milliard.proposals.services.writing import hold_back

_WORDS = Limit("proposals.round", 20, 600)
_SPOKEN = (RoundPhase.CLARIFY, RoundPhase.REACT, RoundPhase.INTEGRATE)


class NotOfTheCarriers(Refused):
    message = (
        "Ce tour est celui du groupe ou du lieu qui porte la proposition\u00a0: seules ses personnes y"
        " prennent part."
    )


class TookNoPart(Refused):
    message = "Le vote de secours est ouvert aux personnes qui ont pris part au tour."


class OwnObjectionStands(Refused):
    message = "Votre objection demeure\u00a0: levez-la d’abord."


def may_take_part(proposal: MemberProposal, member: Member) -> bool:
    """Those in the group or the team of the place that carries it; any member when nobody carries it."""
    if proposal.group is not None:
        return proposal.group.seats.filter(member=member, state=SeatState.IN).exists()
    if proposal.place is not None:
        return proposal.place.hosts.filter(member=member, until=None).exists()
    return True


@transaction.atomic
def speak_in_round(
    *,
    current: ConsentRound,
    member: Member,
    text: str,
    by: User | None,
) -> RoundWord:
    """Ask, react, or help to integrate, in the phase under way.

    Raises `NotAllowed`, `DuesUnpaid`, `NotOfTheCarriers`, `WrongPhase`, `TooMuchAtOnce`.
    """
    seat = _sit(current, member, by, _SPOKEN)
    word = RoundWord(seat=seat, phase=seat.round.phase, text=text)
    word.full_clean()
    word.save()
    return word


@transaction.atomic
def consent_in_round(*, current: ConsentRound, member: Member, by: User | None) -> RoundSeat:
    """Say that one has no objection. Raises as `object_in_round`, and `OwnObjectionStands`."""
    seat = _sit(current, member, by, (RoundPhase.OBJECT,))
    if seat.objections.filter(state=ObjectionState.STANDING).exists():
        raise OwnObjectionStands
    seat.consents_at, seat.stands_aside_at, seat.stands_aside_why = timezone.now(), None, ""
    seat.save()
    return seat


@transaction.atomic
def stand_aside(
    *,
    current: ConsentRound,
    member: Member,
    why: str,
    by: User | None,
) -> RoundSeat:
    """Neither consent nor block: it is written down. Raises as `consent_in_round`."""
    seat = _sit(current, member, by, (RoundPhase.OBJECT,))
    if seat.objections.filter(state=ObjectionState.STANDING).exists():
        raise OwnObjectionStands
    seat.stands_aside_at, seat.stands_aside_why, seat.consents_at = timezone.now(), why, None
    seat.full_clean()
    seat.save()
    return seat


@transaction.atomic
def object_in_round(
    *,
    current: ConsentRound,
    member: Member,
    name: str,
    argument: str,
    by: User | None,
) -> RoundObjection:
    """Raise an objection, named and argued: it blocks, and the facilitator is told.

    Raises `NotAllowed`, `DuesUnpaid`, `NotOfTheCarriers`, `WrongPhase`, `TooMuchAtOnce`.
    """
    seat = _sit(current, member, by, (RoundPhase.OBJECT,))
    last = seat.round.objections.aggregate(last=Max("number"))["last"] or 0
    objection = RoundObjection(seat=seat, round=seat.round, number=last + 1, name=name, argument=argument)
    objection.full_clean()
    objection.save()
    seat.consents_at, seat.stands_aside_at, seat.stands_aside_why = None, None, ""
    seat.save()
    emails.tell_objection(objection)
    return objection


@transaction.atomic
def lift_objection(*, objection: RoundObjection, member: Member, by: User | None) -> RoundObjection:
    """Its author lifts it: it blocks no more. Raises `NotAllowed`, `WrongPhase`, `ObjectionSettled`."""
    authorize(by, policies.can_speak, member)
    current = lock_round(objection.round)
    if current.phase not in (RoundPhase.OBJECT, RoundPhase.INTEGRATE):
        raise WrongPhase
    objection = RoundObjection.objects.select_for_update().get(pk=objection.pk)
    if objection.state != ObjectionState.STANDING or objection.seat.member_id != member.pk:
        raise ObjectionSettled
    objection.state, objection.settled_at = ObjectionState.LIFTED, timezone.now()
    objection.save()
    return objection


@transaction.atomic
def vote_in_round(
    *,
    current: ConsentRound,
    member: Member,
    choice: FallbackChoice,
    by: User | None,
) -> FallbackVote:
    """Vote openly on the proposal although an objection stands; voting again changes one's vote.

    Raises `NotAllowed`, `WrongPhase`, `TookNoPart`.
    """
    authorize(by, policies.can_speak, member)
    current = lock_round(current)
    if current.phase != RoundPhase.FALLBACK:
        raise WrongPhase
    seat = current.seats.filter(member=member).first()
    if seat is None:
        raise TookNoPart
    vote, _ = FallbackVote.objects.update_or_create(seat=seat, defaults={"choice": choice})
    return vote


def _sit(current: ConsentRound, member: Member, by: User | None, phases: tuple[RoundPhase, ...]) -> RoundSeat:
    """The place of a member who may speak now, in a locked round."""
    authorize(by, policies.can_speak, member)
    ensure_current(member)
    current = lock_round(current)
    if not may_take_part(current.proposal, member):
        raise NotOfTheCarriers
    if current.phase not in phases:
        raise WrongPhase
    hold_back(member, _WORDS)
    return seat_of(current, member)
