"""Two at once in an assembly: one ballot, one proxy too many, a vote that closes while people vote."""

import json
from collections import Counter
from typing import Any

from engines.minutes import verify
from milliard.assemblies.enums import Electorate, ProxyState, ResolutionState, Secrecy
from milliard.assemblies.models import (
    AttendanceMark,
    ConfidentialBallot,
    OpenBallot,
    Proxy,
    Resolution,
    VoteResult,
    VotingRight,
)
from milliard.assemblies.reports.minutes import minutes_document
from milliard.assemblies.services.attendance import mark_arrival, mark_leaving
from milliard.assemblies.services.proxies import CapReached, GiverHolds, ProxyChain, accept_proxy, give_proxy
from milliard.assemblies.services.votes import (
    AlreadyVoted,
    BallotChangedElsewhere,
    VoteNotOpen,
    close_vote,
    open_vote,
)
from milliard.assemblies.tests.factories import (
    cast,
    entries_of,
    in_session,
    make_assembly,
    make_resolution,
)
from milliard.assemblies.tests.test_secret_colleges import cast as cast_in
from milliard.assemblies.tests.test_secret_colleges import opened, prepared_by_colleges
from milliard.elections.tests.factories import open_sums


def test_one_mandate_votes_from_two_phones_at_once(in_threads: Any) -> None:
    assembly, entries = in_session(2)
    for secrecy, refusal in ((Secrecy.OPEN, BallotChangedElsewhere), (Secrecy.CONFIDENTIAL, AlreadyVoted)):
        vote = make_resolution(assembly, is_open=True, secrecy=secrecy)
        votes = [
            lambda choice=choice, vote=vote: cast(vote, entries[0], choice)
            for choice in ("for", "against") * 3
        ]
        results = Counter(type(one) for one in in_threads(*votes))
        assert results == {type(None): 1, refusal: 5}
        close_vote(resolution=vote, by=None)
    assert OpenBallot.objects.count() == ConfidentialBallot.objects.count() == 1


def test_a_vote_closes_while_people_vote_and_every_acknowledged_ballot_is_counted(in_threads: Any) -> None:
    assembly, entries = in_session(24)
    for secrecy in (Secrecy.OPEN, Secrecy.CONFIDENTIAL):
        vote = make_resolution(assembly, is_open=True, secrecy=secrecy)
        for entry in entries[:10]:
            cast(vote, entry, "for")
        late = [lambda entry=entry, vote=vote: cast(vote, entry, "against") for entry in entries[10:]]
        results = in_threads(*late[:7], lambda vote=vote: close_vote(resolution=vote, by=None), *late[7:])
        ballots = [one for one in results if not isinstance(one, VoteResult)]
        assert all(one is None or isinstance(one, VoteNotOpen) for one in ballots), ballots
        figures = VoteResult.objects.get(resolution=vote).figures
        assert figures["counts"]["against"] == ballots.count(None)
        assert VotingRight.objects.filter(resolution=vote, has_voted=True).count() == figures["voted"]
    assert verify(json.loads(json.dumps(minutes_document(assembly)))) == []


def test_a_vote_opens_while_people_come_and_leave(in_threads: Any) -> None:
    assembly, entries = in_session(8)
    vote = make_resolution(assembly)
    acts = [lambda one=one: mark_leaving(entry=one, by=None) for one in entries[:6]]
    in_threads(*acts[:3], lambda: open_vote(resolution=vote, by=None), *acts[3:])
    vote.refresh_from_db()
    gone = AttendanceMark.objects.filter(kind="left", marked_at__lt=vote.opened_at).count()
    rights = VotingRight.objects.filter(resolution=vote).count()
    assert (rights, vote.present_count) == (8 - gone, 8 - gone)


def test_two_proxies_and_room_for_one(in_threads: Any) -> None:
    assembly = make_assembly(voters=6, proxy_cap=2)
    holder, *givers = entries_of(assembly)
    offered = [give_proxy(giver=giver, holder=holder, by=None) for giver in givers]
    results = in_threads(*(lambda one=one: accept_proxy(proxy=one, by=None) for one in offered))
    assert Counter(type(one) for one in results) == {Proxy: 2, CapReached: 3}
    assert Proxy.objects.filter(state=ProxyState.ACCEPTED).count() == 2


def test_each_gives_to_the_other_and_there_is_no_chain(in_threads: Any) -> None:
    assembly = make_assembly(voters=2)
    first, second = entries_of(assembly)
    results = in_threads(
        lambda: give_proxy(giver=first, holder=second, by=None),
        lambda: give_proxy(giver=second, holder=first, by=None),
    )
    assert sorted(type(one).__name__ for one in results) == ["Proxy", "ProxyChain"]
    (proxy,) = Proxy.objects.all()
    other = proxy.holder
    assert other is not None
    results = in_threads(
        lambda: accept_proxy(proxy=proxy, by=None), lambda: give_proxy(giver=other, holder=None, by=None)
    )
    accepted = Proxy.objects.filter(state=ProxyState.ACCEPTED)
    assert accepted.count() <= 1
    assert not accepted.filter(holder__in=Proxy.objects.standing().values("giver")).exists(), results
    assert all(isinstance(one, Proxy | ProxyChain | GiverHolds) for one in results), results


def test_two_desks_note_one_arrival(in_threads: Any) -> None:
    assembly = make_assembly(voters=2)
    first, second = entries_of(assembly)
    accept_proxy(proxy=give_proxy(giver=first, holder=second, by=None), by=None)
    in_threads(*(lambda: mark_arrival(entry=first, by=None) for _ in range(6)))
    assert AttendanceMark.objects.filter(entry=first).count() == 1
    assert not Proxy.objects.standing().exists()


def test_the_chair_presses_twice(in_threads: Any) -> None:
    assembly, entries = in_session(2)
    vote = make_resolution(assembly)
    opened = in_threads(*(lambda: open_vote(resolution=vote, by=None) for _ in range(4)))
    assert Counter(type(one).__name__ for one in opened) == {"Resolution": 1, "ResolutionVoted": 3}
    cast(vote, entries[0], "for")
    closed = in_threads(*(lambda: close_vote(resolution=vote, by=None) for _ in range(4)))
    assert len({one.pk for one in closed}) == 1
    assert Resolution.objects.get(pk=vote.pk).state == ResolutionState.CLOSED


def test_two_colleges_are_opened_at_once_and_decide_once(in_threads: Any) -> None:
    """The last share of each, at one moment, sent twice: one result of the whole, and minutes that stand."""
    assembly, boxes = prepared_by_colleges("each", sizes=(10, 10))
    resolution = make_resolution(assembly, secrecy=Secrecy.SECRET, electorate=Electorate.ROLL)
    parts = opened(resolution)
    cast_in(boxes, parts, [[0] * 10, [0] * 10])
    closed = in_threads(*(lambda: close_vote(resolution=resolution, by=None) for _ in range(3)))
    assert closed == [None] * 3
    for box, part in zip(boxes, parts, strict=True):
        part.election.refresh_from_db()
        open_sums(box, part.election, 1)
    shares = [
        lambda box=box, part=part: open_sums(box, part.election, 3)
        for box, part in zip(boxes, parts, strict=True)
    ]
    in_threads(*shares, *shares)
    result = VoteResult.objects.get(resolution=resolution)
    assert (result.outcome, result.ballot_count) == ("adopted", 20)
    assert VoteResult.objects.count() == 3
    assert verify(json.loads(json.dumps(minutes_document(assembly)))) == []
