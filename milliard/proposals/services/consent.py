"""Consent rounds, as their facilitator leads them: opened, moved, integrated, decided."""

from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.members.models import Member
from milliard.proposals import policies, signals
from milliard.proposals.enums import NEXT_PHASES, FallbackChoice, ObjectionState, RoundPhase, RoundResult
from milliard.proposals.models import (
    ConsentMinutes,
    ConsentRound,
    FallbackVote,
    MemberProposal,
    RoundObjection,
    RoundSeat,
    RoundStep,
)
from milliard.proposals.reports.minutes import minutes_digest, minutes_of
from milliard.proposals.services.standing import lock_living
from milliard.proposals.services.writing import TextChangedMeanwhile, add_version, ensure_no_round


class PhaseNotNext(Refused):
    message = "On ne passe pas de cette phase à celle-là\u00a0: la page vient peut-être de changer."


class ObjectionStands(Refused):
    message = "Une objection demeure\u00a0: il n’y a pas consentement."


class NobodyTookPart(Refused):
    message = "Il faut que deux personnes au moins aient pris part pour décider."


class TextNotHeard(Refused):
    """An objection was integrated since people could object: consent is to a text."""

    message = "Le texte a changé\u00a0: revenez aux objections, pour que chacun·e se prononce sur le nouveau."


class NothingToOverrule(Refused):
    message = "Aucune objection ne demeure\u00a0: le vote de secours n’a pas lieu d’être."


class ObjectionSettled(Refused):
    message = "Cette objection est déjà réglée."


class WrongPhase(Refused):
    message = "Cela se fait dans une autre phase du tour."


@transaction.atomic
def open_round(
    *,
    proposal: MemberProposal,
    facilitator: Member,
    numerator: int,
    denominator: int,
    by: User | None,
) -> ConsentRound:
    """Open a round on the text as it is, with the threshold of the fallback vote said beforehand.

    Raises
    ------
    NotAllowed, ProposalEnded, RoundUnderWay, ``ValidationError``
    """
    authorize(by, policies.can_open_round, proposal)
    authorize(by, policies.can_speak, facilitator)
    proposal = lock_living(proposal)
    ensure_no_round(proposal)
    last = proposal.rounds.aggregate(last=Max("number"))["last"] or 0
    opened = ConsentRound(
        proposal=proposal,
        number=last + 1,
        facilitator=facilitator,
        numerator=numerator,
        denominator=denominator,
    )
    opened.full_clean()
    opened.save()
    _begin(opened, RoundPhase.CLARIFY)
    journal.record("proposals.round.opened", opened, by=by)
    return opened


@transaction.atomic
def move_round(*, current: ConsentRound, phase: RoundPhase, by: User | None) -> ConsentRound:
    """Go on to the next phase, or back to objections once the text changed.

    Raises `NotAllowed`, `PhaseNotNext`.
    """
    authorize(by, policies.can_lead_round, current)
    current = lock_round(current)
    if phase not in NEXT_PHASES.get(RoundPhase(current.phase), ()):
        raise PhaseNotNext
    _begin(current, phase)
    journal.record("proposals.round.moved", current, by=by, data={"phase": phase})
    return current


@transaction.atomic
def integrate_objection(
    *, objection: RoundObjection, text: str, read_version: int, by: User | None
) -> RoundObjection:
    """Write the text that answers an objection: a new version, and the objection blocks no more.

    Who consented before says so again: consent is to a text.
    Raises `NotAllowed`, `WrongPhase`, `ObjectionSettled`, `TextChangedMeanwhile`, `NothingIntegrated`.
    """
    authorize(by, policies.can_lead_round, objection.round)
    current = lock_round(objection.round)
    if current.phase != RoundPhase.INTEGRATE:
        raise WrongPhase
    objection = RoundObjection.objects.select_for_update().get(pk=objection.pk)
    if objection.state != ObjectionState.STANDING:
        raise ObjectionSettled
    proposal = lock_living(current.proposal)
    if proposal.version != read_version:
        raise TextChangedMeanwhile
    if text == proposal.text:
        raise NothingIntegrated
    reason = f"Tour {current.number}, objection {objection.number} intégrée."
    proposal = add_version(proposal, proposal.title, text, proposal.why, reason, current.facilitator)
    objection.state, objection.settled_at = ObjectionState.INTEGRATED, timezone.now()
    objection.integrated_in = proposal.version
    objection.full_clean()
    objection.save()
    current.seats.update(consents_at=None)
    return objection


class NothingIntegrated(Refused):
    message = "Le texte est le même\u00a0: il n’intègre pas encore l’objection."


