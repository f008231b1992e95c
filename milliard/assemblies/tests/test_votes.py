"""Votes: who may, what is counted once, what is refused."""

import datetime as dt
from uuid import uuid4

import pytest
from django.utils import timezone

from milliard.assemblies.enums import AssemblyState, Secrecy
from milliard.assemblies.models import ConfidentialBallot, OpenBallot, VotingRight
from milliard.assemblies.services.attendance import mark_arrival
from milliard.assemblies.services.votes import (
    AlreadyVoted,
    BallotChangedElsewhere,
    QuorumNotReached,
    VoteNotOpen,
    open_vote,
)
from milliard.assemblies.tests.factories import (
    cast,
    come,
    entries_of,
    entrust,
    make_assembly,
    make_resolution,
    right_of,
)

pytestmark = pytest.mark.django_db


def test_who_was_there_at_the_opening_votes_and_nobody_after() -> None:
    assembly = make_assembly(voters=3, state=AssemblyState.OPEN)
    first, second, third = entries_of(assembly)
    come(first)
    resolution = make_resolution(assembly, is_open=True)
    come(second)
    assert list(VotingRight.objects.values_list("entry", "voter")) == [(first.pk, first.pk)]
    with pytest.raises(VotingRight.DoesNotExist):
        right_of(resolution, third)


def test_a_proxy_holder_votes_for_each_and_a_giver_who_comes_votes_alone() -> None:
    assembly = make_assembly(voters=3)
    first, second, third = entries_of(assembly)
    entrust(second, first)
    entrust(third, first)
    mark_arrival(entry=third, by=None)
    assembly = _open(assembly)
    come(first)
    resolution = make_resolution(assembly, is_open=True)
    pairs = set(VotingRight.objects.values_list("entry", "voter"))
    assert pairs == {(first.pk, first.pk), (second.pk, first.pk), (third.pk, third.pk)}
    cast(resolution, first, "for")
    cast(resolution, second, "against")
    assert set(OpenBallot.objects.values_list("right__entry", "content__choice")) == {
        (first.pk, "for"),
        (second.pk, "against"),
    }


def test_an_open_ballot_changes_from_the_page_that_shows_it_alone() -> None:
    assembly = make_assembly(state=AssemblyState.OPEN)
    first, _ = entries_of(assembly)
    come(first)
    resolution, key = make_resolution(assembly, is_open=True), uuid4()
    cast(resolution, first, "for", key=key)
    cast(resolution, first, "for", key=key)  # sent again by the network
    cast(resolution, first, "against", seen=1)
    with pytest.raises(BallotChangedElsewhere):
        cast(resolution, first, "abstain", seen=1)
    assert list(OpenBallot.objects.values_list("content__choice", "revision")) == [("against", 2)]


def test_a_confidential_ballot_says_neither_who_nor_when() -> None:
    assembly = make_assembly(state=AssemblyState.OPEN)
    first, _ = entries_of(assembly)
    come(first)
    resolution = make_resolution(assembly, is_open=True, secrecy=Secrecy.CONFIDENTIAL)
    cast(resolution, first, "for")
    with pytest.raises(AlreadyVoted):
        cast(resolution, first, "for")
    assert {field.name for field in ConfidentialBallot._meta.fields} == {"id", "resolution", "content"}
    assert ConfidentialBallot.objects.get().content == {"choice": "for"}


def test_a_ballot_after_the_announced_end_is_refused() -> None:
    assembly = make_assembly(state=AssemblyState.OPEN)
    first, _ = entries_of(assembly)
    come(first)
    resolution = make_resolution(assembly)
    open_vote(resolution=resolution, closes_at=timezone.now() - dt.timedelta(seconds=1), by=None)
    with pytest.raises(VoteNotOpen):
        cast(resolution, first, "for")
    assert not OpenBallot.objects.exists()


def test_a_vote_does_not_open_without_its_quorum() -> None:
    assembly = make_assembly(voters=5, state=AssemblyState.OPEN, quorum_numerator=1, quorum_denominator=2)
    first, second, third, *_ = entries_of(assembly)
    come(first, second)
    resolution = make_resolution(assembly)
    with pytest.raises(QuorumNotReached, match="manque 1"):
        open_vote(resolution=resolution, by=None)
    come(third)
    assert open_vote(resolution=resolution, by=None).present_count == 3


def _open(assembly):
    from milliard.assemblies.services.assemblies import name_bureau, open_assembly

    first, second, *_ = entries_of(assembly)
    name_bureau(assembly=assembly, chair=first, secretary=second, by=None)
    return open_assembly(assembly=assembly, by=None)
