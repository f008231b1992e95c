"""The threshold, a text two people change, a number two amendments want: real transactions, many at once."""

from collections.abc import Callable
from functools import partial
from typing import Any

from milliard.proposals import signals
from milliard.proposals.enums import ProposalState, RoundResult
from milliard.proposals.models import ConsentMinutes, MemberProposal
from milliard.proposals.services import consent, supports, writing
from milliard.proposals.tests.factories import (
    at_objections,
    make_amendment,
    make_current,
    make_proposal,
    make_round,
    object_to,
)


def test_two_supports_at_the_threshold_cross_it_once(in_threads: Callable[..., list[Any]]) -> None:
    proposal, seen = make_proposal(), []
    members = [make_current() for _ in range(20)]
    signals.proposal_supported.connect(
        lambda proposal, **_: seen.append(proposal.pk), weak=False, dispatch_uid="race"
    )
    try:
        results = in_threads(
            *(
                partial(supports.support_proposal, proposal=proposal, member=member, by=member.account)
                for member in members
            )
        )
    finally:
        signals.proposal_supported.disconnect(dispatch_uid="race")
    assert [row for row in results if isinstance(row, Exception)] == []
    proposal.refresh_from_db()
    assert seen == [proposal.pk]
    assert (proposal.state, proposal.support_count) == (ProposalState.SUPPORTED, 20)


def test_one_member_who_presses_ten_times_is_one_support(in_threads: Callable[..., list[Any]]) -> None:
    proposal, member = make_proposal(), make_current()
    act = partial(supports.support_proposal, proposal=proposal, member=member, by=member.account)
    assert [row for row in in_threads(*[act] * 10) if isinstance(row, Exception)] == []
    proposal.refresh_from_db()
    assert (proposal.support_count, proposal.supports.count()) == (1, 1)


def test_two_versions_written_at_once_are_one_and_a_refusal(in_threads: Callable[..., list[Any]]) -> None:
    proposal = make_proposal()
    said: dict[str, Any] = {"title": "T", "why": "W", "reason": "R", "read_version": 1, "by": None}
    results = in_threads(
        *(
            partial(writing.rewrite_proposal, proposal=proposal, text=text, **said)
            for text in ("Un.", "Deux.")
        )
    )
    assert sorted(type(row).__name__ for row in results) == ["MemberProposal", "TextChangedMeanwhile"]
    assert MemberProposal.objects.get(pk=proposal.pk).version == proposal.versions.count() == 2


def test_amendments_at_once_have_each_a_number(in_threads: Callable[..., list[Any]]) -> None:
    proposal, members = make_proposal(), [make_current() for _ in range(8)]
    in_threads(*(partial(make_amendment, proposal, member) for member in members))
    assert sorted(proposal.amendments.values_list("number", flat=True)) == list(range(1, 9))


def test_an_objection_and_consent_at_once(in_threads: Callable[..., list[Any]]) -> None:
    """Either the objection came first and blocks, or the round was decided and takes none."""
    current, people = at_objections(make_round()), [make_current() for _ in range(3)]
    for member in people[:2]:
        consent.seat_of(current, member)
    conclude = partial(consent.conclude_round, current=current, result=RoundResult.CONSENT, by=None)
    results = in_threads(conclude, conclude, partial(object_to, current, people[2]))
    names = sorted(type(row).__name__ for row in results)
    assert names in (
        ["ConsentRound", "ConsentRound", "WrongPhase"],
        ["ObjectionStands", "ObjectionStands", "RoundObjection"],
    )
    assert ConsentMinutes.objects.count() == (1 if "WrongPhase" in names else 0)