@transaction.atomic
def open_fallback(*, current: ConsentRound, by: User | None) -> ConsentRound:
    """Open the vote announced beforehand, because an objection stands.

    Raises `NotAllowed`, `WrongPhase`, `NothingToOverrule`.
    """
    authorize(by, policies.can_lead_round, current)
    current = lock_round(current)
    if current.phase != RoundPhase.INTEGRATE:
        raise WrongPhase
    if not standing_in(current):
        raise NothingToOverrule
    _begin(current, RoundPhase.FALLBACK)
    journal.record("proposals.round.moved", current, by=by, data={"phase": RoundPhase.FALLBACK})
    return current


@transaction.atomic
def conclude_round(
    *,
    current: ConsentRound,
    result: RoundResult,
    by: User | None,
) -> ConsentRound:
    """Decide, and write the minutes for good. Decided twice, once.

    ``result``: consent; that an objection stands and the round stops there; or that the round is given up, so
    that one nobody leads any more holds no text. Once a vote is open it is counted, whatever was asked for.

    Raises
    ------
    NotAllowed, WrongPhase, NobodyTookPart, ObjectionStands, TextNotHeard, NothingToOverrule
    """
    authorize(by, policies.can_lead_round, current)
    current = lock_round(current)
    if current.is_decided:
        return current
    if current.phase == RoundPhase.FALLBACK:
        result = _counted(current)
    elif result == RoundResult.GIVEN_UP:
        pass
    elif current.phase not in (RoundPhase.OBJECT, RoundPhase.INTEGRATE):
        raise WrongPhase
    elif result == RoundResult.CONSENT:
        _ensure_consent(current)
    elif result != RoundResult.STANDS or not standing_in(current):
        raise NothingToOverrule
    current.result, current.decided_at = result, timezone.now()
    if result == RoundResult.ADOPTED:
        standing = current.objections.filter(state=ObjectionState.STANDING)
        standing.update(state=ObjectionState.OVERRULED, settled_at=current.decided_at)
    _begin(current, RoundPhase.DECIDED)
    content = minutes_of(current)
    ConsentMinutes.objects.create(round=current, content=content, digest=minutes_digest(content))
    journal.record("proposals.round.decided", current, by=by, data={"result": result})
    signals.round_decided.send(sender=ConsentRound, consent_round=current)
    return current


def _ensure_consent(current: ConsentRound) -> None:
    if standing_in(current):
        raise ObjectionStands
    if current.seats.count() < 2:
        raise NobodyTookPart
    heard = current.steps.filter(phase=RoundPhase.OBJECT).order_by("-pk").first()
    if heard is not None and heard.version != current.proposal.version:
        raise TextNotHeard


def _counted(current: ConsentRound) -> RoundResult:
    """By the threshold announced: an exact share of those for and against."""
    votes = votes_in(current)
    expressed = votes[FallbackChoice.FOR] + votes[FallbackChoice.AGAINST]
    is_enough = votes[FallbackChoice.FOR] * current.denominator >= current.numerator * expressed
    return RoundResult.ADOPTED if expressed and is_enough else RoundResult.REJECTED


def votes_in(current: ConsentRound) -> dict[FallbackChoice, int]:
    """Votes by choice, those nobody made included."""
    rows = FallbackVote.objects.filter(seat__round=current).values_list("choice").annotate(found=Count("pk"))
    return dict.fromkeys(FallbackChoice, 0) | {FallbackChoice(choice): found for choice, found in rows}


def standing_in(current: ConsentRound) -> int:
    """Objections that block."""
    return current.objections.filter(state=ObjectionState.STANDING).count()


def lock_round(current: ConsentRound) -> ConsentRound:
    """The row as it is now, and nobody else's until the transaction ends."""
    MemberProposal.objects.select_for_update().get(pk=current.proposal_id)
    ConsentRound.objects.select_for_update().get(pk=current.pk)
    rows = ConsentRound.objects.select_related("facilitator", "proposal__group", "proposal__place")
    return rows.get(pk=current.pk)


def _begin(current: ConsentRound, phase: RoundPhase) -> None:
    current.phase = phase
    current.full_clean()
    current.save()
    RoundStep.objects.create(round=current, phase=phase, version=current.proposal.version)


def seat_of(current: ConsentRound, member: Member) -> RoundSeat:
    """Somebody's place in a locked round, made at their first words."""
    seat = current.seats.filter(member=member).first()
    if seat is None:
        last = current.seats.aggregate(last=Max("number"))["last"] or 0
        seat = RoundSeat.objects.create(round=current, member=member, number=last + 1)
    return seat
