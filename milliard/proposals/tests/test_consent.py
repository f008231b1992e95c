"""Consent rounds: phases, objections that block, the fallback vote, minutes that stay."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from milliard.accounts.services import erase_account
from milliard.core.refusals import NotAllowed
from milliard.members.models import Member
from milliard.participation.tests.factories import make_group
from milliard.proposals import signals
from milliard.proposals.enums import FallbackChoice, ObjectionState, RoundPhase, RoundResult
from milliard.proposals.models import ConsentRound
from milliard.proposals.reports.minutes import minutes_digest
from milliard.proposals.services import consent, taking_part, writing
from milliard.proposals.services.standing import DuesUnpaid
from milliard.proposals.tests.factories import (
    at_objections,
    make_current,
    make_proposal,
    make_round,
    object_to,
    rewrite,
    vote,
)

pytestmark = pytest.mark.django_db


def agree(current: ConsentRound, member: Member | None = None) -> Member:
    member = member or make_current()
    taking_part.consent_in_round(current=current, member=member, by=member.account)
    return member


def conclude(current: ConsentRound, result: RoundResult = RoundResult.CONSENT) -> ConsentRound:
    return consent.conclude_round(current=current, result=result, by=None)


def test_without_objection_there_is_consent_and_the_minutes_stay() -> None:
    current, seen = make_round(), []
    member = make_current()
    taking_part.speak_in_round(current=current, member=member, text="Combien ?", by=member.account)
    with pytest.raises(taking_part.WrongPhase):
        agree(current)
    at_objections(current)
    agree(current, member)
    with pytest.raises(consent.NobodyTookPart):
        conclude(current)
    aside = make_current()
    taking_part.stand_aside(current=current, member=aside, why="Je pars bientôt.", by=aside.account)
    signals.round_decided.connect(
        lambda consent_round, **_: seen.append(consent_round.result), weak=False, dispatch_uid="s"
    )
    try:
        decided = conclude(current)
        assert conclude(decided, RoundResult.STANDS).result == RoundResult.CONSENT
    finally:
        signals.round_decided.disconnect(dispatch_uid="s")
    content = decided.minutes.content
    assert seen == [RoundResult.CONSENT]
    assert content["consent"] == [1]
    assert content["aside"] == [{"by": 2, "why": "Je pars bientôt."}]
    assert content["words"] == [{"by": 1, "phase": "clarify", "text": "Combien ?"}]
    assert [step["phase"] for step in content["steps"]] == ["clarify", "react", "object", "decided"]
    assert decided.minutes.digest == minutes_digest(content)
    assert member.given_name not in str(content)
    decided.minutes.content = {}
    with pytest.raises(DatabaseError), transaction.atomic():
        decided.minutes.save()
    decided.result = RoundResult.REJECTED
    with pytest.raises(DatabaseError), transaction.atomic():
        decided.save()


def test_an_objection_blocks_until_its_author_lifts_it(
    django_capture_on_commit_callbacks: Any, mailoutbox: Any
) -> None:
    current = at_objections(make_round())
    agree(current)
    with django_capture_on_commit_callbacks(execute=True):
        objection = object_to(current)
    assert [mail.to for mail in mailoutbox] == [[current.facilitator.email]]
    with pytest.raises(consent.ObjectionStands):
        conclude(current)
    author, stranger = objection.seat.member, make_current()
    with pytest.raises(taking_part.OwnObjectionStands):
        agree(current, author)
    with pytest.raises(taking_part.ObjectionSettled):
        taking_part.lift_objection(objection=objection, member=stranger, by=stranger.account)
    taking_part.lift_objection(objection=objection, member=author, by=author.account)
    assert conclude(current).result == RoundResult.CONSENT


def test_an_objection_is_named_and_argued() -> None:
    current, member = at_objections(make_round()), make_current()
    for name, argument in (("", "Parce que."), ("Non", "")):
        with pytest.raises(ValidationError):
            taking_part.object_in_round(
                current=current, member=member, name=name, argument=argument, by=member.account
            )


def test_integrated_it_changes_the_text_and_everybody_consents_again() -> None:
    current = at_objections(make_round())
    agree(current)
    objection = object_to(current)
    current = consent.move_round(current=current, phase=RoundPhase.INTEGRATE, by=None)
    with pytest.raises(writing.TextChangedMeanwhile):
        consent.integrate_objection(objection=objection, text="x", read_version=7, by=None)
    with pytest.raises(consent.NothingIntegrated):
        consent.integrate_objection(objection=objection, text=current.proposal.text, read_version=1, by=None)
    done = consent.integrate_objection(
        objection=objection, text="À taux nul, un an.", read_version=1, by=None
    )
    assert (done.state, done.integrated_in) == (ObjectionState.INTEGRATED, 2)
    assert not current.seats.exclude(consents_at=None).exists()
    with pytest.raises(consent.TextNotHeard):
        conclude(current)
    current = consent.move_round(current=current, phase=RoundPhase.OBJECT, by=None)
    agree(current)
    decided = conclude(current)
    assert decided.result == RoundResult.CONSENT
    assert (decided.minutes.content["version"], decided.minutes.content["text"]) == (2, "À taux nul, un an.")


@pytest.mark.parametrize(
    ("for_it", "against", "result", "state"),
    [
        (2, 1, RoundResult.ADOPTED, ObjectionState.OVERRULED),  # two thirds exactly
        (3, 2, RoundResult.REJECTED, ObjectionState.STANDING),
        (0, 0, RoundResult.REJECTED, ObjectionState.STANDING),
    ],
)
def test_the_fallback_counts_an_exact_share_of_those_who_took_part(
    for_it: int, against: int, result: RoundResult, state: ObjectionState
) -> None:
    current = at_objections(make_round())
    people = [agree(current) for _ in range(for_it + against + 1)]
    objection = object_to(current)
    consent.move_round(current=current, phase=RoundPhase.INTEGRATE, by=None)
    current = consent.open_fallback(current=current, by=None)
    for place, member in enumerate(people):
        choice = FallbackChoice.FOR if place < for_it else FallbackChoice.AGAINST
        vote(current, member, FallbackChoice.ABSTAIN)
        if place < for_it + against:
            vote(current, member, choice)  # a changed mind is one vote
    with pytest.raises(taking_part.TookNoPart):
        vote(current, make_current(), FallbackChoice.FOR)
    decided = conclude(current)
    objection.refresh_from_db()
    assert (decided.result, objection.state) == (result, state)
    counts = decided.minutes.content["counts"]
    assert counts == {"for": for_it, "against": against, "abstain": 1}


def test_stopping_there_is_a_result_only_when_an_objection_stands() -> None:
    current = at_objections(make_round())
    agree(current)
    with pytest.raises(consent.NothingToOverrule):
        conclude(current, RoundResult.STANDS)
    with pytest.raises(consent.NothingToOverrule):
        conclude(current, RoundResult.ADOPTED)
    object_to(current)
    assert conclude(current, RoundResult.STANDS).result == RoundResult.STANDS


def test_a_round_nobody_leads_any_more_is_given_up_and_frees_the_text() -> None:
    current = make_round()
    assert conclude(current, RoundResult.GIVEN_UP).minutes.content["result"] == "given_up"
    assert rewrite(current.proposal, "Un autre texte.").version == 2
    assert make_round(current.proposal).number == 2


def test_phases_follow_one_another_and_there_is_one_round_at_a_time() -> None:
    current = make_round()
    with pytest.raises(consent.PhaseNotNext):
        consent.move_round(current=current, phase=RoundPhase.OBJECT, by=None)
    with pytest.raises(consent.WrongPhase):
        conclude(current)
    with pytest.raises(writing.RoundUnderWay):
        make_round(current.proposal)
    with pytest.raises(ValidationError):
        consent.open_round(
            proposal=make_proposal(), facilitator=make_current(), numerator=1, denominator=2, by=None
        )


def test_a_round_is_led_by_its_carriers_and_joined_by_them() -> None:
    referent = make_current()
    proposal = make_proposal(referent, group=make_group(referent))
    stranger = make_current()
    with pytest.raises(NotAllowed):
        consent.open_round(
            proposal=proposal, facilitator=stranger, numerator=2, denominator=3, by=stranger.account
        )
    current = consent.open_round(
        proposal=proposal, facilitator=referent, numerator=2, denominator=3, by=referent.account
    )
    with pytest.raises(taking_part.NotOfTheCarriers):
        taking_part.speak_in_round(current=current, member=stranger, text="Et moi ?", by=stranger.account)
    taking_part.speak_in_round(current=current, member=referent, text="Oui.", by=referent.account)
    referent.periods.all().delete()
    with pytest.raises(DuesUnpaid):
        taking_part.speak_in_round(current=current, member=referent, text="Oui.", by=referent.account)


def test_whoever_leaves_stays_a_number() -> None:
    current = at_objections(make_round())
    objection = object_to(current)
    digest = conclude(current, RoundResult.STANDS).minutes.digest
    account = objection.seat.member.account
    erase_account(user=account, by=account)
    current.refresh_from_db()
    seat = current.seats.get()
    assert (seat.member, seat.number, current.minutes.digest) == (None, 1, digest)
